"""A carnet copied at home without network: all lines or none, nothing twice, and never on a TISF’s tablet."""

import json
from datetime import date

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.db import new_id
from fieldvisit.families.person import Person

BORN = date(2026, 1, 10)


@pytest.fixture
def adam(engine, cast):
    with db.writing(engine) as session:
        child = session.get_one(Person, cast.benali_child.id)
        child.birth_date = BORN
        session.add(child)
    return child


def dose(child, vaccine="hexa", rank="D1", on="2026-03-10", **more):
    return {
        "id": str(new_id()), "child_id": str(child.id), "vaccine": vaccine, "rank": rank, "given_on": on, "lot": "",
        "given_by": "", "source": "carnet",
    } | more  # fmt: skip


def exam(child, code="ex03", on="2026-03-10", **more):
    return {
        "id": str(new_id()), "child_id": str(child.id), "code": code, "done_on": on, "doctor": "Dr Roy", "place": "",
        "source": "carnet",
    } | more  # fmt: skip


def body(doses=(), exams=(), strikes=()):
    return {"doses": list(doses), "exams": list(exams), "strikes": list(strikes)}


@pytest.fixture
def send(cast, adam):
    def make(tablet, content, family=None):
        [word] = tablet.push(tablet.line("carnet_entry", content, family_id=(family or cast.benali).id))
        return word

    return make


def rows(engine, table=Dose):
    with db.reading(engine) as session:
        return list(session.exec(select(table)))


def test_what_was_copied_is_noted_under_the_tablet_s_ids_and_in_the_journal(send, claire, adam, engine, cast):
    first, second = dose(adam, lot="A1"), dose(adam, "pneumo")
    word = send(claire, body([first, second], [exam(adam)]))
    assert (word["word"], word["sentence"]) == ("received", "")
    assert {str(one.id): (one.vaccine, one.lot, one.noted_by) for one in rows(engine)} == {
        first["id"]: ("hexa", "A1", cast.claire.id),
        second["id"]: ("pneumo", "", cast.claire.id),
    }
    assert [one.doctor for one in rows(engine, Exam)] == ["Dr Roy"]
    with db.reading(engine) as session:
        [line] = session.exec(select(AccessEvent).where(AccessEvent.screen == "carnet"))
        assert (line.subject_id, line.offline, line.what) == (adam.id, True, "ecriture")


def test_sent_again_it_is_identical_and_written_once(claire, adam, cast, engine):
    line = claire.line("carnet_entry", body([dose(adam)]), family_id=cast.benali.id)
    assert [claire.push(line)[0]["word"] for _ in range(2)] == ["received", "identical"]
    assert len(rows(engine)) == 1


def test_two_workers_who_copy_the_same_carnet_note_each_line_once(send, claire, tablet_of, adam, engine):
    send(claire, body([dose(adam), dose(adam, "pneumo")], [exam(adam)]))
    word = send(tablet_of("ines"), body([dose(adam), dose(adam, rank="D2", on="2026-05-12")], [exam(adam)]))
    assert (word["word"], word["sentence"]) == ("received", "2 lignes étaient déjà notées.")
    assert (len(rows(engine)), len(rows(engine, Exam))) == (3, 1)


def test_what_the_first_one_left_empty_is_filled_in_by_the_second(send, claire, tablet_of, adam, engine, cast):
    send(claire, body([dose(adam)], [exam(adam, doctor="Roy")]))
    said = body([dose(adam, lot="A1", given_by="Dr Roy")], [exam(adam, doctor="Dr Anne Roy", place="Bourg")])
    word = send(tablet_of("ines"), said)
    assert (word["word"], word["sentence"]) == ("received", "2 lignes étaient déjà notées.")
    assert [(one.lot, one.given_by, one.noted_by) for one in rows(engine)] == [("A1", "Dr Roy", cast.claire.id)]
    assert [(one.doctor, one.place) for one in rows(engine, Exam)] == [("Dr Anne Roy", "Bourg")]


def test_what_contradicts_the_first_one_is_kept_beside_it(send, claire, tablet_of, adam, engine):
    send(claire, body([dose(adam, lot="A1")], [exam(adam)]))
    said = body([dose(adam, lot="B2"), dose(adam, "pneumo")], [exam(adam, doctor="Dr Blanc")])
    ines = tablet_of("ines")
    word = send(ines, said)
    assert word["word"] == "received"
    assert word["sentence"].startswith("2 lignes sont notées deux fois, avec un lot")
    assert {(one.vaccine, one.lot) for one in rows(engine)} == {("hexa", "A1"), ("hexa", "B2"), ("pneumo", "")}
    assert {one.doctor for one in rows(engine, Exam)} == {"Dr Roy", "Dr Blanc"}
    assert send(ines, body([dose(adam, lot="B2")]))["sentence"] == "Une ligne était déjà notée."


def test_what_the_office_learnt_meanwhile_makes_nothing_refused(send, claire, tablet_of, adam, engine):
    send(claire, body([dose(adam)]))
    assert send(tablet_of("ines"), body([dose(adam, on="2026-03-12")]))["word"] == "received"
    assert len(rows(engine)) == 2, "both are kept"


def test_a_wrong_line_is_struck_out_and_leaves_the_tablets(send, claire, tablet_of, adam, engine, cast):
    wrong = dose(adam)
    send(claire, body([wrong]))
    ines = tablet_of("ines")
    ines.pull_all()
    assert _adam(ines, cast, adam)["doses"]
    strikes = [{"id": wrong["id"], "why": "carnet du frère"}]
    assert send(claire, body([dose(adam, on="2026-03-11")], strikes=strikes))["word"] == "received"
    [struck] = [one for one in rows(engine) if one.struck_at]
    assert (str(struck.id), struck.struck_why, struck.struck_by) == (wrong["id"], "carnet du frère", cast.claire.id)
    ines.pull_all()
    assert [one["given_on"] for one in _adam(ines, cast, adam)["doses"]] == ["2026-03-11"]


def _adam(tablet, cast, adam):
    persons = tablet.aboard("family")[str(cast.benali.id)]["persons"]
    return next(one for one in persons if one["id"] == str(adam.id))


def test_the_carnet_travels_with_the_family_to_who_may_see_a_child_s_health(send, claire, adam, engine, cast, now):
    with db.writing(engine) as session:
        session.add(
            Certificate(family_id=cast.benali.id, child_id=adam.id, kind="CS9", received_on=date(2026, 10, 14),
                        examined_on=date(2026, 10, 12), doctor="Dr Roy", noted_by=cast.claire.id, noted_at=now,
                        entered_by=cast.claire.id, entered_at=now, about="À rappeler", missing=["MED-1274"])
        )  # fmt: skip
    sent = body([dose(adam, lot="L9", given_by="Dr Roy")], [exam(adam)])
    send(claire, sent)
    claire.pull_all()
    child = _adam(claire, cast, adam)
    assert child["doses"] == [{name: value for name, value in sent["doses"][0].items() if name != "child_id"}]
    assert child["exams"] == [{name: value for name, value in sent["exams"][0].items() if name != "child_id"}]
    [certificate] = child["certificates"]
    assert (certificate["kind"], certificate["missing"], certificate["about"]) == ("CS9", 1, "À rappeler")
    assert claire.aboard("family")[str(cast.benali.id)]["may_note"] is True


def test_the_tisf_s_tablet_gets_nothing_of_the_carnet(send, claire, tablet_of, adam, engine, cast, now):
    with db.writing(engine) as session:
        session.add(
            Certificate(family_id=cast.benali.id, child_id=adam.id, kind="CS9", received_on=date(2026, 10, 14),
                        noted_by=cast.claire.id, noted_at=now, about="CANARI-CARNET")
        )  # fmt: skip
    send(claire, body([dose(adam, lot="CANARI-CARNET")], [exam(adam, doctor="CANARI-CARNET")]))
    sylvie = tablet_of("sylvie")
    text = json.dumps([page["docs"] for page in sylvie.pull_all()], ensure_ascii=False)
    assert str(cast.benali.id) in text
    for trace in ("CANARI-CARNET", '"doses"', '"exams"', '"certificates"', "hexa"):
        assert trace not in text
    assert sylvie.aboard("family")[str(cast.benali.id)]["may_note"] is False


@pytest.mark.parametrize("who, family", [("sylvie", "benali"), ("nadia", "benali"), ("claire", "roche")])
def test_who_may_not_write_this_child_s_health_is_refused(tablet_of, send, cast, adam, engine, who, family):
    there = getattr(cast, family)
    child = adam if family == "benali" else cast.roche_child
    assert send(tablet_of(who), body([dose(child)]), there)["word"] == "refused"
    assert rows(engine) == []


def test_a_child_of_another_family_is_not_noted_through_this_one(send, claire, cast, engine):
    assert send(claire, body([dose(cast.roche_child)]))["word"] == "invalid"
    assert rows(engine) == []


@pytest.mark.parametrize(
    "change, says",
    [
        ({"given_on": "2026-01-09"}, "avant la naissance"),
        ({"given_on": "2027-01-01"}, "pas encore passé"),
        ({"given_on": "demain"}, "given_on"),
        ({"vaccine": "potion"}, "Choisissez le vaccin"),
        ({"child_id": "x"}, "child_id"),
        ({"id": 3}, "id"),
        ({"source": "rumeur"}, "source"),
        ({"lot": 12}, "lot"),
    ],
)
def test_one_line_that_cannot_be_leaves_all_of_them_with_the_reason(send, claire, adam, engine, change, says):
    word = send(claire, body([dose(adam, "pneumo"), dose(adam, **change)]))
    assert word["word"] == "invalid"
    assert says in json.dumps(word, ensure_ascii=False)
    assert rows(engine) == []


@pytest.mark.parametrize(
    "content",
    [{}, {"doses": 3}, {"doses": [3]}, {"strikes": [{"id": str(new_id()), "why": "x"}]},
     {"strikes": [{"id": str(new_id()), "why": " "}]}, {"exams": [{}]}],
)  # fmt: skip
def test_what_notes_nothing_or_cannot_be_read_is_invalid(send, claire, content, engine):
    assert send(claire, content)["word"] == "invalid"


def test_an_exam_without_its_doctor_is_invalid(send, claire, adam, engine):
    word = send(claire, body(exams=[exam(adam, doctor=" ")]))
    assert word["word"] == "invalid" and "médecin" in word["reasons"][0]["sentence"]
    assert word["reasons"][0]["child"] == str(adam.id)
