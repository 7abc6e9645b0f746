"""« À faire »: what its panel does, each one verb of a room and the sentence that the page then says."""

import uuid
from datetime import time

from fieldvisit.access import journal
from fieldvisit.due import decisions, leading, listing, priority, reading, shown
from fieldvisit.due.decision import Choose
from fieldvisit.due.listed import What
from fieldvisit.due.rules import RULES
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act
from fieldvisit.pages.office.todo_opened import Key, Opened, Unreadable, key_from
from fieldvisit.schedule import planning
from fieldvisit.schedule.planning import Plan
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Outcome
from fieldvisit.tisf import requests


def note_opening(act: Act, opened: Opened) -> None:
    """The panel tells of one family: its address, its phone, what is due."""
    if opened["family_id"]:
        family_id, what = uuid.UUID(opened["family_id"]), journal.What.READ
        journal.note(
            act.session, act.actor, family_id, what, shown.SCREEN, act.now, subject_id=key_from(opened["key"]).id
        )


def plan(act: Act, key: str, form: dict) -> tuple[str, str]:
    """The visit that this line asks for, and what to know of it.

    :raises Refusal: with what to change
    """
    if key_from(key).what is What.TASK:
        return _plan_for_task(act, key_from(key).id, form)
    item = reading.find(act.session, act.actor, _of(key, What.DUE).id, act.today)
    made, warning = planning.plan(
        act.session,
        act.actor,
        item.family_id,
        RULES[item.code].visit_kind or "",
        _when(form),
        str(form.get("reason", "")),
        act.today,
        act.now,
    )
    act.session.flush()
    listing.refresh(act.session, [item.family_id], act.today)
    return f"Visite programmée le {french.long(made.planned_on)}.", warning


def _plan_for_task(act: Act, task_id: uuid.UUID, form: dict) -> tuple[str, str]:
    """The visit that this task asks for; it is done with it."""
    shown = tasks.find(act.session, act.actor, task_id, act.today)
    kind, when = shown.task.visit_kind, _when(form)
    if not shown.whole or not kind:
        raise Unreadable
    words = str(form.get("reason", ""))
    made, warning = planning.plan(act.session, act.actor, shown.task.family_id, kind, when, words, act.today, act.now)
    day = french.long(made.planned_on)
    tasks.close(act.session, act.actor, task_id, Outcome.DONE, f"Programmée le {day}.", act.now)
    act.session.flush()
    listing.refresh(act.session, [made.family_id], act.today)
    return f"Visite programmée le {day}.", warning


def decide(act: Act, key: str, form: dict) -> str:
    """:raises Refusal: with what to change"""
    choice = str(form.get("choice", ""))
    on = french.day_from(str(form.get("on", "")))
    reason = str(form.get("reason", ""))
    decisions.decide(act.session, act.actor, _of(key, What.DUE).id, choice, on, reason, act.today, act.now)
    return f"Noté : {Choose(choice).label.lower()}."


def take_up(act: Act, key: str) -> uuid.UUID:
    """The draft order that this request became.

    :raises Refusal: if it is none, or not hers to write
    """
    return requests.take_up(act.session, act.actor, _of(key, What.TASK).id, act.today, act.now).id


def close_task(act: Act, key: str, form: dict) -> str:
    """:raises Refusal: with what to change"""
    outcome, note = str(form.get("outcome", "")), str(form.get("note", ""))
    tasks.close(act.session, act.actor, _of(key, What.TASK).id, outcome, note, act.now)
    return f"Tâche close : {Outcome(outcome).label.lower()}."


def lead(act: Act, key: str, form: dict) -> str:
    """:raises Refusal: with what to change"""
    chosen = _uuid(str(form.get("worker", "")))
    if chosen is None:
        raise leading.Invalid
    leading.assign(act.session, act.actor, _of(key, What.FAMILY).id, chosen, act.today, act.now)
    return "Famille affectée. Sa professionnelle la trouve sur sa tablette à la prochaine synchronisation."


def rank(act: Act, family_id: str, form: dict) -> str:
    """:raises Refusal: with what to change"""
    band, why = str(form.get("band", "")), str(form.get("why", ""))
    number = int(band) if band.isdecimal() else 0
    priority.choose(act.session, act.actor, _family(family_id), number, why, act.today, act.now)
    return "Priorité fixée : elle tient jusqu’à ce que le calcul soit repris."


def resume(act: Act, family_id: str) -> str:
    """:raises Refusal: if it is not theirs to decide"""
    priority.resume(act.session, act.actor, _family(family_id), act.today, act.now)
    return "Le calcul de la priorité est repris."


def _of(text: str, what: What) -> Key:
    key = key_from(text)
    if key.what is not what:
        raise Unreadable
    return key


def _family(text: str) -> uuid.UUID:
    found = _uuid(text)
    if found is None:
        raise Unreadable
    return found


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _when(form: dict) -> Plan:
    day, worker = french.day_from(str(form.get("day", ""))), _uuid(str(form.get("worker", "")))
    if day is None:
        raise planning.Invalid("Indiquez la date de la visite.")
    if worker is None:
        raise planning.Invalid("Choisissez qui fait la visite.")
    try:
        hour = time.fromisoformat(str(form["hour"])).replace(tzinfo=None) if form.get("hour") else None
    except ValueError as error:
        raise planning.Invalid("L’heure s’écrit ainsi : 09:30.") from error
    minutes = str(form.get("minutes", ""))
    if not minutes.isdecimal():
        raise planning.Invalid("Indiquez la durée en minutes.")
    return Plan(day, hour, int(minutes), worker)
