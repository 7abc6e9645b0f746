"""Closing reports: written by the association, signed and sent by its responsable, corrected by a new version."""

from datetime import time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import roles
from fieldvisit.tasks.task import Task
from fieldvisit.tisf import closing, closing_reach, lists, ordering, steps
from fieldvisit.tisf.closing_report import ClosingReport, Kind
from fieldvisit.tisf.closing_report import Status as Report
from fieldvisit.tisf.goal import InterventionGoal, State
from fieldvisit.tisf.hours import Totals
from fieldvisit.tisf.order import OrderEvent, Status
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.words import Refusal

WORDS = {"evolution": "Les soirées sont plus calmes.", "proposal": "Aucune suite.", "family_name": "Mme Benali"}


@pytest.fixture
def fatima(person):
    return person("Fatima", "tisf", "benali")


@pytest.fixture
def written(session, patricia, today, now):
    """``written(order)``: a whole draft; ``fields`` changes or empties some."""

    def make(order, kind=Kind.END, by=None, **fields) -> ClosingReport:
        by = by or patricia
        made = closing.begin(session, by, order.id, kind, today, now)
        for name, value in (WORDS | {"family_read_on": today.isoformat()} | fields).items():
            closing.keep(session, by, made.id, name, value, made.changed_at, today, now)
        return made

    return make


def test_an_order_ends_only_with_a_signed_report(session, order, patricia, written, today, now):
    with pytest.raises(Refusal, match="écrit avec la famille et signé"):
        steps.end(session, patricia, order.id, today, now)
    made = written(order)
    with pytest.raises(Refusal, match="écrit avec la famille et signé"):
        steps.end(session, patricia, order.id, today, now)
    closing.sign(session, patricia, made.id, today, now)
    assert steps.end(session, patricia, order.id, today, now).status == Status.ENDED


def test_a_step_on_the_way_is_no_closing_report(session, order, patricia, written, today, now):
    closing.sign(session, patricia, written(order, Kind.STEP, proposal="").id, today, now)
    assert not closing.is_signed(session, order)


def test_the_hours_are_those_of_the_order_and_frozen_at_signing(
    session, engine, order, session_of, patricia, written, today, now
):
    for days, status, minutes in ((10, "validee", 70), (3, "a_valider", 60), (2, "non_realisee", 60)):
        on = today - timedelta(days=days)
        _, held = session_of(order, on, time(9, 0))
        with db.writing(engine) as writer:
            one = writer.get_one(InterventionSession, held.id)
            one.status, one.started_at = status, now - timedelta(days=days)
            one.ended_at = one.started_at + timedelta(minutes=minutes)
    told = closing.figures(session, order)
    assert told["granted"] == 3600 and told["exact"] == 130 and told["billed"] == 75 + 60
    assert (told["sessions"], told["not_done"]) == (2, 1)
    assert told["last_on"] == (today - timedelta(days=3)).isoformat()
    made = closing.sign(session, patricia, written(order).id, today, now)
    order.minutes_granted = 6000
    assert made.figures == told


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"evolution": " "}, "évolution"),
        ({"proposal": ""}, "suite proposée"),
        ({"family_name": ""}, "qui a signé"),
        ({"family_read_on": ""}, "quand la famille"),
    ],
)
def test_what_is_missing_is_said_before_signing(session, order, patricia, written, today, now, fields, said):
    made = written(order, **fields)
    with pytest.raises(Refusal, match=said):
        closing.sign(session, patricia, made.id, today, now)
    assert made.status == Report.DRAFT


def test_a_family_that_did_not_read_it_is_said_with_why(session, order, patricia, written, today, now):
    made = written(order, family_name="", family_read_on="", unread_reason="Partie sans adresse.")
    assert closing.sign(session, patricia, made.id, today, now).status == Report.SIGNED


def test_each_act_is_for_the_roles_of_the_circuits(session, order, person, written, today, now):
    """Every function, with the family's file: what is not in the circuits is refused, and changes nothing."""
    crew = [person(f"Un {role}", role, "benali", "petit") for role in roles.LABELS]
    signed = written(order)
    for actor in crew:
        role = actor.role
        for act, name in ((closing.sign, "valider"), (closing.send, "transmettre")):
            if role not in lists.who("bilan", name):
                with pytest.raises(Refusal):
                    act(session, actor, signed.id, today, now)
        if role not in lists.who("bilan", "rédiger") or role == "intervenant_aep":  # this order is a TISF's
            with pytest.raises(Refusal):
                closing.begin(session, actor, order.id, Kind.STEP, today, now)
            with pytest.raises(Refusal):
                closing.keep(session, actor, signed.id, "evolution", "Autre", signed.changed_at, today, now)
    assert signed.status == Report.DRAFT and signed.evolution == WORDS["evolution"]


def test_who_reads_it_before_and_after_it_is_sent(session, order, person, patricia, written, today, now):
    known = {role: person(f"Une {role}", role, "benali") for role in roles.LABELS}
    other = person("Autre", "responsable_tisf", "benali", employer="Autre")
    made = written(order)
    closing.sign(session, patricia, made.id, today, now)

    def readers() -> set[str]:
        found = set()
        for role in roles.LABELS:
            actor = known[role]
            try:
                closing_reach.find(session, actor, made.id, today)
                found.add(role)
            except Refusal:
                pass
        return found

    assert readers() == {"tisf", "responsable_tisf"}
    closing.send(session, patricia, made.id, today, now)
    assert readers() == {
        *("tisf", "responsable_tisf", "puericultrice", "infirmiere_pmi", "sage_femme_pmi", "medecin_pmi"),
        *("coordinatrice", "referent_ase", "medecin_responsable"),
    }
    with pytest.raises(Refusal):
        closing_reach.find(session, other, made.id, today)


def test_sent_it_is_a_task_of_whoever_prescribed(session, order, patricia, cast, written, today, now):
    made = written(order)
    with pytest.raises(Refusal, match="Signez d’abord"):
        closing.send(session, patricia, made.id, today, now)
    closing.sign(session, patricia, made.id, today, now)
    closing.send(session, patricia, made.id, today, now)
    with pytest.raises(Refusal, match="déjà transmis"):
        closing.send(session, patricia, made.id, today, now)
    [task] = session.exec(select(Task).where(Task.source.contains(":bilan:"))).all()
    assert task.assigned_to == cast.helene.id and order.number in task.label and task.compartment == "releves_bilans"
    assert WORDS["evolution"] not in task.label + task.note
    acts = {one.act for one in session.exec(select(OrderEvent).where(OrderEvent.order_id == order.id))}
    assert acts == {f"{act} : bilan de fin d’intervention" for act in ("rédiger", "valider", "transmettre")}


def test_without_a_prescriber_the_sector_is_told(session, order_of, patricia, written, today, now):
    order = order_of(funder="caf", drafted_by=patricia.account_id)
    made = closing.sign(session, patricia, written(order).id, today, now)
    closing.send(session, patricia, made.id, today, now)
    [task] = session.exec(select(Task).where(Task.source.contains(":bilan:"))).all()
    assert task.assigned_to is None and task.role == "coordinatrice"


def test_a_correction_is_a_new_version_and_the_signed_one_stays(session, order, patricia, written, today, now):
    first = closing.sign(session, patricia, written(order).id, today, now)
    with pytest.raises(Refusal, match="nouvelle version"):
        closing.keep(session, patricia, first.id, "evolution", "Autre", first.changed_at, today, now)
    second = closing.begin(session, patricia, order.id, Kind.END, today, now + timedelta(hours=1))
    assert (second.version, second.corrects_id, second.evolution) == (2, first.id, WORDS["evolution"])
    assert closing.is_signed(session, order)
    later = now + timedelta(hours=2)
    closing.keep(session, patricia, second.id, "evolution", "Corrigé.", second.changed_at, today, later)
    closing.sign(session, patricia, second.id, today, later)
    assert (first.evolution, first.status) == (WORDS["evolution"], Report.SIGNED)
    assert closing_reach.of_order(session, patricia, order.id, today)[0] is second
    steps.end(session, patricia, order.id, today, later)
    assert closing.begin(session, patricia, order.id, Kind.END, today, later).version == 3


def test_begun_twice_it_is_one_draft(session, order, patricia, fatima, today, now):
    one = closing.begin(session, fatima, order.id, Kind.END, today, now)
    assert closing.begin(session, patricia, order.id, Kind.END, today, now) is one


def test_two_who_write_never_cover_each_other(session, order, patricia, fatima, today, now):
    made = closing.begin(session, fatima, order.id, Kind.END, today, now)
    seen = made.changed_at
    closing.keep(session, fatima, made.id, "evolution", "De Fatima.", seen, today, now + timedelta(minutes=1))
    with pytest.raises(closing.Changed):
        closing.keep(session, patricia, made.id, "evolution", "De Patricia.", seen, today, now + timedelta(minutes=2))
    assert made.evolution == "De Fatima."


def test_goals_come_as_they_stand_and_keep_their_words(session, order, patricia, today, now):
    goal = session.exec(select(InterventionGoal).where(InterventionGoal.order_id == order.id)).first()
    goal.state = State.PROGRESS
    session.add(goal)
    session.flush()
    made = closing.begin(session, patricia, order.id, Kind.END, today, now)
    assert [one["state"] for one in made.goals if one["goal_id"] == str(goal.id)] == ["progres"]
    closing.keep(session, patricia, made.id, f"goal:{goal.id}:state", "atteint", made.changed_at, today, now)
    closing.keep(session, patricia, made.id, f"goal:{goal.id}:words", "Seul.", made.changed_at, today, now)
    [found] = [one for one in made.goals if one["goal_id"] == str(goal.id)]
    assert (found["state"], found["words"], found["text"]) == ("atteint", "Seul.", goal.text)
    assert [one.state for one in ordering.goals_of(session, order.id) if one.id == goal.id] == [State.PROGRESS]
    for name, value in ((f"goal:{goal.id}:state", "fini"), ("status", "signe"), ("family_read_on", "demain")):
        with pytest.raises(Refusal):
            closing.keep(session, patricia, made.id, name, value, made.changed_at, today, now)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SENT, Status.ACCEPTED, Status.REFUSED])
def test_nothing_is_told_of_an_order_that_did_not_begin(session, order, patricia, today, now, status):
    order.status = status
    session.add(order)
    session.flush()
    for kind in Kind:
        with pytest.raises(Refusal):
            closing.begin(session, patricia, order.id, kind, today, now)


@pytest.mark.parametrize(
    ("changes", "billed", "due"),
    [
        ({}, 0, False),
        ({}, 1799, False),
        ({}, 1800, True),
        ({"starts_on": 91}, 0, True),
        ({"starts_on": 90}, 0, False),
        ({"review_on": 0}, 0, True),
        ({"status": Status.ENDED}, 3600, False),
    ],
)
def test_a_step_is_due_at_half_the_hours_or_three_months(session, order, today, changes, billed, due):
    for name, value in changes.items():
        setattr(order, name, today - timedelta(days=value) if isinstance(value, int) else value)
    assert closing.step_due(session, order, Totals(billed, billed), today) is due


def test_a_step_that_was_signed_is_not_due_again(session, order, patricia, written, today, now):
    closing.sign(session, patricia, written(order, Kind.STEP).id, today, now)
    assert not closing.step_due(session, order, Totals(3600, 3600), today)
