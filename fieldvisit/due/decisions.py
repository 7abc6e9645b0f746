"""A person decides of something due: done elsewhere, refused, not applicable, postponed; or takes that back.

Each decision is one more row and stays; the list is worked out again at once, with the last word on each thing.
"""

import uuid
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.due import listing, reach, reading
from fieldvisit.due.decision import Choose, DueDecision
from fieldvisit.due.item import DueItem, State
from fieldvisit.words import Refusal, sound

LONGEST_REASON = 2_000
FURTHEST, OLDEST = timedelta(days=366), timedelta(days=20 * 366)
#: Without a word, nobody would know later why nobody came.
WITH_REASON = (Choose.REFUSED, Choose.NOT_APPLICABLE, Choose.POSTPONED)


class Invalid(Refusal):
    sentence = "Cette décision ne peut pas être enregistrée ainsi."


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
    reason = sound(" ".join(reason.split()))
    _check(item, choice, on, reason, today)
    made = DueDecision(
        family_id=item.family_id,
        subject_id=item.subject_id,
        code=item.code,
        occurrence=item.occurrence,
        choice=Choose(choice),
        on=on if choice in (Choose.DONE, Choose.POSTPONED) else None,
        reason=reason,
        account_id=actor.account_id,
        made_at=now,
    )
    session.add(made)
    journal.note(session, actor, item.family_id, What.WRITE, "echeances", now, subject_id=made.id)
    listing.refresh(session, [item.family_id], today)
    return made


def _check(item: DueItem, choice: str, on: date | None, reason: str, today: date) -> None:
    if choice not in tuple(Choose):
        raise Invalid("Choisissez ce que vous décidez : fait ailleurs, refusé, sans objet, reporté ou repris.")
    if item.state == State.DONE and choice not in (Choose.DONE, Choose.RESUMED):
        raise Invalid("C’est déjà fait : la liste le montre. Rien n’a été changé.")
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
