"""A wrong measure struck on a tablet: an event beside what was signed, alike for all, taken back with its trace."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.growth import of_family, series, striking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.growth.strike import MeasureStrike
from fieldvisit.schedule.record import VisitRecord
from tests.sync.tablet import stamp, visit_record


def rows(engine, table):
    with db.reading(engine) as session:
        return session.exec(select(table)).all()


@pytest.fixture
def child(cast):
    return str(cast.benali_child.id)


@pytest.fixture
def weighed(claire, plan, engine, now, child):
    """``weighed(43000)``: a signed visit with this weight; the record's id, the measure and its visit."""

    def make(grams, **more):
        visit = plan()
        body = visit_record(visit, now, children=[child], child_answers={child: {"poids": {"v": grams}}}, **more)
        id = new_id()
        [word] = claire.push(claire.line("visit_record", body, id=id, family_id=visit.family_id))
        assert word["word"] == "received", word
        [measure] = [one for one in rows(engine, Measurement) if one.record_id == id]
        return id, measure, visit

    return make


@pytest.fixture
def send(cast, child, now):
    def make(tablet, body, id=None, family=None):
        said = {"child_id": child, "kind": "poids", "at": stamp(now)} | body
        return tablet.push(tablet.line("measure_strike", said, id=id or new_id(), family_id=family or cast.benali.id))[
            0
        ]

    return make


def strike(measure, why="saisie", **more):
    return {"act": "rayer", "measure_id": str(measure.id), "value": measure.value, "why": why} | more


def back(*ids, **more):
    return {"act": "retablir", "strikes": [str(id) for id in ids]} | more


def aboard(tablet, cast, child):
    tablet.pull_all()
    persons = tablet.aboard("family")[str(cast.benali.id)]["persons"]
    return next(one for one in persons if one["id"] == child)["measurements"]


def test_a_struck_measure_stays_readable_and_counts_nowhere_and_the_record_is_as_it_was_signed(
    weighed, send, claire, cast, child, engine, now, today
):
    record_id, measure, _ = weighed(43000)
    before = rows(engine, VisitRecord)[0].body
    id = new_id()
    word = send(claire, strike(measure, "unite", words="grammes lus en kilos"), id)
    assert (word["word"], word["sentence"]) == ("received", "")
    [line] = aboard(claire, cast, child)
    assert line["struck"] is True and line["id"] == str(measure.id) and line["record_id"] == str(record_id)
    assert line["strikes"] == [
        {"id": str(id), "why": "unite", "words": "grammes lus en kilos", "at": stamp(now), "who": "Claire Morel"}
    ]
    assert rows(engine, VisitRecord)[0].body == before
    assert rows(engine, Measurement)[0].value == 43000
    with db.reading(engine) as session:
        assert session.exec(select(Measurement).where(striking.standing())).all() == []
        known = {"birth_date": "2026-01-10", "sex": "M", "measurements": of_family.measured(session, cast.benali.id)}
        known["measurements"] = known["measurements"][cast.benali_child.id]
        taken = [{"kind": "poids", "value": 43000, "method": None, "doubtful": False}]
        call = series.functions(known, taken, now.date(), {})
        assert call("z", {"indicateur": "poids"}) is None
        [event] = session.exec(select(AccessEvent).where(AccessEvent.screen == "croissance"))
        assert (event.subject_id, event.what, event.offline) == (cast.benali_child.id, "ecriture", True)


def test_two_tablets_that_strike_the_same_measure_agree(weighed, send, claire, tablet_of, cast, child, engine):
    _, measure, _ = weighed(43000)
    ines = tablet_of("ines")
    assert send(claire, strike(measure))["word"] == "received"
    word = send(ines, strike(measure, "autre", words="c’est son frère"))
    assert (word["word"], word["sentence"]) == ("received", "Cette mesure était déjà rayée.")
    assert {one.why for one in rows(engine, MeasureStrike)} == {"saisie", "autre"}
    assert {one["who"] for one in aboard(claire, cast, child)[0]["strikes"]} == {"Claire Morel", "Inès Costa"}


def test_it_is_taken_back_with_its_trace_but_for_what_somebody_else_said_meanwhile(
    weighed, send, claire, tablet_of, cast, child, now
):
    _, measure, _ = weighed(4300)
    first, second, ines = new_id(), new_id(), tablet_of("ines")
    send(claire, strike(measure, at=stamp(now - timedelta(hours=1))), first)
    send(ines, strike(measure, "enfant"), second)
    word = send(claire, back(first, words="c’était juste"))
    assert (word["word"], word["sentence"]) == (
        "received",
        "La mesure reste rayée : quelqu’un d’autre l’a rayée aussi.",
    )
    assert aboard(claire, cast, child)[0]["struck"] is True
    assert send(ines, back(second))["sentence"] == ""
    assert send(claire, back(second))["sentence"] == "C’était déjà rétabli."
    [line] = aboard(claire, cast, child)
    assert "struck" not in line
    assert [(one["back_who"], one["back_words"]) for one in line["strikes"]] == [
        ("Claire Morel", "c’était juste"),
        ("Inès Costa", ""),
    ]


def test_a_measure_that_never_came_back_to_the_tablet_is_named_by_its_record(
    claire, plan, send, engine, now, child, cast
):
    visit, record_id, struck = plan(), new_id(), new_id()
    named = {"act": "rayer", "measure_id": None, "record_id": str(record_id), "value": 43000, "why": "saisie"}
    assert send(claire, named, struck)["word"] == "later", "its visit has not arrived yet"
    assert send(claire, back(struck))["word"] == "later", "nor has the strike"
    body = visit_record(visit, now, children=[child], child_answers={child: {"poids": {"v": 43000}}})
    claire.push(claire.line("visit_record", body, id=record_id, family_id=visit.family_id))
    assert send(claire, named, struck)["word"] == "received"
    assert aboard(claire, cast, child)[0]["struck"] is True
    assert send(claire, back(struck))["word"] == "received"


def test_what_names_no_measure_of_this_family_is_kept_and_said(weighed, send, claire, cast, engine):
    _, measure, _ = weighed(43000)
    measure.id = new_id()
    word = send(claire, strike(measure))
    assert word["word"] == "invalid" and "n’est pas connue du bureau" in word["sentence"]
    assert send(claire, {"act": "rayer", "measure_id": None, "value": 1, "why": "saisie"})["word"] == "invalid"
    assert send(claire, back())["word"] == "invalid"


@pytest.mark.parametrize(("why", "words"), [("autre", ""), ("autre", "  "), ("", ""), ("parce que", "x"), (None, "")])
def test_a_reason_is_asked_for(weighed, send, claire, engine, why, words):
    _, measure, _ = weighed(43000)
    word = send(claire, strike(measure, why, words=words))
    assert word["word"] == "invalid" and word["reasons"] or word["sentence"]
    assert rows(engine, MeasureStrike) == []


@pytest.mark.parametrize("name", ["sylvie", "nadia"])
def test_who_may_not_write_the_child_s_health_strikes_nothing(weighed, send, tablet_of, name, engine, cast):
    _, measure, _ = weighed(43000)
    tablet = tablet_of(name)
    assert send(tablet, strike(measure))["word"] == "refused"
    assert rows(engine, MeasureStrike) == []
    tablet.pull_all()
    assert "43000" not in str(tablet.aboard("family")) and "strikes" not in str(tablet.aboard("family"))


def test_a_correction_that_says_the_wrong_value_again_does_not_bring_it_back(
    weighed, send, claire, cast, child, engine, now
):
    record_id, measure, visit = weighed(43000)
    struck = new_id()
    send(claire, strike(measure), struck)
    body = visit_record(
        visit, now, children=[child], corrects=str(record_id), correction_reason="une note",
        child_answers={child: {"poids": {"v": 43000}, "taille": {"v": 60, "method": "couche"}}},
    )  # fmt: skip
    [word] = claire.push(claire.line("visit_record", body, family_id=visit.family_id))
    assert word["word"] == "received", word
    lines = {one["kind"]: one for one in aboard(claire, cast, child)}
    assert lines["poids"]["struck"] is True and lines["poids"]["strikes"][0]["who"] == "Claire Morel"
    assert "struck" not in lines["taille"]
    assert send(claire, back(struck))["sentence"] == "", "the tablet names the strike that it had seen"
    assert not any("struck" in one for one in aboard(claire, cast, child))


def test_a_correction_that_puts_the_value_right_is_a_measure_that_stands(
    weighed, send, claire, tablet_of, cast, child, now, engine
):
    record_id, measure, visit = weighed(43000)
    send(claire, strike(measure))
    body = visit_record(
        visit, now, children=[child], corrects=str(record_id), correction_reason="unité",
        child_answers={child: {"poids": {"v": 4300}}},
    )  # fmt: skip
    claire.push(claire.line("visit_record", body, family_id=visit.family_id))
    assert [(one["value"], "struck" in one) for one in aboard(claire, cast, child)] == [(4300, False)]
    word = send(tablet_of("ines"), strike(measure))
    assert (word["word"], word["sentence"]) == (
        "received",
        "La visite a été corrigée depuis : cette valeur n’y est plus.",
    )
    assert [(one["value"], "struck" in one) for one in aboard(claire, cast, child)] == [(4300, False)]


def test_a_strike_that_arrives_after_the_correction_follows_the_same_value(
    weighed, send, claire, tablet_of, cast, child, now
):
    record_id, measure, visit = weighed(43000)
    body = visit_record(
        visit, now, children=[child], corrects=str(record_id), correction_reason="une note",
        child_answers={child: {"poids": {"v": 43000}}},
    )  # fmt: skip
    claire.push(claire.line("visit_record", body, family_id=visit.family_id))
    assert send(tablet_of("ines"), strike(measure))["sentence"] == ""
    assert [one["struck"] for one in aboard(claire, cast, child)] == [True]


def test_the_office_strikes_and_takes_back_by_the_same_rules(weighed, claire, cast, child, engine, now, today):
    _, measure, _ = weighed(43000)
    later = now + timedelta(hours=1)
    for name in ("helene", "sylvie", "nadia", "root"):
        with pytest.raises(striking.NotFound), db.writing(engine) as session:
            striking.at_the_office(session, cast.actor(name), measure.id, "saisie", "", later, today)
    with pytest.raises(striking.NoReason), db.writing(engine) as session:
        striking.at_the_office(session, cast.actor("claire"), measure.id, "", "", later, today)
    with pytest.raises(striking.NoWords), db.writing(engine) as session:
        striking.at_the_office(session, cast.actor("claire"), measure.id, "autre", " ", later, today)
    for _ in range(2):
        with db.writing(engine) as session:
            striking.at_the_office(session, cast.actor("claire"), measure.id, "date", "la veille", later, today)
    assert len(rows(engine, MeasureStrike)) == 1
    assert aboard(claire, cast, child)[0]["struck"] is True
    with db.writing(engine) as session:
        striking.back_at_the_office(session, cast.actor("ines"), measure.id, "relu", later, today)
    [line] = aboard(claire, cast, child)
    assert "struck" not in line and line["strikes"][0]["back_who"] == "Inès Costa"
