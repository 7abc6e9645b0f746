"""Two words on one line of a list: what a tablet noted of something due, or of a task, and what was said meanwhile."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.access.device import Device
from fieldvisit.due import decisions, reach
from fieldvisit.due.decision import Choose, DueDecision
from fieldvisit.due.rules import RULES
from fieldvisit.families import decision, household
from fieldvisit.families.decision import About, Decision, Settled
from fieldvisit.families.household import Household
from fieldvisit.settling import kept, quarantine
from fieldvisit.settling.kept import Kept
from fieldvisit.sync import due_lists, shape
from fieldvisit.sync.kinds import due_decision, task_done
from fieldvisit.sync.received import ReceivedLine, Word
from fieldvisit.sync.sealing import Keyring
from fieldvisit.sync.shape import said
from fieldvisit.tasks import reach as task_reach
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Outcome, Task
from fieldvisit.words import Refusal

KINDS = ("due_decision", "task_done")
RESERVED = "Votre fonction ne lit pas cette échéance : la professionnelle qui suit la famille la départage."


class NotFound(Refusal):
    sentence = "Cette échéance a été départagée, ou ne vous est pas ouverte."


@dataclass(frozen=True)
class Side:
    """``words``: what was said, with the day and why."""

    who: str
    words: str
    at: datetime | None
    received_at: datetime | None
    device: Device | None = None


@dataclass(frozen=True)
class Pair:
    """``what``: the rule or the task, "" with no side told where this reader may not know of it, or nobody can read it.
    ``why``: which of the two; ``may_leave``: she may leave what is in force all the same.
    """

    line_id: uuid.UUID
    family_id: uuid.UUID
    family: str
    what: str
    in_force: Side
    beside: Side
    kind: str
    why: str = ""
    may_leave: bool = False


def count(session: Session, actor: Actor, today: date) -> int:
    return session.exec(select(sa.func.count()).select_from(ReceivedLine).where(_open(actor, today))).one()


def waiting(session: Session, actor: Actor, today: date, most: int = 50) -> list[tuple[ReceivedLine, str, str]]:
    """What waits in families open to this actor, with the family's label and the author's name, oldest first."""
    query = (
        select(ReceivedLine, Household.label, Account.name)
        .join(Household, Household.id == ReceivedLine.family_id)
        .join(Account, Account.id == ReceivedLine.author_id)
        .where(_open(actor, today))
        .order_by(ReceivedLine.received_at)
        .limit(most)
    )
    return list(session.exec(query))


def look(session: Session, keyring: Keyring, actor: Actor, line_id: uuid.UUID, now: datetime, today: date) -> Pair:
    """Both words, as far as this reader may know of them.

    :raises NotFound: if it is not open to this actor
    """
    row = _find(session, actor, line_id, today)
    opened = kept.reopen(session, keyring, row)
    label = session.get_one(Household, row.family_id).label
    author = opened.author.name if opened.author else ""
    why = ""
    try:
        what, current, words = _sides(session, actor, opened, now, today)
    except Refusal as refusal:
        what, current, words = "", Side("", "", None, None), ""
        why = RESERVED if isinstance(refusal, NotFound) else refusal.sentence
    beside = Side(author, words, row.captured_at, row.received_at, opened.device)
    return Pair(
        row.id, row.family_id, label, what, current, beside, row.kind, why, bool(why) and quarantine.may_read(actor)
    )


def settle(
    session: Session, keyring: Keyring, actor: Actor, line_id: uuid.UUID, take: bool, reason: str, now: datetime,
    today: date,
) -> None:  # fmt: skip
    """Put the word kept beside in force (``take``), in its author's name, or leave the one that is.

    Whoever heads the service may leave it also where she, or nobody any more, can read the other: else it would wait
    for ever.

    :raises NotFound: if it is not open to this actor
    :raises Refusal: if it cannot be read
    """
    row = _find(session, actor, line_id, today)
    reason = decision.reason_from(reason)
    decision.check_open(session, About.LISTED, row.id)
    opened = kept.reopen(session, keyring, row)
    try:
        _sides(session, actor, opened, now, today)
    except Refusal:
        if take or not quarantine.may_read(actor):
            raise
    if take:
        arrival = opened.arrival(session, now, today, accepted=True)
        if opened.envelope.kind == "due_decision":
            about, word, _ = due_decision.read(arrival)
            due_decision.put(session, arrival, about, word)
        else:
            task_done.put(session, arrival, task_done.find(session, arrival), *task_done.read(arrival))
    decision.note(
        session,
        actor,
        About.LISTED,
        row.id,
        "second" if take else "en_vigueur",
        reason,
        now,
        family_id=row.family_id,
        result_id=_stands(session, opened, now, today),
        told_id=row.author_id,
        envelope_id=row.envelope_id,
        digest=row.digest,
        word=Settled.SETTLED,
        sentence=f"{actor.name} a gardé {'ce qui est noté ici' if take else 'l’autre décision'}. Motif : {reason}",
    )


def tells(actor: Actor, today: date):
    """Condition on the decisions of this kind: why one was made says as much as the word that it left in force, so it
    is for whoever may read that, and for whoever decided.
    """
    word = sa.select(DueDecision.id).where(reach.visible(actor, today, of=DueDecision))
    task = sa.select(Task.id).where(task_reach.whole(actor, today))
    own = Decision.account_id == actor.account_id
    return sa.or_(own, Decision.result_id.in_(word), Decision.result_id.in_(task))


def _open(actor: Actor, today: date):
    """Of families whose planning this actor writes: what it says is asked once it is opened. Even that there is
    something is not told of a compartment whose existence is a secret (``tasks/reach.py``).
    """
    return sa.and_(
        ReceivedLine.word == Word.DIVERGED,
        ReceivedLine.kind.in_(KINDS),
        ReceivedLine.family_id.in_(household.open_to(actor, reach.PLANNING, today, write=True)),
        _told(actor, today),
        decision.undecided(About.LISTED, ReceivedLine.id),
    )


def _told(actor: Actor, today: date):
    """What is about nothing known here any more is for whoever heads the service, as everything set aside is."""
    usual = [code for code, rule in RULES.items() if rule.compartment not in task_reach.UNTOLD]
    place = SimpleNamespace(family_id=ReceivedLine.family_id, code=ReceivedLine.rule)
    task = ReceivedLine.task_id.in_(sa.select(Task.id).where(tasks.visible(actor, today)))
    told = [ReceivedLine.rule.in_(usual), reach.visible(actor, today, of=place), task]
    if quarantine.may_read(actor):
        no_rule = sa.or_(ReceivedLine.rule.is_(None), ReceivedLine.rule.not_in(RULES))
        no_task = ~sa.exists().where(Task.id == ReceivedLine.task_id)
        told.append(sa.and_(no_rule, no_task))
    return sa.or_(*told)


def _find(session: Session, actor: Actor, line_id: uuid.UUID, today: date) -> ReceivedLine:
    query = select(ReceivedLine).where(ReceivedLine.id == line_id, _open(actor, today)).with_for_update()
    row = session.exec(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _sides(session: Session, actor: Actor, opened: Kept, now: datetime, today: date) -> tuple[str, Side, str]:
    """What it is about, the word in force, and the one kept beside.

    :raises NotFound: if this reader may not know of it
    :raises Refusal: if it cannot be read
    """
    arrival = opened.arrival(session, now, today, accepted=True)
    if opened.envelope.kind == "task_done":
        return _of_task(session, actor, arrival, today)
    about, word, _ = due_decision.read(arrival)
    place = due_lists.places(actor.role).get(about.code)
    if place is None or not _is_open(session, actor, about.family_id, place, today):
        raise NotFound
    last = decisions.last(session, about)
    current = Side("", "", None, None)
    if last is not None:
        current = Side(_name(session, last.account_id), _words(last), last.made_at, None)
    return RULES[about.code].label, current, _words(word)


def _of_task(session: Session, actor: Actor, arrival, today: date) -> tuple[str, Side, str]:
    outcome, words = task_done.read(arrival)
    task = task_done.find(session, arrival)
    if task is None:
        raise shape.Invalid("Cette tâche n’est plus dans ce dossier : l’envoi est conservé.")
    whole = select(Task.id).where(Task.id == task.id, task_reach.whole(actor, today))
    if session.exec(whole).first() is None:
        raise NotFound
    by = _name(session, task.closed_by) if task.closed_by else "Le service"
    told = _lines(Outcome(task.outcome).label if task.outcome else "À faire", task.closing_note)
    return task.label, Side(by, told, task.closed_at, None), _lines(outcome.label, words)


def _stands(session: Session, opened: Kept, now: datetime, today: date) -> uuid.UUID | None:
    """The word or the task that is in force now; None where nobody can tell."""
    try:
        arrival = opened.arrival(session, now, today, accepted=True)
        if opened.envelope.kind == "task_done":
            found = task_done.find(session, arrival)
        else:
            found = decisions.last(session, due_decision.read(arrival)[0])
    except Refusal:
        return None
    return found and found.id


def _is_open(session: Session, actor: Actor, family_id: uuid.UUID, place: str, today: date) -> bool:
    opened = household.open_to(actor, place, today, write=True).where(Household.id == family_id)
    return session.exec(opened).first() is not None


def _words(word: DueDecision | decisions.Said) -> str:
    day = {Choose.POSTPONED: " au ", Choose.DONE: ", le "}.get(word.choice)
    return _lines(Choose(word.choice).label + (f"{day}{said(word.on)}" if day and word.on else ""), word.reason)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _name(session: Session, account_id: uuid.UUID) -> str:
    return session.get_one(Account, account_id).name
