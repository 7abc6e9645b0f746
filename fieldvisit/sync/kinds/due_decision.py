"""What a worker decided at the door of something due: refused, not applicable, postponed, done elsewhere, resumed.

A word that the office said meanwhile is not overwritten: both are kept and a person chooses. What was done meanwhile
counts before any decision, so that one is written all the same.
"""

import uuid
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import feed
from fieldvisit.access.account import Account
from fieldvisit.due import decisions, listing
from fieldvisit.due.decision import Choose, DueDecision
from fieldvisit.due.decisions import About, Said
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.rules import RULES
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Pregnancy
from fieldvisit.families.support import Support
from fieldvisit.sync import due_lists, shape
from fieldvisit.sync.kinds.arrival import Arrival, Diverged, Refused, Waiting, free_id, may_write
from fieldvisit.sync.received import ReceivedLine

CHAINED = False
_SUBJECTS = (Person, Pregnancy, Support, FollowUp)
_MOST_TIMES = 10_000_000
#: How long a word waits for the one it answers; that one may have been lost with a restored backup.
_PATIENCE = timedelta(days=1)


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if this author may not decide on this rule in this family"""
    code = arrival.body.get("code")
    _check_right(session, arrival, code if isinstance(code, str) else "")


def apply(session: Session, arrival: Arrival) -> str:
    """Write the decision under the envelope's id.

    :raises Invalid: if it is none
    :raises Refused: if this author may not decide on this rule in this family
    :raises Diverged: if somebody decided otherwise meanwhile
    :raises Waiting: while the word that it answers has not been handled
    """
    about, said, known = read(arrival)
    _check_right(session, arrival, about.code)
    # Two tablets that decide at once take turns; rows that name the family may be written meanwhile.
    locked = select(Household.id).where(Household.id == about.family_id).with_for_update(key_share=True)
    if session.exec(locked).one_or_none() is None or not _is_of_family(session, about):
        raise shape.Invalid("Cette échéance n’est pas de ce dossier : l’envoi est conservé.")
    if known is not None and not arrival.accepted:
        _check_answered(session, arrival, known)
    last = decisions.last(session, about)
    if last is not None and last.id != known:
        if (last.choice, last.on) == (said.choice, said.on):
            if said.reason and not _is_said(session, about, said):  # the same word for a reason of hers: both stay
                put(session, arrival, about, said)
            return "C’était déjà noté ainsi."
        name = session.exec(select(Account.name).where(Account.id == last.account_id)).one()
        raise Diverged(
            f"{name} a noté « {Choose(last.choice).label} » entre-temps. Les deux sont conservés ; une personne du "
            "service choisira."
        )
    return put(session, arrival, about, said)


def _check_answered(session: Session, arrival: Arrival, known: uuid.UUID) -> None:
    """A tablet's second word may be handled before its first one: written at once, it would set the first one aside."""
    handled = select(ReceivedLine.id).where(ReceivedLine.envelope_id == known, ReceivedLine.word.is_not(None))
    if session.get(DueDecision, known) is not None or session.exec(handled.limit(1)).first() is not None:
        return
    sent = arrival.envelope
    own = select(ReceivedLine.received_at).where(
        ReceivedLine.envelope_id == sent.id, ReceivedLine.digest == sent.digest
    )
    if arrival.now - session.exec(own).one() < _PATIENCE:
        raise Waiting("Ce que vous aviez noté avant n’est pas encore au bureau : la suite attend avec.")


def _is_said(session: Session, about: About, said: Said) -> bool:
    """Whether the same was decided for the same reason, be it not last."""
    key = (DueDecision.subject_id == about.subject_id, DueDecision.occurrence == about.occurrence)
    same = (DueDecision.choice == said.choice, DueDecision.on == said.on, DueDecision.reason == said.reason)
    query = select(DueDecision.id).where(DueDecision.family_id == about.family_id, DueDecision.code == about.code)
    return session.exec(query.where(*key, *same).limit(1)).first() is not None


def put(session: Session, arrival: Arrival, about: About, said: Said) -> str:
    """Write it, whatever was decided before.

    :raises Diverged: if another decision bears its id
    """
    id = free_id(session, DueDecision, arrival)
    decisions.write(session, arrival.actor, about, said, arrival.now, id=id, at=_at(arrival), offline=True)
    feed.tell(session, listing.DECIDED, [about.family_id])
    done = select(DueItem.id).where(*_is(about), DueItem.state == State.DONE)
    if said.choice not in (Choose.DONE, Choose.RESUMED) and session.exec(done).first() is not None:
        return "C’est fait depuis : la liste le montre, votre mot reste au dossier."
    return ""


def read(arrival: Arrival) -> tuple[About, Said, uuid.UUID | None]:
    """What is decided, on what, and the last word that the tablet had seen.

    :raises Invalid: naming what cannot be kept like this
    """
    reader = shape.Reader(arrival.body, arrival.now)
    subject = reader.uuid("subject_id")
    code = reader.code("code", RULES)
    occurrence = reader.whole("occurrence", 0, _MOST_TIMES)
    choice = reader.code("choice", set(Choose))
    on = reader.day("on", checked=False, optional=True)
    reason = reader.text("reason", optional=True)
    known = reader.uuid("known", optional=True)
    if arrival.envelope.family_id is None:
        reader.wrong("family_id")
    reader.done()
    said = Said(choice, on if choice in (Choose.DONE, Choose.POSTPONED) else None, decisions.words_of(reason))
    try:
        decisions.check(said.choice, said.on, said.reason, _day(arrival))
    except decisions.Invalid as refusal:
        raise shape.Invalid(refusal.sentence) from refusal
    return About(arrival.envelope.family_id, subject, code, occurrence), said, known


def about(body: dict) -> dict:
    code = body.get("code")
    return {"rule": code if isinstance(code, str) and code in RULES else None}


def _check_right(session: Session, arrival: Arrival, code: str) -> None:
    family_id = arrival.envelope.family_id
    if family_id is None:
        raise Refused
    if arrival.accepted:
        return
    place = due_lists.places(arrival.actor.role).get(code)
    if place is None or not may_write(session, arrival.actor, family_id, place, arrival.today):
        raise Refused


def _at(arrival: Arrival):
    """When it was said, as the tablet's office hour tells; now where that cannot be."""
    at = shape.Reader(arrival.body, arrival.now).instant("at", checked=False, optional=True)
    return at if at and shape.plausible(at, arrival.now) and at <= arrival.now else arrival.now


def _day(arrival: Arrival) -> date:
    """The day on which it was said: « reporté à demain » may arrive the day after."""
    return min(_at(arrival).astimezone(PARIS).date(), arrival.today)


def _is(about: About) -> tuple:
    key = (DueItem.subject_id == about.subject_id, DueItem.code == about.code, DueItem.occurrence == about.occurrence)
    return DueItem.family_id == about.family_id, *key


def _is_of_family(session: Session, about: About) -> bool:
    if about.subject_id == about.family_id:
        return True
    found = (
        sa.select(table.id).where(table.id == about.subject_id, table.family_id == about.family_id)
        for table in _SUBJECTS
    )
    return session.execute(sa.union_all(*found)).first() is not None
