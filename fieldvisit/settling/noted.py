"""What was noted on a tablet of something due or of a task, in words, whatever shape a line set aside has."""

import uuid
from collections.abc import Mapping

from sqlmodel import Session

from fieldvisit.access import secrecy
from fieldvisit.due.decision import Choose
from fieldvisit.due.rules import RULES
from fieldvisit.sync import envelope
from fieldvisit.sync.shape import day_from, said
from fieldvisit.tasks.task import Outcome, Task

#: (what, said, the class of data that it belongs to)
Line = tuple[str, str, str]


def decision(body: Mapping, names: Mapping[str, str]) -> list[Line]:
    """A rule that is not known here stands for the closest circle."""
    rule = RULES.get(str(body.get("code")))
    place = rule.compartment if rule else secrecy.VIOLENCE
    on = day_from(body.get("on"))
    told = [
        ("Échéance", rule.label if rule else str(body.get("code") or ""), place),
        ("Pour", names.get(str(body.get("subject_id")), ""), place),
        ("Décision", label(Choose, body.get("choice")), place),
        ("Jour", said(on) if on else str(body.get("on") or ""), place),
        ("Motif", str(body.get("reason") or ""), place),
    ]
    return [one for one in told if one[1]]


def answer(session: Session, family_id: uuid.UUID | None, body: Mapping) -> list[Line]:
    """Of a task that is not known here nobody knows what it tells of."""
    task_id = envelope.uuid_from(body.get("task_id"))
    task = session.get(Task, task_id) if task_id else None
    known = task is not None and task.family_id == family_id
    place = task.compartment if known else secrecy.VIOLENCE
    told = [
        ("Tâche", task.label if known else "", place),
        ("Suite", label(Outcome, body.get("outcome")), place),
        ("Mot", str(body.get("note") or ""), place),
    ]
    return [one for one in told if one[1]]


def label(choices: type[Choose] | type[Outcome], code: object) -> str:
    return choices(code).label if code in tuple(choices) else str(code or "")
