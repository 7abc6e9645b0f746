"""An absence of a worker. Why she is away is for herself and whoever plans."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel import Field, Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.calendars import team
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice, Refusal, french_date

#: Nobody notes an absence of years ago, nor of years ahead: a year mistyped is caught here.
MOST_PAST, MOST_AHEAD = timedelta(days=366), timedelta(days=2 * 366)
LONGEST_NOTE = 500


class Why(Choice):
    LEAVE = "conge", "Congé"
    SICK = "maladie", "Arrêt"
    TRAINING = "formation", "Formation"
    MEETING = "reunion", "Réunion"
    OTHER = "autre", "Autre absence"


class Half(Choice):
    DAY = "jour", "Journée"
    MORNING = "matin", "Matin"
    AFTERNOON = "apres_midi", "Après-midi"


class Absence(Record, table=True):
    """From ``first_on`` to ``last_on``, both included; ``half`` other than « jour » needs one day only."""

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    first_on: date = Field(index=True)
    last_on: date
    half: str = Half.DAY
    why: str = Why.LEAVE
    note: str = ""
    noted_by: uuid.UUID = Field(foreign_key="account.id")
    noted_at: datetime = instant(nullable=False)
    cancelled_at: datetime | None = instant()
    cancelled_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")


class Invalid(Refusal):
    sentence = "Cette absence ne peut pas être notée ainsi."


class NotAllowed(Refusal):
    sentence = "Vous notez vos propres absences ; celles d’une collègue, si vous faites le planning de son secteur."


class NotFound(Refusal):
    sentence = "Cette absence n’existe pas ou ne vous est pas ouverte."


def standing(session: Session, account_ids: Iterable[uuid.UUID], first: date, last: date) -> list[Absence]:
    """The absences in force that touch these days, in their order."""
    query = (
        select(Absence)
        .where(
            Absence.account_id.in_(list(account_ids)),
            Absence.first_on <= last,
            Absence.last_on >= first,
            Absence.cancelled_at.is_(None),
        )
        .order_by(Absence.first_on, Absence.half, Absence.id)
    )
    return list(session.exec(query))


def enter(
    session: Session,
    actor: Actor,
    account_id: uuid.UUID,
    first_on: date,
    last_on: date,
    half: str,
    why: str,
    note: str,
    today: date,
    now: datetime,
) -> tuple[Absence, str]:
    """The new absence, and a sentence if another one stands on the same days: both are kept.

    :raises Refusal: with what to change
    """
    _allowed(session, actor, account_id)
    _check(first_on, last_on, half, why, today)
    others = [one for one in standing(session, [account_id], first_on, last_on) if _same_part(one, half)]
    entered = Absence(
        account_id=account_id,
        first_on=first_on,
        last_on=last_on,
        half=half,
        why=why,
        note=note.replace("\0", "").strip()[:LONGEST_NOTE],
        noted_by=actor.account_id,
        noted_at=now,
    )
    session.add(entered)
    said = f"Une autre absence était déjà notée {days(others[0])} : les deux restent." if others else ""
    return entered, said


def cancel(session: Session, actor: Actor, absence_id: uuid.UUID, now: datetime) -> Absence:
    """The line stays, with who cancelled it and when; a second time changes nothing.

    :raises Refusal: if it does not exist, or is not hers and she does not plan for its worker
    """
    found = session.get(Absence, absence_id)
    if found is None or not (found.account_id == actor.account_id or team.plans_for(session, actor, found.account_id)):
        raise NotFound
    if found.cancelled_at is None:
        found.cancelled_at, found.cancelled_by = now, actor.account_id
        session.add(found)
    return found


def knows_why(actor: Actor, planned: frozenset[uuid.UUID], account_id: uuid.UUID) -> bool:
    """``planned``: as :func:`team.planned_by` tells it for this actor."""
    return account_id == actor.account_id or account_id in planned


def touches(one: Absence, day: date) -> bool:
    return one.first_on <= day <= one.last_on


def days(one: Absence) -> str:
    """« le 24/12/2026 (matin) », « du 24/12/2026 au 31/12/2026 »"""
    if one.first_on != one.last_on:
        return f"du {french_date(one.first_on)} au {french_date(one.last_on)}"
    half = "" if one.half == Half.DAY else f" ({Half(one.half).label.lower()})"
    return f"le {french_date(one.first_on)}{half}"


def _allowed(session: Session, actor: Actor, account_id: uuid.UUID) -> None:
    known = session.get(Account, account_id)
    if known is None or known.disabled_at is not None:
        raise NotAllowed
    if account_id != actor.account_id and not team.plans_for(session, actor, account_id):
        raise NotAllowed


def _check(first_on: date, last_on: date, half: str, why: str, today: date) -> None:
    if half not in list(Half) or why not in list(Why):
        raise Invalid("Choisissez le motif et la durée dans la liste.")
    if last_on < first_on:
        raise Invalid("Le dernier jour est avant le premier : inversez les deux dates.")
    if half != Half.DAY and first_on != last_on:
        raise Invalid("Une demi-journée tient en un seul jour : notez le même jour deux fois, ou « Journée ».")
    if first_on < today - MOST_PAST or last_on > today + MOST_AHEAD:
        raise Invalid("Vérifiez l’année : une absence se note d’un an en arrière à deux ans à l’avance.")


def _same_part(one: Absence, half: str) -> bool:
    return Half.DAY in (one.half, half) or one.half == half
