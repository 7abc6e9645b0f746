"""A person decides of something due: done elsewhere, refused, not applicable, postponed; or takes that back.

Each decision is one more row and stays; the list is worked out again at once, with the last word on each thing.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import feed
from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.due import choices, listing, reach, reading
from fieldvisit.due.decision import Choose, DueDecision
from fieldvisit.due.facts import Chosen
from fieldvisit.due.item import State
from fieldvisit.due.rules import RULES
from fieldvisit.words import Refusal, sound

LONGEST_REASON = 2_000
FURTHEST, OLDEST = timedelta(days=366), timedelta(days=20 * 366)
#: Without a word, nobody would know later why nobody came.
WITH_REASON = (Choose.REFUSED, Choose.NOT_APPLICABLE, Choose.POSTPONED)


class Invalid(Refusal):
    sentence = "Cette décision ne peut pas être enregistrée ainsi."


@dataclass(frozen=True)
class About:
    """What is decided on: a line of the list by its key, which is the same after it was worked out again."""

    family_id: uuid.UUID
    subject_id: uuid.UUID
    code: str
    occurrence: int = 0


@dataclass(frozen=True)
class Said:
    """``on``: the day it was done, or is postponed to."""

    choice: str
    on: date | None
    reason: str


def decide(
    session: Session,
    actor: Actor,
    item_id: uuid.UUID,
    choice: str,
    on: date | None,
    reason: str,
    today: date,
    now: datetime,
) -> DueDecision:
    """Write it and work the family's list out again. ``on``: the day it was done, or is postponed to.

    :raises fieldvisit.due.reading.NotFound: if it is not listed any more, or not open to this actor
    :raises Invalid: with what to change
    """
    item = reading.find(session, actor, item_id, today, write=True)
    reason = words_of(reason)
    check(choice, on, reason, today)
    if item.state == State.DONE and choice not in (Choose.DONE, Choose.RESUMED):
        raise Invalid("C’est déjà fait : la liste le montre. Rien n’a été changé.")
    about = About(item.family_id, item.subject_id, item.code, item.occurrence)
    made = write(session, actor, about, Said(choice, on, reason), now)
    listing.refresh(session, [item.family_id], today)
    feed.tell(session, listing.FEED, [item.family_id])  # be it that only the reason is another
    return made


def words_of(reason: str) -> str:
    """A reason as it is kept: one line."""
    return sound(" ".join(reason.split()))


def write(
    session: Session, actor: Actor, about: About, said: Said, now: datetime, *, id: uuid.UUID | None = None, **noted
) -> DueDecision:
    """One more word, which was checked; the list is worked out by whoever calls, or by the follower of the feed.

    ``id``: of the row, where a tablet made it. ``noted``: more for the line of the journal.
    """
    made = DueDecision(
        **({"id": id} if id else {}),
        **asdict(about),
        choice=Choose(said.choice),
        on=said.on if said.choice in (Choose.DONE, Choose.POSTPONED) else None,
        reason=said.reason,
        account_id=actor.account_id,
        made_at=now,
    )
    session.add(made)
    journal.note(session, actor, about.family_id, What.WRITE, "echeances", now, subject_id=made.id, **noted)
    return made


def last(session: Session, about: About) -> DueDecision | None:
    """The last word on this thing, be it that an earlier one is taken back."""
    query = select(DueDecision).where(DueDecision.family_id == about.family_id, DueDecision.code == about.code)
    made = {one.id: one for one in session.exec(query)}
    told = (
        Chosen(one.id, one.subject_id, one.code, one.occurrence, one.choice, one.on, one.made_at)
        for one in made.values()
    )
    found = choices.last(choices.by_code(told), RULES[about.code], about.subject_id, about.occurrence)
    return found and made[found.id]


def check(choice: str, on: date | None, reason: str, today: date) -> None:
    """:raises Invalid: with what to change in what was decided on this day"""
    if choice not in tuple(Choose):
        raise Invalid("Choisissez ce que vous décidez : fait ailleurs, refusé, sans objet, reporté ou repris.")
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"Ce motif est trop long : {LONGEST_REASON} caractères au plus.")
    if choice in WITH_REASON and not reason:
        raise Invalid("Dites en quelques mots pourquoi : le motif reste avec la décision.")
    if choice == Choose.DONE and (on is None or not today - OLDEST <= on <= today):
        raise Invalid("Indiquez le jour où cela a été fait : aujourd’hui ou avant.")
    if choice == Choose.POSTPONED and (on is None or not today < on <= today + FURTHEST):
        raise Invalid("Indiquez le jour auquel vous reportez : après aujourd’hui, dans un an au plus.")


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[tuple[DueDecision, str]]:
    """What was decided of what this reader may know of, newest first, with the author's name."""
    query = (
        select(DueDecision, Account.name)
        .join(Account, Account.id == DueDecision.account_id)
        .where(DueDecision.family_id == family_id, reach.visible(actor, today, of=DueDecision))
        .order_by(sa.desc(DueDecision.made_at), sa.desc(DueDecision.id))
    )
    return list(session.exec(query))
