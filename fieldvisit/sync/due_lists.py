"""What a tablet carries of « À faire »: one ``due`` document per family, its priority, what is due and its tasks.

All families of a page are read in a handful of queries. What is aboard is filtered by what the reader may know: rule by
rule, task by task, reason by reason.
"""

import uuid
from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache

import sqlalchemy as sa

from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.access.roles import Reach
from fieldvisit.due import choices, criteria, listed_items, listed_tasks, reach, reasons, rules
from fieldvisit.due.band import USUAL, Priority, in_force
from fieldvisit.due.decision import DueDecision
from fieldvisit.due.facts import Chosen
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.rules import Rule
from fieldvisit.families.person import Pregnancy
from fieldvisit.families.support import Support
from fieldvisit.referrals import following, noted
from fieldvisit.referrals.referral import Referral
from fieldvisit.schedule import visit_type
from fieldvisit.sync.documents import IDENTITY, Shown
from fieldvisit.tasks import reach as task_reach
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task

#: What the change feed calls a change of a list, a band or a task.
FEEDS = ("due", "task")
_ITEM = ("id", "family_id", "subject_id", "code", "occurrence", "trade", "opens_on", "due_on", "late_on", "closes_on")
_ITEM += ("state", "done_on", "visit_id", "worker_id")
_DECIDED = ("id", "subject_id", "code", "occurrence", "choice", "on", "made_at")
#: How long what was done is told.
DONE_SINCE = timedelta(days=31)
#: Unassigned, these are the office's to do, not those of whoever goes there.
_OF_OFFICE = (Kind.ASSIGN, Kind.LETTER, Kind.DUPLICATE, Kind.CERTIFICATE)


def documents(shown: Shown, wanted: set[uuid.UUID]) -> list[dict]:
    """``due`` documents of these families: also of one with nothing to do, so that what is over leaves the tablet."""
    wanted = wanted & shown.open(IDENTITY)
    if not wanted:
        return []
    session = shown.session
    lines, left = _lines(shown, wanted), _tasks(shown, wanted)
    ranked = sa.select(Priority.family_id, in_force, Priority.chosen.is_not(None)).where(Priority.family_id.in_(wanted))
    bands = {family: (band, bool(chosen)) for family, band, chosen in session.execute(ranked)}
    why = reasons.of(session, shown.actor, wanted, shown.today)
    docs = []
    for family_id in sorted(wanted):
        band, chosen = bands.get(family_id, (USUAL, False))
        body = {
            "id": str(family_id),
            "family_id": str(family_id),
            "band": band,
            "band_label": criteria.LABELS[band],
            "chosen": chosen,
            "reasons": why.get(family_id, []),
            "lines": lines[family_id],
            "tasks": left[family_id],
        }
        docs.append({"kind": "due", "id": str(family_id), "family_id": str(family_id), "body": body})
    return docs


@lru_cache
def places(role: str) -> dict[str, str]:
    """By code of the rules that this role may know of, the class of data that opens it."""
    return {code: place for place, codes in reach.codes_of(role).items() for code in codes}


def _lines(shown: Shown, wanted: set[uuid.UUID]) -> dict[uuid.UUID, list[dict]]:
    """The lines of each family, by day."""
    known, found = places(shown.actor.role), defaultdict(list)
    opened = {place: wanted & shown.open(place) for place in set(known.values())}
    families = set().union(*opened.values())
    if not families:
        return found
    columns = [getattr(DueItem, name) for name in _ITEM]
    query = (
        sa.select(*columns, Account.name)
        .outerjoin(Account, Account.id == DueItem.worker_id)
        .where(DueItem.family_id.in_(families), DueItem.code.in_(known), _told(shown.today))
        .order_by(DueItem.due_on, DueItem.code, DueItem.occurrence)
    )
    rows = [row for row in shown.session.execute(query) if row.family_id in opened[known[row.code]]]
    if not rows:
        return found
    persons = _persons(shown, rows)
    books = _books(shown, families, known)
    for row in rows:
        found[row.family_id].append(_line(shown, row, known[row.code], persons, books.get(row.family_id, {})))
    return found


def _told(today: date):
    """What is closed, or was done some time ago, is told by the visits and the carnet aboard."""
    late = sa.and_(DueItem.state == State.DONE, DueItem.done_on < today - DONE_SINCE)
    return sa.and_(DueItem.state != State.CLOSED, sa.not_(sa.func.coalesce(late, sa.false())))


def _line(shown: Shown, row, place: str, persons: dict, book: choices.Book) -> dict:
    """What is empty or usual is left out: a county sends half a million of these."""
    rule, actor = rules.RULES[row.code], shown.actor
    discreet = listed_items.is_discreet(actor.role, row.code)
    hers = row.worker_id == actor.account_id or (row.worker_id is None and actor.role in rule.roles)
    last = choices.last(book, rule, row.subject_id, row.occurrence)
    told = {
        "id": str(row.id),
        "label": listed_items.label(actor.role, row.code),
        "group": rule.group,
        "subject_id": str(row.subject_id),
        "code": "" if discreet else row.code,
        "occurrence": row.occurrence or None,
        "opens": _day(row.opens_on),
        "due": _day(row.due_on),
        "late": _day(row.late_on),
        "closes": _day(row.closes_on),
        "state": row.state if row.state != State.OPEN else None,
        "done_on": _day(row.done_on),
        "person_id": _said(persons.get(row.subject_id)),
        "visit_id": _said(row.visit_id),
        "worker": None if hers else row.name,
        "mine": hers or None,
        "to_check": (rule.to_check or (rule.carnet_seen and rule.late and row.late_on is None)) or None,
        "may_decide": (not discreet and roles.right(actor.role, place).write is not Reach.NONE) or None,
        "decision": _said(last and last.id),
    }
    told |= {} if discreet or row.state != State.OPEN else _visit(rule, actor.role, row.opens_on)
    return {name: value for name, value in told.items() if value is not None}


def _visit(rule: Rule, role: str, opens: date) -> dict:
    """The visit that does it, and from when on one made counts."""
    kinds = [kind for kind in rule.done_by if visit_type.shown_to(role, kind) is not visit_type.DISCREET]
    if not kinds or rule.tnd:
        return {}
    # As the engine counts (due/engine.py).
    counts_from = opens - timedelta(days=rule.early.days)
    return {"kind": rule.visit_kind or kinds[0], "counts_from": counts_from.isoformat()}


def _persons(shown: Shown, rows: list) -> dict[uuid.UUID, uuid.UUID | None]:
    """Whom a pregnancy, a support or a follow-up is about."""
    subjects = {row.subject_id for row in rows}
    named = ((Pregnancy, Pregnancy.mother_id), (Support, Support.person_id), (FollowUp, FollowUp.person_id))
    queries = (sa.select(table.id, person).where(table.id.in_(subjects)) for table, person in named)
    return dict(shown.session.execute(sa.union_all(*queries)).all())


def _books(shown: Shown, families: set[uuid.UUID], known: dict) -> dict[uuid.UUID, choices.Book]:
    """What was decided in these families, by family: the tablet says which word it had seen when it answers."""
    columns = [getattr(DueDecision, name) for name in _DECIDED]
    query = sa.select(DueDecision.family_id, *columns)
    decided = defaultdict(list)
    for family_id, *row in shown.session.execute(
        query.where(DueDecision.family_id.in_(families), DueDecision.code.in_(known))
    ):
        decided[family_id].append(Chosen(*row))
    return {family_id: choices.by_code(made) for family_id, made in decided.items()}


def _tasks(shown: Shown, wanted: set[uuid.UUID]) -> dict[uuid.UUID, list[dict]]:
    """What is left to be done by her, and by nobody in particular of her trade."""
    actor, found = shown.actor, defaultdict(list)
    whole = task_reach.whole(actor, shown.today)
    of_trade = sa.and_(
        Task.assigned_to.is_(None),
        sa.or_(Task.role == actor.role, sa.and_(Task.role == "", Task.kind.not_in(_OF_OFFICE))),
    )
    query = (
        sa.select(Task, whole.label("whole"))
        .where(
            Task.family_id.in_(wanted),
            Task.closed_at.is_(None),
            sa.or_(Task.assigned_to == actor.account_id, of_trade),
            tasks.visible(actor, shown.today),
        )
        .order_by(Task.due_on.is_(None), Task.due_on, Task.created_at, Task.id)
    )
    rows = shown.session.execute(query).all()
    referrals = following.of_tasks(shown.session, [task.id for task, whole in rows if whole])
    for task, readable in rows:
        found[task.family_id].append(_task(shown, task, bool(readable), referrals.get(task.id)))
    return found


def _task(shown: Shown, task: Task, whole: bool, referral: Referral | None) -> dict:
    one = tasks.Shown(task, whole, whole and tasks.may_act(shown.actor, task))
    told = {
        "id": str(task.id),
        "kind": task.kind,
        "label": listed_tasks.label(one),
        "note": one.note or (referral.words if referral else None) or None,
        "followed": (noted.told(referral) if referral else None) or None,
        "person_id": _said(task.person_id) if whole else None,
        "due": _day(task.due_on),
        "may_close": one.may_act or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _said(value) -> str | None:
    return None if value is None else str(value)
