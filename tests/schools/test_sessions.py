"""A session at a school: who prepares it, who reads it, and how its children are found in the service's files."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.families.person import Person
from fieldvisit.schedule import visit_type
from fieldvisit.schools import checks, history, pupils, sessions
from fieldvisit.schools.checks import Standing
from fieldvisit.schools.pupils import Link
from fieldvisit.words import Refusal


def test_the_roles_are_those_of_the_county_s_list():
    assert set(sessions.ROLES) == visit_type.TYPES[checks.KIND].roles


@pytest.mark.parametrize(
    ("role", "opens", "prepares", "reads"),
    [
        ("puericultrice", True, True, True),
        ("infirmiere_pmi", True, True, True),
        ("medecin_pmi", True, True, True),
        ("sage_femme_pmi", True, True, False),
        ("psychologue_pmi", True, False, True),
        ("coordinatrice", True, True, False),
        ("secretariat", True, True, False),
        ("medecin_responsable", True, False, False),
        ("tisf", False, False, False),
        ("responsable_tisf", False, False, False),
        ("referent_ase", False, False, False),
        ("crip", False, False, False),
        ("dpo", False, False, False),
        ("administrateur", False, False, False),
    ],
)
def test_the_service_opens_a_session_and_who_reads_health_reads_results(role, opens, prepares, reads):
    assert (sessions.may_open(role), sessions.may_prepare(role), sessions.reads_results(role)) == (
        opens,
        prepares,
        reads,
    )


def test_a_colleague_of_another_sector_finds_nothing(session, cast, held):
    assert sessions.listed(session, cast.actor("claire")) == [held]
    assert sessions.listed(session, cast.actor("nadia")) == []
    with pytest.raises(sessions.NotFound):
        sessions.find(session, cast.actor("nadia"), held.id)
    with pytest.raises(sessions.NotFound):
        sessions.find(session, cast.actor("sylvie"), held.id)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"school": " "}, "école"),
        ({"duration_min": 5}, "durée"),
        ({"worker_id": None}, "personnes"),
        ({"second_id": "same"}, "deux fois"),
        ({"held_on": "past"}, "date"),
    ],
)
def test_what_is_missing_or_impossible_is_said(engine, cast, fields, today, now, change, word):
    values = {"same": cast.claire.id, "past": today.replace(year=today.year - 1)}
    change = {name: values.get(value, value) if isinstance(value, str) else value for name, value in change.items()}
    with pytest.raises(Refusal, match=word), db.writing(engine) as session:
        sessions.prepare(session, cast.actor("helene"), cast.bourg.id, fields | change, today, now)


def test_a_child_of_the_sector_s_files_is_linked_and_one_of_another_sector_is_not(
    engine, cast, held, listed, born, session
):
    with db.writing(engine) as writer:
        for person_id in (cast.petit_twins[0].id, cast.roche_child.id):
            person = writer.get(Person, person_id)
            person.birth_date = born
            writer.add(person)
    listed(("PETIT", "Lea", born), ("Roche", "Zoé", born), ("Durand", "Noé", born))
    found = {one.last_name: one for one in pupils.of(session, [held.id])}
    assert found["PETIT"].person_id == cast.petit_twins[0].id and found["PETIT"].link == Link.SURE
    assert found["PETIT"].sex == "F", "what the file knows and the list did not say"
    assert found["Roche"].person_id is None and found["Durand"].person_id is None


def test_a_name_spelt_otherwise_is_proposed_and_a_person_decides(engine, cast, held, listed, born, now):
    with db.writing(engine) as writer:
        person = writer.get(Person, cast.petit_twins[1].id)
        person.birth_date = born
        writer.add(person)
    [made] = listed(("Petitt", "Tom", born))
    assert made.person_id is None
    with db.writing(engine) as writer:
        with pytest.raises(Refusal, match="proposé"):
            pupils.link(writer, cast.actor("helene"), made.id, cast.benali_child.id, now)
        pupils.link(writer, cast.actor("helene"), made.id, cast.petit_twins[1].id, now)
    with db.reading(engine) as reader:
        assert reader.get(pupils.SchoolPupil, made.id).person_id == cast.petit_twins[1].id
        told = [one.what for one, _ in history.of(reader, held.id)]
        assert history.What.LINKED in told and history.What.LISTED in told


def test_the_same_list_brought_twice_adds_nobody(engine, cast, held, listed, born, session):
    listed(("Durand", "Noé", born), ("Morel", "Ana", born))
    assert listed(("durand", "NOE", born)) == []
    assert len(pupils.of(session, [held.id])) == 2


def test_a_pupil_is_taken_off_with_a_reason_and_stays_in_the_table(engine, cast, held, listed, born, now):
    [made] = listed(("Durand", "Noé", born))
    with pytest.raises(Refusal, match="pourquoi"), db.writing(engine) as session:
        pupils.remove(session, cast.actor("helene"), made.id, " ", now)
    with db.writing(engine) as session:
        pupils.remove(session, cast.actor("helene"), made.id, "A déménagé", now)
    with db.reading(engine) as session:
        assert pupils.of(session, [held.id]) == []
        assert session.exec(select(pupils.SchoolPupil)).one().removed_why == "A déménagé"


def test_a_role_that_prepares_nothing_changes_nothing(engine, cast, held, born, now):
    psychologist = Actor(cast.ines.id, "Psy", "psychologue_pmi", frozenset([cast.bourg.id]))
    given = pupils.check("Durand", "Noé", born, "", "", held.held_on)
    with pytest.raises(sessions.NotAllowed), db.writing(engine) as session:
        pupils.add(session, psychologist, held.id, [given], now)


def test_where_a_pupil_stands():
    def check(outcome, **said):
        one = checks.SchoolCheck(pupil_id="p", outcome=outcome, body={"child_answers": {"p": said}})
        return checks.standing(one)

    assert checks.standing(None) is Standing.TO_SEE
    assert check("realisee") is Standing.DONE
    assert check("realisee", bs_conclusion={"v": "recontrole"}) is Standing.AGAIN
    assert check("absente") is Standing.ABSENT
    assert check("refusee") is Standing.REFUSED
