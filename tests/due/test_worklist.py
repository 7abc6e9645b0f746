"""« À faire »: each tab shows what it says, the gravest first, and to each reader only what she may know."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship
from fieldvisit.due import leading, listing, priority, worklist
from fieldvisit.due.band import Priority
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.worklist import Asked, Tab
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.families.support import Support
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind
from fieldvisit.words import Refusal

#: What must never reach the secretariat nor an association, wherever it stands.
TELLING = ("EPDS", "Prématur", "prématur", "Vaccin", "Examen", "TND", "Handicap", "CAMSP", "psychologue", "Certificat")


@pytest.fixture
def county(engine, cast, today, now):
    """The three families' lists and priorities; a referral and an interview's orientation at the Benali's."""
    families = [cast.benali.id, cast.petit.id, cast.roche.id]
    with db.writing(engine) as writer:
        for label, place in (("Avis du psychologue après EPDS", "entretien"), ("CAMSP", "sante_enfant")):
            tasks.open_task(
                writer,
                sector_id=cast.bourg.id,
                family_id=cast.benali.id,
                person_id=cast.benali_child.id,
                kind=Kind.REFERRAL,
                label=label,
                note="EPDS 14",
                compartment=place,
                source=label,
                now=now,
            )
        child = writer.get_one(Person, cast.benali_child.id)
        child.term_weeks, child.disability = 33, "Handicap moteur"
        listing.refresh(writer, families, today)
        priority.refresh(writer, families, today)
    return cast


@pytest.fixture
def see(engine, county, today):
    """``see("claire", Tab.WEEK)``: (family, first name, label, band) of each line."""

    def read(actor, tab, **filters):
        actor = county.actor(actor) if isinstance(actor, str) else actor
        with db.reading(engine) as reader:
            found = worklist.page(reader, actor, Asked(tab, actor.sectors, **filters), today).lines
        return [(one.family, one.who, one.label, one.band) for one in found]

    return read


def rewrite(engine, item, **values):
    with db.writing(engine) as writer:
        found = writer.get_one(DueItem, item)
        for name, value in values.items():
            setattr(found, name, value)


def items(engine, code):
    with db.reading(engine) as reader:
        return {one.family_id: one for one in reader.exec(select(DueItem).where(DueItem.code == code))}


def test_this_week_is_what_is_due_by_sunday_or_open_for_a_grave_family_and_not_late(engine, county, see, today):
    one = items(engine, "vad_1m").get(county.benali.id) or items(engine, "vad_2_3m")[county.petit.id]
    sunday = today + timedelta(days=6)
    family = "Famille Benali" if one.family_id == county.benali.id else "Famille Petit"
    label = "Visite du 1er mois" if one.code == "vad_1m" else "Visite 2-3 mois"

    def listed(tab):
        return any(line[0] == family and line[2] == label for line in see("helene", tab))

    with db.writing(engine) as writer:
        writer.get_one(Priority, one.family_id).band = 3
    rewrite(engine, one.id, opens_on=today, due_on=sunday, late_on=sunday + timedelta(days=7))
    assert listed(Tab.WEEK) and not listed(Tab.LATE)
    rewrite(engine, one.id, due_on=sunday + timedelta(days=1))
    assert not listed(Tab.WEEK)
    with db.writing(engine) as writer:
        writer.get_one(Priority, one.family_id).band = 2
    assert listed(Tab.WEEK)
    rewrite(engine, one.id, due_on=today, late_on=today)
    assert listed(Tab.WEEK) and not listed(Tab.LATE)
    rewrite(engine, one.id, due_on=today - timedelta(days=3), late_on=today - timedelta(days=1))
    assert listed(Tab.LATE) and not listed(Tab.WEEK)
    for gone in ({"state": State.DONE}, {"state": State.OPEN, "closes_on": today - timedelta(days=1)}):
        rewrite(engine, one.id, **gone)
        assert not listed(Tab.LATE)


def test_the_gravest_band_comes_first_then_the_date_and_pages_follow(engine, county, see, today, monkeypatch):
    with db.writing(engine) as writer:
        writer.get_one(Priority, county.benali.id).chosen = 3
    found = see("helene", Tab.WEEK, weeks=8) + see("helene", Tab.LATE)
    assert {one[0]: one[3] for one in found} == {"Famille Benali": 3, "Famille Petit": 1}
    whole = see("helene", Tab.WEEK, weeks=8)
    assert [one[3] for one in whole] == sorted(one[3] for one in whole)
    monkeypatch.setattr(worklist, "MOST", 2)
    pages = [line for number in range(len(whole)) for line in see("helene", Tab.WEEK, weeks=8, page=number)]
    assert pages == whole


def test_filters_by_worker_trade_and_band(county, see):
    whole = see("helene", Tab.WEEK, weeks=8)
    assert set(see("helene", Tab.WEEK, weeks=8, worker=county.claire.id)) < set(whole)
    assert {one[0] for one in see("helene", Tab.WEEK, weeks=8, worker=county.ines.id)} == {"Famille Benali"}
    assert see("helene", Tab.WEEK, weeks=8, worker=county.nadia.id) == []
    assert {one[3] for one in see("helene", Tab.WEEK, weeks=8, band=1)} == {1}
    assert see("helene", Tab.WEEK, weeks=8, trade="crip") == []


def test_what_has_its_visit_planned_is_shown_when_asked_for(engine, county, see, today, now):
    with db.writing(engine) as writer:
        of_petit = DueItem.family_id == county.petit.id
        item = writer.exec(select(DueItem).where(DueItem.code == "vad_2_3m", of_petit)).first()
        visit = Visit(
            family_id=item.family_id,
            kind="vad_2_3m",
            planned_on=today,
            duration_min=45,
            worker_id=county.claire.id,
            created_at=now,
            created_by=county.helene.id,
        )
        writer.add(visit)
        writer.flush()
        item.visit_id = visit.id

    def visits(**asked):
        return [one for one in see("helene", Tab.WEEK, weeks=8, **asked) if one[2] == "Visite 2-3 mois"]

    assert len(visits(planned=True)) == len(visits()) + 1


def test_a_nurse_sees_the_visits_of_her_sector_and_the_exams_of_her_families_only(engine, county, see, today):
    claire = {one[2] for one in see("claire", Tab.WEEK, weeks=8)} | {one[2] for one in see("claire", Tab.LATE)}
    assert any(one.startswith("Examen") for one in claire)
    with db.writing(engine) as writer:
        relations = writer.exec(select(CareRelationship).where(CareRelationship.account_id == county.claire.id))
        for one in relations:
            one.until = today - timedelta(days=1)
    left = {one[2] for one in see("claire", Tab.WEEK, weeks=8)} | {one[2] for one in see("claire", Tab.LATE)}
    assert left and not any(one.startswith(("Examen", "Grille")) for one in left)


def test_no_reason_and_no_word_of_health_reaches_the_secretariat_or_an_association(engine, county, today, now):
    with db.writing(engine) as writer:
        writer.add(
            Support(
                family_id=county.benali.id,
                code="premiers_pas",
                started_on=today,
                noted_by=county.helene.id,
                noted_at=now,
            )
        )
        writer.flush()
        listing.refresh(writer, [county.benali.id], today)
    for role in ("secretariat", "tisf", "responsable_tisf", "intervenant_aep"):
        for name in ("helene", "sylvie"):
            lines = _all(engine, replace(county.actor(name), role=role), today)
            said = " ".join(f"{one.label} {one.reasons} {'' if one.what == 'echeance' else one.code}" for one in lines)
            assert not [word for word in TELLING if word in said], said
            assert all(one.reasons == () for one in lines)
            assert not [one for one in lines if one.code == Kind.REFERRAL]
            if role == "secretariat":
                assert any(one.label == "Visite à domicile" for one in lines)  # of the preterm: a visit, no more
            if role == "responsable_tisf":
                assert lines == []


def _all(engine, actor, today):
    with db.reading(engine) as reader:
        return [
            line
            for tab in Tab
            for line in worklist.page(reader, actor, Asked(tab, actor.sectors, planned=True, weeks=52), today).lines
        ]


def test_reasons_are_on_the_line_of_whoever_may_know_them(engine, county, today):
    with db.reading(engine) as reader:
        claire, nadia = (
            worklist.page(reader, county.actor(name), Asked(Tab.WEEK, frozenset(), weeks=8), today).lines
            for name in ("claire", "nadia")
        )
    assert {one.reasons[0] for one in claire if one.family == "Famille Petit"} == {
        "Prématurité < 37 SA ou PN < 2 500 g"
    }
    assert {one.family for one in nadia} <= {"Famille Roche"}


def test_orientations_are_listed_with_their_kind_only_for_whoever_may_not_read_them(see):
    assert sorted(one[1:3] for one in see("ines", Tab.REFERRALS)) == [
        ("Adam", "Orientation : Avis du psychologue après EPDS"),
        ("Adam", "Orientation : CAMSP"),
    ]
    assert sorted(one[1:3] for one in see("helene", Tab.REFERRALS)) == [
        ("", "Orientation"),
        ("Adam", "Orientation : CAMSP"),
    ]
    assert see("nadia", Tab.REFERRALS) == []


def test_a_family_without_lead_is_to_assign_until_somebody_is(engine, county, see, today, now):
    assert see("helene", Tab.ASSIGN) == []
    with db.writing(engine) as writer:
        for one in writer.exec(select(CareRelationship).where(CareRelationship.family_id == county.petit.id)):
            one.until = today - timedelta(days=1)
    assert see("helene", Tab.ASSIGN) == [("Famille Petit", "", "Sans professionnelle référente", 1)]
    assert see("sylvie", Tab.ASSIGN) == see("nadia", Tab.ASSIGN) == []
    for by, chosen in (("sylvie", "claire"), ("nadia", "claire"), ("helene", "nadia"), ("helene", "sylvie")):
        with db.writing(engine) as writer, pytest.raises(Refusal):
            leading.assign(writer, county.actor(by), county.petit.id, getattr(county, chosen).id, today, now)
    with db.writing(engine) as writer:
        leading.assign(writer, county.actor("helene"), county.petit.id, county.claire.id, today, now)
        leading.assign(writer, county.actor("helene"), county.petit.id, county.claire.id, today, now)
    assert see("helene", Tab.ASSIGN) == []
    with db.reading(engine) as reader:
        open_ones = select(CareRelationship).where(
            CareRelationship.family_id == county.petit.id, CareRelationship.until.is_(None)
        )
        assert len(reader.exec(open_ones).all()) == 1


def test_a_notice_to_assign_is_there_even_where_somebody_follows_the_family(engine, county, see, today, now):
    with db.writing(engine) as writer:
        tasks.open_task(
            writer,
            sector_id=county.bourg.id,
            family_id=county.petit.id,
            kind=Kind.ASSIGN,
            label="Affecter la naissance : Famille Petit",
            source="notice:1:affecter",
            now=now,
            due_on=today,
        )
    assert see("helene", Tab.ASSIGN) == [("Famille Petit", "", "À affecter", 1)]
    assert see("helene", Tab.TASKS) == []


def test_counts_are_those_of_the_lines_and_stop_at_a_thousand(engine, county, today, monkeypatch):
    helene = county.actor("helene")
    asked = Asked(Tab.WEEK, helene.sectors)
    with db.reading(engine) as reader:
        counted = worklist.counts(reader, helene, asked, today)
        for tab, many in counted.items():
            assert many == len(worklist.page(reader, helene, replace(asked, tab=tab), today).lines)
        assert counted[Tab.REFERRALS] == 2
        monkeypatch.setattr(worklist, "COUNTED", 0)
        assert worklist.counts(reader, helene, asked, today)[Tab.REFERRALS] == 1


def test_a_sector_that_is_not_hers_is_not_asked(engine, county, today):
    with db.reading(engine) as reader:
        found = worklist.page(
            reader, county.actor("helene"), Asked(Tab.WEEK, frozenset([county.oyonnax.id]), weeks=8), today
        ).lines
    assert {one.family for one in found} == {"Famille Benali", "Famille Petit"}, "her own sectors instead"


def test_a_file_merged_into_another_is_not_listed(engine, county, see):
    def listed():
        return {tab for tab in Tab if any(one[0] == "Famille Petit" for one in see("helene", tab, weeks=52))}

    assert {Tab.WEEK, Tab.LATE} & listed()
    with db.writing(engine) as writer:
        writer.get_one(Household, county.petit.id).merged_into = county.benali.id
    assert listed() == set()
