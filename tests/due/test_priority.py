"""Priority: each criterion by its own facts, the sum into a band, a coordinator's choice, and who learns why."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.due import circumstances, criteria, follow, priority, reasons, recompute, weighing
from fieldvisit.due.band import Priority, PriorityChoice
from fieldvisit.due.circumstances import Child, Circumstances, Told
from fieldvisit.due.criteria import CRITERIA
from fieldvisit.families.contact import Contact
from fieldvisit.families.person import Person, Pregnancy
from fieldvisit.words import Refusal

TODAY = date(2026, 11, 23)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def child(born=400, **given) -> Child:
    fields = {
        "id": None,
        "birth_date": ago(born),
        "term_weeks": 40,
        "birth_weight_g": 3300,
        "multiple": False,
        "disabled": False,
        "in_care": False,
        "discharged_on": None,
    }
    return Child(**fields | given)


#: Nothing stands out: followed, seen last week, a child of thirteen months.
CALM = {"followed": True, "last_visit": ago(7), "assigned_since": ago(400), "children": [child()]}


@pytest.mark.parametrize(
    ("expected", "facts"),
    [
        ([], {}),
        (["danger"], {"urgent": True}),
        (["danger"], {"told": {("epds", ""): Told("oui", ago(365))}}),
        ([], {"told": {("epds", ""): Told("oui", ago(366))}}),
        ([], {"told": {("epds", ""): Told("", ago(1))}}),
        (["sortie_primipare"], {"children": [child(16, discharged_on=ago(14))]}),
        ([], {"children": [child(16, discharged_on=ago(15))]}),
        (["sortie_primipare"], {"children": [child(3)]}),
        ([], {"children": [child(3), child(900)]}),
        (["sortie_primipare"], {"children": [child(3), child(900)], "pregnancies": [(ago(3), 0, False)]}),
        ([], {"children": [child(3)], "pregnancies": [(ago(3), 1, False)]}),
        (["premature"], {"children": [child(700, term_weeks=36)]}),
        (["premature"], {"children": [child(700, birth_weight_g=2499)]}),
        ([], {"children": [child(700, term_weeks=37, birth_weight_g=2500)]}),
        ([], {"children": [child(760, term_weeks=31)]}),
        (["multiple"], {"pregnancies": [(None, 1, True)]}),
        ([], {"pregnancies": [(ago(500), 1, True)]}),
        (["multiple"], {"children": [child(100, multiple=True), child(100, multiple=True)]}),
        (["epp_accompagner"], {"told": {("niveau", ""): Told("a_accompagner", ago(90))}}),
        (["epp_urgent"], {"told": {("niveau", ""): Told("urgent", ago(90))}}),
        ([], {"told": {("niveau", ""): Told("a_surveiller", ago(90))}}),
        (["croissance"], {"told": {("croissance", "None"): Told("A05", ago(90))}}),
        ([], {"told": {("croissance", "None"): Told("A05", ago(91))}}),
        (["sans_visite"], {"last_visit": ago(31)}),
        ([], {"last_visit": ago(30)}),
        ([], {"last_visit": ago(181)}),
        (["sans_visite"], {"last_visit": ago(181), "followed_since": ago(200)}),
        (["sans_visite"], {"last_visit": None, "followed_since": ago(31)}),
        ([], {"last_visit": ago(31), "followed": False}),
        (["isolement"], {"told": {("isolement", ""): Told("oui", ago(300))}}),
        (["handicap"], {"children": [child(disabled=True)]}),
        (["ase"], {"children": [child(in_care=True)]}),
    ],
)
def test_each_criterion_is_met_by_its_own_facts(expected, facts):
    assert weighing.met(Circumstances(**CALM | facts), TODAY) == expected


def test_a_family_that_called_is_heard_until_somebody_went(now):
    asked = Circumstances(**CALM | {"asked_at": now - timedelta(days=3)})
    assert weighing.met(asked, TODAY) == ["demande"]
    asked.last_visit = ago(1)
    assert weighing.met(asked, TODAY) == []


@pytest.mark.parametrize("code", ["ase", "fin_tisf"])
def test_the_supports_that_count_are_known_and_do(code):
    supports = CRITERIA[code].settings["supports"]
    assert supports
    for one in supports:
        held = Circumstances(**CALM | {"supports": [(one, ago(10), TODAY + timedelta(days=15))]})
        assert code in weighing.met(held, TODAY)


def test_a_tisf_order_with_more_than_a_fortnight_left_is_no_reason():
    [code, *_] = CRITERIA["fin_tisf"].settings["supports"]
    for last in (None, TODAY + timedelta(days=16)):
        held = Circumstances(**CALM | {"supports": [(code, ago(10), last)]})
        assert "fin_tisf" not in weighing.met(held, TODAY)


def test_the_county_s_weights_and_words_are_those_of_the_domain():
    assert [(one.label, one.points) for one in CRITERIA.values()] == [
        ("EPDS ≥ 13 ou item 10 ≥ 1 ou danger", 100),
        ("Sortie de maternité < 15 jours, primipare", 40),
        ("Prématurité < 37 SA ou PN < 2 500 g", 50),
        ("Grossesse multiple", 40),
        ("Vulnérabilité EPP niveau 'À accompagner'", 50),
        ("Vulnérabilité EPP niveau 'Urgent'", 90),
        ("Alerte de croissance en cours", 60),
        ("Aucune visite depuis > 30 jours (suivi actif)", 20),
        ("Famille isolée / sans transport", 15),
        ("Demande de la famille", 25),
        ("Mesure ASE / retour à domicile", 45),
        ("Handicap de l'enfant", 30),
        ("Échéance de l'ordre TISF sous 15 jours", 20),
    ]
    assert set(weighing.HOLDS) == set(CRITERIA)
    assert [criteria.band(points) for points in (100, 90, 89, 50, 49, 25, 24, 0)] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert criteria.score(list(CRITERIA)) == 100
    written = json.loads((Path(criteria.__file__).parent / "priorities.json").read_text(encoding="utf-8"))
    assert written["bands"][1]["label"] == "P2 – sous 7 jours"


@pytest.fixture
def computed(engine, cast, today):
    """``computed("petit")``: that family's priority after a computation of all three."""

    def read(name):
        with db.writing(engine) as writer:
            priority.refresh(writer, [cast.benali.id, cast.petit.id, cast.roche.id], today)
        with db.reading(engine) as reader:
            return reader.get(Priority, getattr(cast, name).id)

    return read


def test_preterm_twins_of_two_months_are_urgent_and_others_are_as_usual(computed):
    twins = computed("petit")
    assert (twins.score, twins.band, twins.reasons) == (90, 1, ["premature", "multiple"])
    assert computed("roche") is None


def test_a_computation_again_writes_nothing_and_a_change_of_facts_is_seen(engine, cast, today, computed, now):
    computed("petit")
    with db.writing(engine) as writer:
        assert priority.refresh(writer, [cast.petit.id, cast.roche.id], today) == 0
        for one in cast.petit_twins:
            writer.get_one(Person, one.id).deceased_on = today
        writer.add(
            Contact(
                family_id=cast.roche.id,
                at=now - timedelta(days=2),
                means="appel_recu",
                result="joint",
                account_id=cast.nadia.id,
                noted_at=now,
            )
        )
    assert computed("petit").reasons == []
    assert (computed("roche").reasons, computed("roche").band) == (["demande"], 3)


def test_what_the_situation_reads_is_what_is_in_the_file(engine, cast, today, now):
    with db.writing(engine) as writer:
        writer.add(Pregnancy(family_id=cast.roche.id, mother_id=cast.benali_mother.id, parity=1, multiple=True))
        writer.add(
            UrgentAlert(
                family_id=cast.roche.id,
                visit_id=cast.roche.id,
                author_id=cast.nadia.id,
                rule="A11",
                compartment="sante_enfant",
                text="Fièvre",
                raised_at=now,
                received_at=now,
            )
        )
    with db.reading(engine) as reader:
        found = circumstances.of(reader, [cast.roche.id, cast.benali.id], today)
    assert (found[cast.roche.id].urgent, found[cast.roche.id].pregnancies) == (True, [(None, 1, True)])
    assert not found[cast.benali.id].urgent
    assert found[cast.benali.id].assigned_since == today - timedelta(days=40)


def choose(engine, cast, today, now, by, band, why="La famille se cache"):
    with db.writing(engine) as writer:
        return priority.choose(
            writer, cast.actor(by), cast.roche.id if by == "nadia" else cast.petit.id, band, why, today, now
        )


def test_a_coordinator_puts_another_band_and_the_computation_leaves_it(engine, cast, today, now, computed):
    computed("petit")
    choose(engine, cast, today, now, "helene", 4)
    assert (computed("petit").chosen, computed("petit").band) == (4, 1)
    with db.reading(engine) as reader:
        assert priority.bands(reader, [cast.petit.id, cast.roche.id]) == {cast.petit.id: 4, cast.roche.id: 4}
    with db.writing(engine) as writer:
        priority.resume(writer, cast.actor("helene"), cast.petit.id, today, now + timedelta(hours=1))
    with db.reading(engine) as reader:
        assert priority.bands(reader, [cast.petit.id])[cast.petit.id] == 1
        told = priority.history(reader, cast.actor("helene"), cast.petit.id, today)
        assert [(one.band, one.why) for one in told] == [(None, ""), (4, "La famille se cache")]
        assert priority.history(reader, replace(cast.actor("helene"), role="secretariat"), cast.petit.id, today) == []


def test_nobody_else_chooses_and_not_without_saying_why(engine, cast, today, now):
    for by in ("claire", "sylvie", "nadia", "root"):
        with pytest.raises(Refusal):
            choose(engine, cast, today, now, by, 1)
    for band, why in ((1, "  "), (5, "Pourquoi pas"), (0, "Pourquoi pas")):
        with pytest.raises(Refusal):
            choose(engine, cast, today, now, "helene", band, why)
    with db.writing(engine) as writer, pytest.raises(Refusal):
        priority.choose(writer, cast.actor("helene"), cast.roche.id, 1, "Autre secteur", today, now)
    with db.reading(engine) as reader:
        assert reader.exec(select(PriorityChoice)).all() == []


def test_reasons_are_told_to_whoever_may_read_each_and_never_to_those_who_see_the_band(engine, cast, today, now):
    with db.writing(engine) as writer:
        writer.add(
            Priority(
                family_id=cast.benali.id,
                score=100,
                band=1,
                reasons=["danger", "epp_urgent", "premature", "demande"],
                computed_on=today,
            )
        )

    def told(actor):
        with db.reading(engine) as reader:
            return reasons.of(reader, actor, [cast.benali.id], today).get(cast.benali.id, [])

    labels = {code: one.label for code, one in CRITERIA.items()}
    assert told(cast.actor("ines")) == [labels[code] for code in ("danger", "epp_urgent", "premature", "demande")]
    assert told(cast.actor("claire")) == told(cast.actor("helene")) == [labels["premature"], labels["demande"]]
    assert told(cast.actor("nadia")) == told(cast.actor("root")) == []
    for role in ("secretariat", "tisf", "responsable_tisf", "intervenant_aep"):
        for name in ("helene", "claire", "sylvie"):
            assert told(replace(cast.actor(name), role=role)) == []


def test_the_night_ranks_families_and_the_feed_s_follower_ranks_them_again(engine, cast, today):
    def band():
        with db.reading(engine) as reader:
            return priority.bands(reader, [cast.petit.id])[cast.petit.id]

    recompute.recompute_all(engine, today, processes=1)
    with db.writing(engine) as writer:
        while follow.catch_up(writer, today):
            pass
    assert band() == 1
    with db.writing(engine) as writer:
        for one in cast.petit_twins:
            writer.get_one(Person, one.id).deceased_on = today
    with db.writing(engine) as writer:
        follow.catch_up(writer, today)
    assert band() == 4
