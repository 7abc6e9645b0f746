"""A file opened for 24 hours with a reason: to whom, to the microsecond, and who learns of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import exceptional, roles
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.access.exceptional import LASTS, ExceptionalAccess
from fieldvisit.access.journal import AccessEvent, What, note
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.tasks import exceptional_access
from fieldvisit.tasks.exceptional_access import Asked
from fieldvisit.tasks.task import Task
from fieldvisit.words import Refusal

WHY = "Sa collègue est injoignable et la mère a appelé en pleurs."
TICK = timedelta(microseconds=1)
#: What the county's table lets a nurse read in a file that she follows.
READS = [place for place in sorted(roles.COMPARTMENTS) if roles.right("puericultrice", place).read]


@pytest.fixture
def ask(engine, cast, now):
    """``ask("nadia", family_id=…)``: opened, and committed."""

    def make(who="nadia", ground="continuite", words=WHY, at=now, **asked):
        actor = cast.actor(who) if isinstance(who, str) else who
        with db.writing(engine) as writer:
            return exceptional_access.ask(
                writer, actor, Asked(**asked or {"family_id": cast.benali.id}), ground, words, at
            )

    return make


@pytest.fixture
def opens(engine, cast, now, today):
    """``opens("nadia", at=…)``: the classes of data of the Benali's file that are open to her, by her session."""

    def read(who="nadia", at=now, *, write=False, family="benali"):
        with db.writing(engine) as writer:
            token = sessions.open_for(writer, writer.get_one(Account, getattr(cast, who).id), at)
        with db.reading(engine) as reader:
            actor = sessions.find(reader, token, at).actor
            asked = household.Household.id == getattr(cast, family).id
            return [
                place
                for place in sorted(roles.COMPARTMENTS)
                if reader.exec(household.open_to(actor, place, today, write=write).where(asked)).first()
            ]

    return read


def rows(engine, table, *where):
    with db.reading(engine) as reader:
        return reader.exec(select(table).where(*where)).all()


def test_it_is_open_from_its_instant_until_just_before_the_same_one_next_day(ask, opens, now):
    assert opens() == []
    ask()
    assert opens(at=now - TICK) == [], "not before"
    assert opens(at=now) == [place for place in READS if place != "administration"]
    assert opens(at=now + LASTS - TICK) == opens(at=now)
    assert opens(at=now + LASTS) == [], "nor at the end of the day: at its hour"


def test_a_family_of_her_own_sector_that_she_does_not_follow_opens_too(ask, opens, engine, cast, now):
    with db.writing(engine) as writer:
        writer.get_one(Household, cast.roche.id).sector_id = cast.bourg.id
    before = opens("claire", family="roche")
    assert "identite_foyer" in before and not {"sante_enfant", "dossier_mere"} & set(before)
    ask("claire", family_id=cast.roche.id)
    assert {"sante_enfant", "dossier_mere"} <= set(opens("claire", family="roche"))


def test_it_is_for_reading(ask, opens):
    ask()
    assert opens(write=True) == []


def test_it_opens_no_other_family_and_to_nobody_else(ask, opens):
    ask()
    assert opens(family="petit") == []
    assert opens("ines", family="roche") == []


def test_a_role_reads_no_class_of_data_more_than_it_does_of_its_own_families(ask, opens, engine, cast):
    for role in sorted(roles.LABELS):
        with db.writing(engine) as writer:
            writer.get_one(Account, cast.nadia.id).role = role
            for old in writer.exec(select(ExceptionalAccess)):
                writer.delete(old)
        try:
            ask(replace(cast.actor("nadia"), role=role))
        except exceptional_access.NotAllowed:
            continue
        read = {place for place in roles.COMPARTMENTS if roles.right(role, place).read}
        assert opens() and set(opens()) <= read, role


@pytest.mark.parametrize(
    "role",
    sorted(
        {"tisf", "responsable_tisf", "intervenant_aep", "secretariat", "referent_ase", "crip"}
        | {"odpe", "dpo", "administrateur"}
    ),
)
def test_a_role_that_takes_no_part_in_care_may_not_ask(ask, engine, cast, role):
    with pytest.raises(exceptional_access.NotAllowed):
        ask(replace(cast.actor("nadia"), role=role))
    assert rows(engine, ExceptionalAccess) == []


@pytest.mark.parametrize(
    ("ground", "words"),
    [("continuite", ""), ("continuite", "   trop court    "), ("continuite", "x" * 600), ("", WHY), ("curiosite", WHY)],
)
def test_without_a_written_reason_nothing_opens(ask, engine, ground, words):
    with pytest.raises(Refusal) as refusal:
        ask(ground=ground, words=words)
    assert refusal.value.sentence.endswith(".") and rows(engine, ExceptionalAccess) == []


def test_a_file_that_is_open_already_is_not_asked_for(ask, cast):
    with pytest.raises(exceptional_access.Open):
        ask("claire")
    with pytest.raises(exceptional_access.Open):
        ask("helene")  # she organises the sector


@pytest.mark.parametrize(
    "asked",
    [
        {"case_number": "01-2026-0001"},
        {"case_number": " 01-2026-0001 "},
        {"names": "Samira BENALI", "born": "mother"},
        {"names": "benali adam", "born": "child"},
    ],
)
def test_a_file_is_found_by_its_number_or_by_a_person_s_names_and_birth_date(ask, cast, asked):
    born = {"mother": cast.benali_mother.birth_date, "child": cast.benali_child.birth_date}
    if "born" in asked:
        asked = asked | {"born": born[asked["born"]]}
    assert ask(**asked).family_id == cast.benali.id


def test_half_a_name_a_wrong_day_and_no_such_number_are_refused_alike(ask, cast, engine, today):
    said = set()
    for asked in (
        {"case_number": "01-2026-9999"},
        {"names": "Samira", "born": cast.benali_mother.birth_date},
        {"names": "Samira Benali", "born": today},
        {"family_id": db.new_id()},
    ):
        with pytest.raises(exceptional_access.Unknown) as refusal:
            ask(**asked)
        said.add(refusal.value.sentence)
    assert len(said) == 1 and rows(engine, AccessEvent) == []


def test_the_journal_keeps_the_reason_and_marks_every_reading_made_under_it(ask, engine, cast, now):
    made = ask()
    [line] = rows(engine, AccessEvent)
    assert (line.account_id, line.family_id, line.subject_id) == (cast.nadia.id, cast.benali.id, made.id)
    assert "injoignable" in line.reason and WHY in line.reason
    reader = replace(cast.actor("nadia"), exceptional=frozenset([cast.benali.id]))
    with db.writing(engine) as writer:
        note(writer, reader, cast.benali.id, What.READ, "dossier", now)
        note(writer, reader, cast.roche.id, What.READ, "dossier", now)
    read = {one.family_id: one.reason for one in rows(engine, AccessEvent, AccessEvent.screen == "dossier")}
    assert read == {cast.benali.id: exceptional.REASON, cast.roche.id: "routine"}


def test_who_follows_the_family_and_who_organises_its_sector_are_told_and_not_why(ask, engine, cast):
    ask()
    told = rows(engine, Task)
    assert {(one.assigned_to, one.role) for one in told} == {
        (cast.claire.id, ""),
        (cast.helene.id, ""),
    }
    assert all("Nadia Ferrand" in one.label and one.sector_id == cast.bourg.id for one in told)
    assert not any("pleurs" in one.label + one.note or "injoignable" in one.label + one.note for one in told)


def test_of_several_coordinators_any_one_answers(ask, engine, cast):
    with db.writing(engine) as writer:
        writer.get_one(Account, cast.ines.id).role = "coordinatrice"
    ask()
    assert {(one.assigned_to, one.role) for one in rows(engine, Task)} == {
        (cast.claire.id, ""),
        (None, "coordinatrice"),
    }


def test_where_nobody_organises_the_sector_the_head_of_the_service_is_told(ask, engine, cast):
    with db.writing(engine) as writer:
        writer.get_one(Account, cast.helene.id).role = "medecin_responsable"
    ask()
    assert (cast.helene.id, "") in {(one.assigned_to, one.role) for one in rows(engine, Task)}


def test_it_is_ended_earlier_by_herself_or_by_who_answers_for_the_sector_and_by_nobody_else(
    ask, opens, engine, cast, now
):
    made = ask()
    for who in ("claire", "ines", "sylvie", "root"):
        with pytest.raises(exceptional_access.NotFound), db.writing(engine) as writer:
            exceptional_access.end(writer, cast.actor(who), made.id, now)
    assert opens(at=now + TICK)
    with db.writing(engine) as writer:
        exceptional_access.end(writer, cast.actor("helene"), made.id, now + TICK)
    assert opens(at=now + TICK) == []
    again = ask(at=now + 2 * TICK)
    with db.writing(engine) as writer:
        exceptional_access.end(writer, cast.actor("nadia"), again.id, now + 3 * TICK)
        exceptional_access.end(writer, cast.actor("nadia"), again.id, now + 4 * TICK)
    [kept] = rows(engine, ExceptionalAccess, ExceptionalAccess.id == again.id)
    assert kept.ended_at == now + 3 * TICK and opens(at=now + 4 * TICK) == []


def test_a_coordinator_let_into_another_sector_ends_nobody_s_access_there(ask, engine, cast, now):
    with db.writing(engine) as writer:
        writer.get_one(Account, cast.claire.id).role = "coordinatrice"
        writer.get_one(Account, cast.nadia.id).role = "medecin_pmi"
    theirs = ask(replace(cast.actor("ines"), role="medecin_pmi"), family_id=cast.roche.id)
    visitor = replace(cast.actor("claire"), role="coordinatrice", exceptional=frozenset([cast.roche.id]))
    with pytest.raises(exceptional_access.NotFound), db.writing(engine) as writer:
        exceptional_access.end(writer, visitor, theirs.id, now)


@pytest.mark.parametrize(
    ("role", "sees", "named"),
    [
        ("dpo", True, False),
        ("medecin_responsable", True, True),
        ("coordinatrice", True, True),
        ("administrateur", False, False),
        ("puericultrice", False, False),
    ],
)
def test_who_sees_the_list(ask, engine, cast, now, role, sees, named):
    ask()
    with db.reading(engine) as reader:
        found = exceptional_access.listed(reader, replace(cast.actor("helene"), role=role), now)
    assert [(one.name, one.case_number, one.access.words) for one in found] == (
        [("Nadia Ferrand", "01-2026-0001", WHY)] if sees else []
    )
    assert [bool(one.family) for one in found] == ([named] if sees else [])


def test_a_file_joined_to_another_is_closed_with_it(ask, opens, engine, cast):
    ask()
    with db.writing(engine) as writer:
        writer.get_one(Household, cast.benali.id).merged_into = cast.petit.id
    assert opens() == []
