"""A list of files to let go: proposed by rule, decided by a person, carried out by another, judged again each time."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.exceptional import ExceptionalAccess
from fieldvisit.access.journal import AccessEvent
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.db import new_id
from fieldvisit.families import household, search
from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.retention import archiving, executing, listing, proposing
from fieldvisit.retention.disposal_list import Act, DisposalLine, Outcome
from fieldvisit.retention.gathering import Hindrance
from fieldvisit.retention.listing import Chosen
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync.drafts.backup import DraftBackup
from fieldvisit.sync.received import ReceivedLine, Word
from fieldvisit.tasks import exceptional_access
from fieldvisit.tasks.exceptional_access import Asked
from fieldvisit.tasks.task import Task
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.words import Refusal
from tests.retention.conftest import KEPT, LONG_AGO

WHY = "Demande de consultation par l’ancien enfant."


def offered(engine, head, today, now):
    with db.reading(engine) as session:
        found = proposing.proposals(session, head, KEPT, today, now)
        return {one.home.id: (one.acts, one.since) for one in found}


def line_of(engine, family_id):
    with db.reading(engine) as session:
        return session.exec(select(DisposalLine).where(DisposalLine.family_id == family_id)).one()


def carry_out(engine, dpo, list_id, today, now):
    with db.writing(engine) as session:
        return executing.execute(session, dpo, list_id, KEPT, today, now)


@pytest.mark.parametrize(
    ("born", "acts"),
    [
        (date(1998, 11, 23), (Act.ELIMINATE, Act.ARCHIVE, Act.KEEP)),
        (date(1998, 11, 24), (Act.ARCHIVE, Act.KEEP)),
        (date(2018, 11, 23), (Act.ARCHIVE, Act.KEEP)),
        (date(2018, 11, 24), None),
    ],
)
def test_what_is_proposed_on_the_very_day(engine, head, old, today, now, born, acts):
    home = old(born)
    found = offered(engine, head, today, now)
    assert found.get(home.id, (None, None))[0] == acts
    assert not {one for one in found if one != home.id}, "the families of today are not due"


def test_a_younger_child_of_the_household_keeps_the_whole_file(engine, head, old, today, now):
    home = old()
    with db.writing(engine) as session:
        born = today.replace(year=today.year - 7)
        session.add(Person(family_id=home.id, role="enfant", first_name="L", last_name="A", birth_date=born))
    assert home.id not in offered(engine, head, today, now)


def hindering(cast, home, today, now):
    """By what stands in the way the row that says so."""
    by = cast.claire.id
    met = {"author_id": by, "written_at": now, "family_id": home.id, "reference": "IP-1"}
    return {
        Hindrance.ALERT: UrgentAlert(
            family_id=home.id, visit_id=new_id(), author_id=by, rule="A01", compartment="dossier_mere", text="x",
            raised_at=now, received_at=now,
        ),
        Hindrance.CONCERN: ConcernReport(**met, status="en_evaluation"),
        Hindrance.PROTECTED: ConcernReport(**met, status="classee", closed_at=now.replace(year=2001)),
        Hindrance.ORDER: InterventionOrder(
            family_id=home.id, number="OI-1", frame="tisf", funder="caf", motive="m", starts_on=LONG_AGO,
            ends_on=LONG_AGO, minutes_granted=60, service="s", contribution_scheme="c", status="en_cours",
            drafted_by=by, drafted_at=now,
        ),
        Hindrance.CARE: CareRelationship(account_id=by, family_id=home.id, since=LONG_AGO),
        Hindrance.VISIT: Visit(
            family_id=home.id, kind="vad_suivi", planned_on=LONG_AGO, duration_min=30, worker_id=by, created_at=now,
            created_by=by,
        ),
        Hindrance.TASK: Task(
            sector_id=home.sector_id, family_id=home.id, kind="rappel", label="Rappeler", source="x", created_at=now
        ),
        Hindrance.ASIDE: ReceivedLine(
            raw=b"x", raw_sha256="x", size=1, family_id=home.id, word=Word.REFUSED.value, received_at=now
        ),
        Hindrance.EXCEPTIONAL: ExceptionalAccess(
            account_id=by, role="puericultrice", family_id=home.id, ground="urgence", words="x", opened_at=now,
            ends_at=now + timedelta(hours=24),
        ),
        Hindrance.UNDATED: Person(family_id=home.id, role="enfant", first_name="Sans", last_name="Date"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "hindrance",
    ["ALERT", "CONCERN", "PROTECTED", "ORDER", "CARE", "VISIT", "TASK", "ASIDE", "EXCEPTIONAL", "UNDATED"],
)
def test_what_stands_in_the_way_is_asked_again_when_the_list_is_carried_out(
    engine, cast, head, dpo, old, approved, today, now, hindrance
):
    home = old()
    asked = approved((home, Act.ELIMINATE))
    with db.writing(engine) as session:
        session.add(hindering(cast, home, today, now)[Hindrance[hindrance]])
    carry_out(engine, dpo, asked, today, now)
    line = line_of(engine, home.id)
    assert line.outcome == Outcome.SKIPPED and Hindrance[hindrance].label in line.said
    with db.reading(engine) as session:
        assert session.get_one(Household, home.id).label == "Famille Ancienne"
    assert home.id not in offered(engine, head, today, now)


def test_a_draft_that_was_not_signed_holds_the_file_back(engine, claire_device, cast, head, old, today, now):
    home = old()
    with db.writing(engine) as session:
        session.add(
            DraftBackup(
                draft_id=new_id(), author_id=cast.claire.id, device_id=claire_device, family_id=home.id, revision=1,
                raw=b"x", digest="x", size=1, saved_at=now, received_at=now,
            )
        )  # fmt: skip
    assert home.id not in offered(engine, head, today, now)


def test_a_file_joined_since_is_set_aside(engine, cast, head, dpo, old, approved, today, now):
    home, other = old(), old(label="Famille Ancienne bis")
    asked = approved((home, Act.ELIMINATE))
    with db.writing(engine) as session:
        session.get_one(Household, home.id).merged_into = other.id
    carry_out(engine, dpo, asked, today, now)
    assert Hindrance.JOINED.label in line_of(engine, home.id).said
    assert other.id not in offered(engine, head, today, now), "what another file was joined to is not due either"


def test_an_approved_list_is_carried_out_and_nothing_is_left_but_its_lines(
    engine, cast, head, dpo, old, approved, today, now
):
    gone, kept, archived = old(), old(label="Famille Gardée"), old(date(2010, 1, 1), "Famille Rangée")
    asked = approved((gone, Act.ELIMINATE), (kept, Act.KEEP), (archived, Act.ARCHIVE))
    done = carry_out(engine, dpo, asked, today, now)
    assert (done.approved_by, done.executed_by) == (head.account_id, dpo.account_id)
    with db.reading(engine) as session:
        assert session.exec(select(Person).where(Person.family_id == gone.id)).all() == []
        assert session.exec(select(Contact).where(Contact.family_id == gone.id)).all() == []
        assert session.get_one(Household, kept.id).archived_at is None
        assert session.get_one(Household, archived.id).archived_at == now
        lines = listing.lines_of(session, asked)
        assert all(one.outcome == Outcome.DONE for one in lines)
        assert "Ancienne" not in str([one.model_dump() for one in lines])
        [line] = [one for one in lines if one.family_id == gone.id]
        assert (line.first_on, line.last_on, line.rule) == (LONG_AGO, LONG_AGO, "28 ans du plus jeune enfant")
        told = session.exec(select(AccessEvent).where(AccessEvent.family_id == gone.id)).all()
        assert {one.account_id for one in told} == {head.account_id, dpo.account_id}
        assert "Ancienne" not in str([one.model_dump() for one in told]), "the journal names ids alone"
    assert offered(engine, head, today, now) == {}
    with pytest.raises(executing.NotApproved):
        carry_out(engine, dpo, asked, today, now)


def test_what_a_person_keeps_is_proposed_again_a_year_later(engine, head, dpo, old, approved, today, now):
    home = old()
    carry_out(engine, dpo, approved((home, Act.KEEP)), today, now)
    assert home.id not in offered(engine, head, today + timedelta(days=360), now + timedelta(days=360))
    assert home.id in offered(engine, head, today + timedelta(days=370), now + timedelta(days=370))


@pytest.mark.parametrize("act", ["make", "give_visa", "approve", "drop"])
def test_nobody_but_the_head_of_the_service_decides(engine, cast, dpo, old, head, today, now, act):
    home = old()
    for actor in (dpo, cast.actor("helene"), cast.actor("claire"), cast.actor("root")):
        with pytest.raises(listing.NotAllowed), db.writing(engine) as session:
            {
                "make": lambda a: listing.make(session, a, {home.id: Chosen(Act.ARCHIVE)}, KEPT, today, now),
                "give_visa": lambda a: listing.give_visa(session, a, new_id(), "x", "x", today, today),
                "approve": lambda a: listing.approve(session, a, new_id(), now),
                "drop": lambda a: listing.drop(session, a, new_id(), now),
            }[act](actor)


def test_who_approved_does_not_carry_it_out_nor_anybody_but_the_dpo(engine, cast, head, old, approved, today, now):
    asked = approved((old(), Act.ELIMINATE))
    for actor in (head, cast.actor("helene"), cast.actor("root"), cast.actor("claire")):
        with pytest.raises(executing.NotAllowed):
            carry_out(engine, actor, asked, today, now)


def test_the_one_who_approved_and_became_dpo_since_does_not_either(engine, head, dpo, old, approved, today, now):
    asked = approved((old(), Act.ELIMINATE))
    turned = type(head)(head.account_id, head.name, "dpo", head.sectors)
    with pytest.raises(executing.SamePerson):
        carry_out(engine, turned, asked, today, now)


def test_nothing_is_eliminated_without_a_visa_and_nothing_without_approval(engine, head, dpo, old, today, now):
    home = old()
    with db.writing(engine) as session:
        made = listing.make(session, head, {home.id: Chosen(Act.ELIMINATE)}, KEPT, today, now)
    with pytest.raises(listing.NoVisa), db.writing(engine) as session:
        listing.approve(session, head, made.id, now)
    for given in (("", "Nom", today), ("AD01", "", today), ("AD01", "Nom", None), ("AD", "N", today + timedelta(1))):
        with pytest.raises(listing.NoVisa), db.writing(engine) as session:
            listing.give_visa(session, head, made.id, *given, today)
    with pytest.raises(executing.NotApproved):
        carry_out(engine, dpo, made.id, today, now)
    with db.writing(engine) as session:
        listing.drop(session, head, made.id, now)
    assert home.id in offered(engine, head, today, now), "what was given up is proposed anew"


def test_keeping_asks_for_a_reason_and_a_file_that_is_not_due_is_refused(engine, cast, head, old, today, now):
    home = old()
    cases = ({home.id: Chosen(Act.KEEP, "  ")}, {cast.benali.id: Chosen(Act.ELIMINATE)}, {home.id: Chosen("jeter")}, {})
    for chosen in cases:
        with pytest.raises(Refusal), db.writing(engine) as session:
            listing.make(session, head, chosen, KEPT, today, now)


def test_an_archived_file_is_in_no_search_and_opens_to_nobody_until_it_is_asked_for(
    engine, cast, head, dpo, old, approved, today, now
):
    home = old(date(2010, 1, 1))
    carry_out(engine, dpo, approved((home, Act.ARCHIVE)), today, now)
    with db.writing(engine) as session:
        session.add(CareRelationship(account_id=cast.claire.id, family_id=home.id, since=LONG_AGO))
    with db.reading(engine) as session:
        for actor in (cast.actor("claire"), cast.actor("helene"), head):
            assert search.find(session, actor, "ancienne", today) == []
            assert not household.is_open(session, actor, home.id, "identite_foyer", today)
        assert [one.id for one in archiving.archived(session, head)] == [home.id]
        assert archiving.archived(session, cast.actor("helene")) == archiving.archived(session, dpo) == []
    for name in ("claire", "helene"):
        with pytest.raises(exceptional_access.Unknown), db.writing(engine) as session:
            exceptional_access.ask(session, cast.actor(name), Asked(family_id=home.id), "demande", WHY, now)
    with db.writing(engine) as session:
        made = exceptional_access.ask(session, head, Asked(family_id=home.id), "demande", WHY, now)
        reader = type(head)(head.account_id, head.name, head.role, head.sectors, None, frozenset({home.id}))
        assert household.is_open(session, reader, home.id, "sante_enfant", today)
        written = household.open_to(reader, "ordres_intervention", today, write=True).where(Household.id == home.id)
        assert session.exec(written).all() == []
        [told] = session.exec(select(AccessEvent).where(AccessEvent.subject_id == made.id))
        assert WHY in told.reason
        assert session.exec(select(Task).where(Task.family_id == home.id)).all() == []


def test_an_archived_file_comes_back_with_a_reason(engine, cast, head, dpo, old, approved, today, now):
    home = old(date(2010, 1, 1))
    carry_out(engine, dpo, approved((home, Act.ARCHIVE)), today, now)
    for actor, reason in ((cast.actor("helene"), "x"), (dpo, "x"), (head, " ")):
        with pytest.raises(Refusal), db.writing(engine) as session:
            archiving.bring_back(session, actor, home.id, reason, now)
    with db.writing(engine) as session:
        archiving.bring_back(session, head, home.id, "La mère attend un enfant.", now)
    with db.reading(engine) as session:
        assert household.is_open(session, cast.actor("helene"), home.id, "identite_foyer", today)


def test_an_eliminated_file_opens_to_nobody_and_does_not_come_back(engine, head, dpo, old, approved, today, now):
    home = old()
    carry_out(engine, dpo, approved((home, Act.ELIMINATE)), today, now)
    with pytest.raises(exceptional_access.Unknown), db.writing(engine) as session:
        exceptional_access.ask(session, head, Asked(family_id=home.id), "demande", WHY, now)
    with pytest.raises(archiving.NotFound), db.writing(engine) as session:
        archiving.bring_back(session, head, home.id, "x", now)
    reader = type(head)(head.account_id, head.name, head.role, head.sectors, None, frozenset({home.id}))
    with db.reading(engine) as session:
        assert not household.is_open(session, reader, home.id, "identite_foyer", today)


def test_a_head_elsewhere_sees_neither_the_file_nor_the_list(engine, cast, head, dpo, old, approved, today, now):
    home = old()
    asked = approved((home, Act.ELIMINATE))
    elsewhere = type(head)(head.account_id, head.name, head.role, frozenset({cast.oyonnax.id}))
    with db.reading(engine) as session:
        assert listing.lists(session, elsewhere) == []
        assert [one.id for one in listing.lists(session, dpo)] == [asked]
        assert listing.lists(session, cast.actor("helene")) == []
    assert offered(engine, elsewhere, today, now) == {}
