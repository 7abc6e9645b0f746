"""A task is done once, by whoever may, and says nothing to whoever may not read it."""

from dataclasses import replace

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families.household import Household
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task
from fieldvisit.words import Refusal

HEALTH = "Avis du psychologue après l’EPDS"


@pytest.fixture
def open_one(engine, cast, now):
    """``open_one(compartment=…)`` opens a task about the Benali's, written by Inès."""

    def make(source="demo:1", **given):
        fields = {
            "sector_id": cast.bourg.id,
            "family_id": cast.benali.id,
            "kind": Kind.REFERRAL,
            "label": HEALTH,
            "note": "À rappeler le matin",
            "created_by": cast.ines.id,
        } | given
        with db.writing(engine) as writer:
            return tasks.open_task(writer, source=source, now=now, **fields)

    return make


@pytest.fixture
def seen(engine, cast, today):
    """``seen("claire", task)``: the label that she reads, or nothing."""

    def read(actor, task):
        actor = cast.actor(actor) if isinstance(actor, str) else actor
        with db.reading(engine) as reader:
            try:
                return tasks.find(reader, actor, task.id, today).label
            except tasks.NotFound:
                return None

    return read


def act(engine, verb, *arguments):
    with db.writing(engine) as writer:
        return verb(writer, *arguments)


def test_the_same_source_is_the_same_task_however_often_it_is_told(open_one, engine, cast, now):
    first = open_one()
    act(engine, tasks.close, cast.actor("ines"), first.id, "fait", "", now)
    again = open_one(label="Autre chose")
    assert (again.id, again.label, again.outcome) == (first.id, HEALTH, "fait")
    with db.reading(engine) as reader:
        assert len(reader.exec(select(Task)).all()) == 1


def test_what_an_interview_told_is_read_by_few_and_known_of_by_those_who_care(open_one, seen, cast):
    task = open_one(compartment="entretien")
    doctor = replace(cast.actor("claire"), role="medecin_pmi")
    assert seen("ines", task) == seen(doctor, task) == HEALTH
    assert seen("claire", task) == seen("helene", task) == "Orientation"
    for stranger in ("nadia", "sylvie", "root"):
        assert seen(stranger, task) is None
    for role in ("secretariat", "responsable_tisf", "intervenant_aep", "referent_ase"):
        assert seen(replace(cast.actor("claire"), role=role), task) is None


@pytest.mark.parametrize("compartment", ["violence", "information_preoccupante"])
def test_of_what_was_confided_even_the_kind_is_not_told(open_one, seen, cast, compartment):
    task = open_one(compartment=compartment, created_by=None)
    outsider = replace(cast.actor("helene"), role="secretariat")
    assert seen(outsider, task) is None
    if compartment == "violence":
        assert seen("helene", task) is None and seen("claire", task) is None


def test_a_task_of_the_office_is_read_by_the_sector_and_not_by_the_next_one(open_one, seen, cast):
    task = open_one(family_id=None, compartment="planning_mission", kind=Kind.DUPLICATE, label="Deux fiches")
    secretary = replace(cast.actor("helene"), role="secretariat")
    assert seen(secretary, task) == seen("claire", task) == "Deux fiches"
    assert seen("nadia", task) is None and seen("sylvie", task) is None


def test_who_knows_only_the_kind_does_nothing_with_it(open_one, engine, cast, now, today):
    task = open_one(compartment="entretien")
    for verb in (
        lambda writer: tasks.close(writer, cast.actor("helene"), task.id, "fait", "", now),
        lambda writer: tasks.assign(writer, cast.actor("helene"), task.id, cast.claire.id, now),
    ):
        with pytest.raises(tasks.NotYours):
            act(engine, verb)
    with db.reading(engine) as reader:
        shown = tasks.find(reader, cast.actor("helene"), task.id, today)
    assert (shown.whole, shown.note) == (False, "")


def test_what_was_not_done_says_why_and_stays(open_one, engine, cast, now):
    task = open_one(compartment="sante_enfant")
    with pytest.raises(tasks.Invalid):
        act(engine, tasks.close, cast.actor("claire"), task.id, "perdu_de_vue", "  ", now)
    with pytest.raises(tasks.Invalid):
        act(engine, tasks.close, cast.actor("claire"), task.id, "annule", "Parce que", now)
    act(engine, tasks.close, cast.actor("claire"), task.id, "perdu_de_vue", " Partis sans adresse ", now)
    with db.reading(engine) as reader:
        kept = reader.get_one(Task, task.id)
        read = reader.exec(select(AccessEvent).where(AccessEvent.screen == "taches")).all()
    assert (kept.outcome, kept.closing_note, kept.closed_by) == ("perdu_de_vue", "Partis sans adresse", cast.claire.id)
    assert [one.subject_id for one in read] == [task.id]
    with pytest.raises(tasks.Closed):
        act(engine, tasks.close, cast.actor("claire"), task.id, "fait", "", now)


def test_a_task_of_a_trade_is_done_by_that_trade_or_by_who_organises(open_one, engine, cast, now, today):
    task = open_one(compartment="sante_enfant", role="medecin_pmi", created_by=None)
    with pytest.raises(tasks.NotYours):
        act(engine, tasks.close, cast.actor("claire"), task.id, "fait", "", now)
    doctor = replace(cast.actor("claire"), role="medecin_pmi")
    act(engine, tasks.close, doctor, task.id, "fait", "", now)
    other = open_one(source="demo:2", compartment="sante_enfant", role="medecin_pmi", created_by=None)
    act(engine, tasks.assign, cast.actor("helene"), other.id, cast.claire.id, now)
    act(engine, tasks.close, cast.actor("claire"), other.id, "fait", "", now)


def test_it_is_given_only_to_a_colleague_of_the_sector_who_may_read_it(open_one, engine, cast, now):
    task = open_one(compartment="entretien")
    for account in (cast.nadia, cast.claire, cast.sylvie):
        with pytest.raises(Refusal):
            act(engine, tasks.assign, cast.actor("ines"), task.id, account.id, now)
    task = open_one(source="demo:2", compartment="sante_enfant")
    act(engine, tasks.assign, cast.actor("claire"), task.id, cast.helene.id, now)
    with db.reading(engine) as reader:
        assert reader.get_one(Task, task.id).assigned_to == cast.helene.id


def test_what_is_void_is_cancelled_for_that_person_alone_and_what_was_closed_stays(open_one, engine, cast, now):
    about = {"family_id": cast.petit.id, "compartment": "sante_enfant", "created_by": cast.claire.id}
    lea, tom = cast.petit_twins
    done = open_one(source="a", person_id=lea.id, **about)
    open_one(source="b", person_id=lea.id, **about)
    open_one(source="c", person_id=tom.id, **about)
    act(engine, tasks.close, cast.actor("claire"), done.id, "fait", "", now)
    with db.writing(engine) as writer:
        assert tasks.cancel_of(writer, person_id=lea.id, why="Enfant décédée", now=now) == 1
        assert tasks.cancel_of(writer, person_id=lea.id, why="Enfant décédée", now=now) == 0
        with pytest.raises(ValueError):
            tasks.cancel_of(writer, why="Tout", now=now)
    with db.reading(engine) as reader:
        kept = {one.source: (one.outcome, one.closing_note) for one in reader.exec(select(Task))}
    assert kept == {"a": ("fait", ""), "b": ("annule", "Enfant décédée"), "c": ("", "")}


def test_a_family_that_moves_takes_its_open_tasks_along(open_one, engine, cast, now, seen):
    task = open_one(compartment="planning_mission", label="Rappeler")
    with db.writing(engine) as writer:
        writer.get_one(Household, cast.benali.id).sector_id = cast.oyonnax.id
        writer.flush()
        tasks.follow_families(writer, [cast.benali.id])
    assert seen("nadia", task) == "Rappeler"
    assert seen("helene", task) is None
