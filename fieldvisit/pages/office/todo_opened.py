"""« À faire »: what the panel of one line holds – who could go and when, what may be decided, the family's priority."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from sqlmodel import select

from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.access.roles import Reach
from fieldvisit.due import continuity, criteria, listed, listed_items, listed_tasks, priority, reading, reasons
from fieldvisit.due.decision import Choose
from fieldvisit.due.item import DueItem
from fieldvisit.due.listed import What
from fieldvisit.due.rules import RULES
from fieldvisit.families import household
from fieldvisit.pages.office import french, todo_lines
from fieldvisit.pages.office.desk import Act
from fieldvisit.referrals import following, noted, proposals
from fieldvisit.schedule import visit_type
from fieldvisit.tasks import tasks
from fieldvisit.tisf import order_tasks, requests
from fieldvisit.words import Refusal


class Option(TypedDict):
    value: str
    label: str


class Opened(TypedDict):
    """``may_*``: what this reader may do with it. ``iso``, ``minutes``, ``worker``: the visit as it is proposed."""

    key: str
    what: str
    family_id: str
    family: str
    address: str
    phone: str
    child: str
    label: str
    note: str
    window: str
    band: str
    band_number: str
    tone: str
    chosen: str
    reasons: list[str]
    iso: str
    first: str
    last: str
    minutes: str
    worker: str
    hint: str
    may_plan: bool
    may_decide: bool
    may_close: bool
    may_lead: bool
    may_rank: bool
    ranked: bool
    order_href: str
    may_order: bool


NOTHING: Opened = {
    **dict.fromkeys(("key", "what", "family_id", "family", "address", "phone", "child", "label", "note", "window"), ""),
    **dict.fromkeys(
        ("band", "band_number", "tone", "chosen", "iso", "first", "last", "minutes", "worker", "hint", "order_href"), ""
    ),
    "reasons": [],
    **dict.fromkeys(("may_plan", "may_decide", "may_close", "may_lead", "may_rank", "ranked", "may_order"), False),
}
#: What can be decided of something due, in the order of the panel; « Repris » belongs to the family's file.
CHOICES = (Choose.POSTPONED, Choose.DONE, Choose.REFUSED, Choose.NOT_APPLICABLE)
YEAR = timedelta(days=366)
#: How long before the day by which a visit is asked for one may be proposed.
BEFORE_DUE = timedelta(days=14)


class Unreadable(Refusal):
    sentence = "Cette ligne n’est plus dans la liste : la page montre celle d’aujourd’hui."


@dataclass(frozen=True)
class Key:
    what: What
    id: uuid.UUID


def key_from(text: str) -> Key:
    """:raises Unreadable: if it is not one of a line"""
    what, _, id = text.partition("-")
    try:
        return Key(What(what), uuid.UUID(id))
    except ValueError as error:
        raise Unreadable from error


def opened(act: Act, key: Key) -> tuple[Opened, list[Option]]:
    """The panel of this line, and who could go, the best first.

    :raises Refusal: if it does not exist any more or is not open to the reader
    """
    return {What.DUE: _of_item, What.TASK: _of_task, What.FAMILY: _of_family}[key.what](act, key)


def _of_item(act: Act, key: Key) -> tuple[Opened, list[Option]]:
    item = reading.find(act.session, act.actor, key.id, act.today)
    rule = RULES[item.code]
    found = _family(act, key, item.family_id)
    found["label"] = listed_items.label(act.actor.role, item.code)
    found["child"], found["window"] = _child(act, item.subject_id), _window(item, act.today)
    found["may_decide"] = _may_decide(act, key)
    found["may_plan"] = item.visit_id is None and todo_lines.may_plan(rule.visit_kind or "", act.actor)
    if not found["may_plan"]:
        return found, []
    soon = act.today if found["band_number"] == "1" else act.today + timedelta(days=1)
    begin = max(item.opens_on, soon)
    people = continuity.propose(act.session, item.family_id, rule.roles, begin, item.late_on or item.due_on, act.today)
    best = people[0] if people else None
    if best is not None:
        found["worker"], found["iso"] = str(best.account_id), (best.day or begin).isoformat()
        found["hint"] = _hint(act, item, best)
    found["iso"] = found["iso"] or begin.isoformat()
    found["minutes"] = str(visit_type.TYPES[rule.visit_kind].duration_min)
    return found, [_option(one) for one in people]


def _of_task(act: Act, key: Key) -> tuple[Opened, list[Option]]:
    shown = tasks.find(act.session, act.actor, key.id, act.today)
    task = shown.task
    found = _family(act, key, task.family_id) if task.family_id else {**NOTHING, "key": _text(key), "what": key.what}
    found |= {
        "label": listed_tasks.label(shown),
        "note": shown.note,
        "may_close": shown.may_act and task.closed_at is None,
    }
    found["child"] = _child(act, task.person_id) if shown.whole and task.person_id else ""
    found["window"] = todo_lines.by(task.due_on, act.today)
    if shown.whole and (referral := following.of_tasks(act.session, [task.id]).get(task.id)):
        found["note"] = "\n".join(filter(None, (referral.words, noted.told(referral), found["note"])))
    about = order_tasks.order_id_of(task) if shown.whole else None
    found["order_href"] = f"/interventions/{about}" if about else ""
    found["may_order"] = shown.may_act and requests.may_take_up(act.actor, task)
    if not (found["may_close"] and task.visit_kind and todo_lines.may_plan(task.visit_kind, act.actor)):
        return found, []
    begin = max(act.today + timedelta(days=1), (task.due_on or act.today) - BEFORE_DUE)
    last = max(task.due_on or begin, begin)
    people = continuity.propose(act.session, task.family_id, proposals.roles_for(task), begin, last, act.today)
    found["may_plan"] = True
    found["worker"] = str(people[0].account_id) if people else ""
    found["iso"] = ((people and people[0].day) or begin).isoformat()
    found["minutes"] = str(visit_type.TYPES[task.visit_kind].duration_min)
    return found, [_option(one) for one in people]


def _of_family(act: Act, key: Key) -> tuple[Opened, list[Option]]:
    found = _family(act, key, key.id)
    found["label"] = "Sans professionnelle référente"
    found["may_lead"] = roles.right(act.actor.role, "planning_mission").write is Reach.ALL
    people = continuity.propose(act.session, key.id, listed.LEADS, act.today, act.today + continuity.AHEAD, act.today)
    found["worker"] = str(people[0].account_id) if people else ""
    return found, [_option(one) for one in people]


def _family(act: Act, key: Key, family_id: uuid.UUID) -> Opened:
    family = household.find(act.session, act.actor, family_id, act.today)
    band = priority.bands(act.session, [family.id])[family.id]
    row = act.session.exec(select(priority.Priority).where(priority.Priority.family_id == family.id)).one_or_none()
    return {
        **NOTHING,
        "key": _text(key),
        "what": key.what,
        "family_id": str(family.id),
        "family": family.label,
        "address": ", ".join(part for part in (family.address, f"{family.postcode} {family.city}") if part.strip()),
        "phone": family.phone,
        "band": criteria.LABELS[band],
        "band_number": str(band),
        "tone": todo_lines.TONES[band],
        "chosen": _chosen(act, row),
        "reasons": reasons.of(act.session, act.actor, [family.id], act.today).get(family.id, []),
        "first": act.today.isoformat(),
        "last": (act.today + YEAR).isoformat(),
        "may_rank": priority.may_choose(act.actor),
        "ranked": row is not None and row.chosen is not None,
    }


def _child(act: Act, subject_id: uuid.UUID) -> str:
    who, born = listed.subjects(act.session, {subject_id}).get(subject_id, ("", None))
    return todo_lines.named(who, born, act.today)


def _chosen(act: Act, row: priority.Priority | None) -> str:
    """Who fixed the band; why, for whoever may know of the follow-up."""
    if row is None or row.chosen is None:
        return ""
    name = act.session.get_one(Account, row.chosen_by).name
    told = f"Fixée par {name} le {french.moment(row.chosen_at)}"
    if priority.history(act.session, act.actor, row.family_id, act.today):
        told += f" : {row.chosen_why} Le calcul dit {criteria.LABELS[row.band]}."
    return told


def _may_decide(act: Act, key: Key) -> bool:
    try:
        reading.find(act.session, act.actor, key.id, act.today, write=True)
    except reading.NotFound:
        return False
    return True


def _window(item: DueItem, today: date) -> str:
    if item.late_on and item.late_on < today:
        return todo_lines.by(item.late_on, today)
    return todo_lines.span(item.opens_on, item.late_on or item.due_on, today)


def _hint(act: Act, item: DueItem, best: continuity.Proposal) -> str:
    last = item.late_on or item.due_on
    if best.day is None:
        return "Toute l’équipe est absente ou complète sur cette période : choisissez un autre jour."
    if best.day > last >= act.today:
        return f"{best.name} n’a pas de place avant le {todo_lines.day(best.day, act.today)}."
    return continuity.warning(act.session, item.family_id, best.account_id, act.today)


def _option(one: continuity.Proposal) -> Option:
    away = "absente ou complète" if one.day is None else ""
    words = ", ".join(part for part in (one.why, away) if part)
    return {"value": str(one.account_id), "label": f"{one.name} – {words or roles.LABELS[one.role]}"}


def _text(key: Key) -> str:
    return f"{key.what}-{key.id}"
