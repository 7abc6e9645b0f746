"""What was decided of a licence (« décision »): it changes what is in force, and stays as it was taken."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Actor
from fieldvisit.db import Record, instant
from fieldvisit.licences import history, licence, request, rules
from fieldvisit.licences.history import What
from fieldvisit.licences.licence import Invalid, Licence, State
from fieldvisit.licences.request import LicenceRequest
from fieldvisit.licences.rules import RULES, About
from fieldvisit.words import Choice, french_date


class Choose(Choice):
    GRANT = "accord", "Accord"
    TACIT = "tacite", "Accord tacite (silence)"
    REFUSE = "refus", "Refus"
    EXTEND = "prolongation", "Prolongation du délai d’instruction"
    RESTRICT = "restriction", "Restriction"
    SUSPEND = "suspension", "Suspension"
    LIFT = "fin_suspension", "Fin de la suspension"
    WITHDRAW = "retrait", "Retrait"
    STOP = "cessation", "Cessation d’activité"


#: Decisions that close a request, and those that must be reasoned (« décision motivée »).
ANSWERS = (Choose.GRANT, Choose.TACIT, Choose.REFUSE)
REASONED = (Choose.REFUSE, Choose.EXTEND, Choose.RESTRICT, Choose.SUSPEND, Choose.WITHDRAW)


class Decision(Record, table=True):
    """``until``: the last day of a suspension."""

    __tablename__ = "licence_decision"

    licence_id: uuid.UUID = Field(foreign_key="licence.id", index=True)
    request_id: uuid.UUID | None = Field(default=None, foreign_key="licence_request.id")
    what: str
    decided_on: date
    capacity: int | None = None
    ages: str = ""
    until: date | None = None
    reasons: str = ""
    noted_at: datetime = instant(nullable=False)
    noted_by: uuid.UUID = Field(foreign_key="account.id")


def of(session: Session, licence_ids: Iterable[uuid.UUID]) -> list[Decision]:
    """Newest first."""
    query = select(Decision).where(Decision.licence_id.in_(list(licence_ids)))
    return list(session.exec(query.order_by(sa.desc(Decision.decided_on), sa.desc(Decision.id))))


def possible(one: Licence, waiting: LicenceRequest | None, today: date) -> list[Choose]:
    """What can be decided now."""
    found = []
    if waiting:
        silent = today >= request.tacit_on(waiting, one.kind)
        found += [Choose.TACIT] if silent else [Choose.GRANT, Choose.REFUSE]
        if not silent and not waiting.extended and one.kind in RULES["extension_months"]:
            found.append(Choose.EXTEND)
    now = licence.state(one, today)
    if now is State.GRANTED:
        found += [Choose.RESTRICT, Choose.SUSPEND]
    if now is State.SUSPENDED:
        found.append(Choose.LIFT)
    if now in (State.GRANTED, State.SUSPENDED):
        found += [Choose.WITHDRAW, Choose.STOP]
    return found


def decide(
    session: Session,
    actor: Actor,
    licence_id: uuid.UUID,
    what: str,
    on: date,
    capacity: int | None,
    ages: str,
    until: date | None,
    reasons: str,
    today: date,
    now: datetime,
) -> Decision:
    """Note a decision and put it in force.

    :raises Refusal: if it cannot be taken now, with why, or with what is missing
    """
    found = licence.find(session, actor, licence_id, write=True)
    waiting = request.pending(session, licence_id)
    if what not in possible(found, waiting, today):
        raise Invalid("Cette décision n’est pas possible maintenant : rechargez le dossier.")
    if what in REASONED and not reasons.strip():
        raise Invalid("Cette décision doit être motivée : dites pourquoi.")
    _check_day(what, on, waiting, found, today)
    made = Decision(
        licence_id=licence_id,
        request_id=waiting.id if waiting and what in (*ANSWERS, Choose.EXTEND) else None,
        what=what,
        decided_on=on,
        capacity=capacity,
        ages=licence.words(ages)[: licence.LONGEST],
        until=until if what == Choose.SUSPEND else None,
        reasons=licence.words(reasons),
        noted_at=now,
        noted_by=actor.account_id,
    )
    _put_in_force(found, waiting, made, today)
    session.add_all([one for one in (found, waiting) if one is not None])
    session.add(made)
    history.note(session, actor, licence_id, What.DECIDED, now, f"{Choose(what).label}, le {french_date(on)}")
    return made


def _check_day(what: str, on: date, waiting: LicenceRequest | None, found: Licence, today: date) -> None:
    if on > today:
        raise Invalid("La décision a été prise au plus tard aujourd’hui.")
    if waiting and what in ANSWERS:
        if on < waiting.received_on:
            raise Invalid("La décision est avant la demande : vérifiez la date.")
        if what == Choose.TACIT and on != (silence := request.tacit_on(waiting, found.kind)):
            raise Invalid(f"Le silence a accordé le {french_date(silence)} : notez cette date.")
    elif found.granted_on and on < min(found.granted_on, today):  # a renewal granted early begins later
        raise Invalid("La décision est avant l’agrément : vérifiez la date.")


def _put_in_force(found: Licence, waiting: LicenceRequest | None, made: Decision, today: date) -> None:
    if made.what in (Choose.GRANT, Choose.TACIT):
        _grant(found, waiting, made)
    elif made.what == Choose.REFUSE and waiting.about == About.FIRST:
        found.ended, found.ended_on = State.REFUSED, made.decided_on
    elif made.what == Choose.EXTEND:
        waiting.extended = True
    elif made.what == Choose.RESTRICT:
        if made.capacity is None or found.capacity is None or made.capacity >= found.capacity:
            raise Invalid(f"Une restriction diminue le nombre d’enfants (aujourd’hui {found.capacity}).")
        found.capacity, found.ages = made.capacity, made.ages or found.ages
    elif made.what == Choose.SUSPEND:
        last = rules.months(RULES["suspension_months"], made.decided_on) - timedelta(days=1)
        if made.until is None or not made.decided_on <= made.until <= last:
            raise Invalid(f"Une suspension dure {RULES['suspension_months']} mois au plus : {french_date(last)}.")
        found.suspended_until = made.until
    elif made.what == Choose.LIFT:
        found.suspended_until = min(made.decided_on, today) - timedelta(days=1)
    elif made.what in (Choose.WITHDRAW, Choose.STOP):
        found.ended = State.WITHDRAWN if made.what == Choose.WITHDRAW else State.ENDED
        found.ended_on = made.decided_on
    if waiting and made.what in ANSWERS:
        waiting.closed_on, waiting.outcome = made.decided_on, made.what


def _grant(found: Licence, waiting: LicenceRequest, made: Decision) -> None:
    """A renewal goes on from where the former one ends; a change leaves the dates as they are."""
    made.capacity = made.capacity or waiting.capacity or found.capacity
    made.ages = made.ages or waiting.ages or found.ages
    licence.check_capacity(found.kind, made.capacity, made.reasons if made.what == Choose.GRANT else "tacite")
    found.capacity, found.ages = made.capacity, made.ages
    if waiting.about == About.CHANGE:
        return
    since = made.decided_on
    if waiting.about == About.RENEWAL and found.expires_on and found.expires_on >= made.decided_on:
        since = found.expires_on + timedelta(days=1)
    found.granted_on, found.expires_on = since, rules.expires(since)
