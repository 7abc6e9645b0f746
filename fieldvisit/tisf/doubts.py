"""What is unusual about a session that was taken all the same: told to whoever validates it, and to its author.

Nothing of it is kept: it is worked out from what stands, so that it goes away with what caused it.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import counting, hours
from fieldvisit.tisf.order import STANDING, InterventionOrder
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession, Status
from fieldvisit.words import Choice, french_date

#: Two clocks agree to within that much.
CLOCKS = timedelta(minutes=10)
#: Sessions that took place.
MADE = (Status.TO_VALIDATE, Status.VALIDATED, Status.RUNNING)


_HOURS = ("started_at", "ended_at")


class What(Choice):
    OVERLAP = "chevauche", "Chevauche une autre séance"
    AHEAD = "a_venir", "Finit après l’heure où elle a été reçue"
    OUTSIDE = "hors_dates", "Hors des dates de l’ordre"
    CLOSED = "ordre_ferme", "L’ordre n’est pas ouvert"
    BEYOND = "hors_heures", "Au-delà des heures accordées"
    OTHER_DAY = "autre_jour", "Faite un autre jour que prévu"
    CANCELLED = "annulee", "Le service l’avait annulée"
    GIVEN = "confiee", "Le service l’avait confiée à quelqu’un d’autre"
    UNPLANNED = "non_prevue", "Ajoutée sur la tablette"
    UNSIGNED = "sans_signature", "Signature de la famille manquante"
    EMPTY = "courte", "Moins de 15 minutes"
    AGAIN = "corrigee", "Corrigée après validation"


@dataclass(frozen=True)
class Doubt:
    """``session_id``: the other session, of an overlap."""

    what: What
    sentence: str
    session_id: uuid.UUID | None = None


def of(session: Session, held: InterventionSession) -> list[Doubt]:
    """Everything unusual about this session as it now stands, the gravest first."""
    visit = session.get_one(Visit, held.visit_id)
    order = session.get_one(InterventionOrder, held.order_id)
    record = session.get(SessionRecord, held.record_id) if held.record_id else None
    found = []
    if held.started_at and held.ended_at:
        found += [Doubt(What.OVERLAP, _overlap_words(*one), one[0].id) for one in overlaps(session, held, visit)]
        found += _of_hours(held, order, record)
        if counting.of_order(session, order.id).billed > order.minutes_granted:
            found.append(_plain(What.BEYOND))
        found += _of_planning(held, visit)
    if held.minutes_billed is not None and held.status == Status.TO_VALIDATE:
        billed = hours.words(held.minutes_billed)
        found.append(Doubt(What.AGAIN, f"Corrigée après validation : {billed} étaient facturées."))
    if record is not None and held.started_at and order.signature_each and not signed(record.body):
        found.append(_plain(What.UNSIGNED))
    return found


def overlaps(session: Session, held: InterventionSession, visit: Visit) -> list[tuple[InterventionSession, str]]:
    """Other sessions that the same worker made at the same time, with their family's label."""
    if not (held.started_at and held.ended_at):
        return []
    query = (
        select(InterventionSession, Household.label)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .join(Household, Household.id == InterventionSession.family_id)
        .where(
            Visit.worker_id == visit.worker_id,
            InterventionSession.id != held.id,
            InterventionSession.status.in_(MADE),
            InterventionSession.started_at < held.ended_at,
            InterventionSession.ended_at > held.started_at,
        )
        .order_by(InterventionSession.started_at, sa.asc(InterventionSession.id))
    )
    return list(session.exec(query))


def signed(body: dict) -> bool:
    """Whether the family's signature is named, or why there is none; or a correction keeps the hours that it signed."""
    before = body.get("signed_hours") if body.get("corrects") else None
    if isinstance(before, dict) and all(before.get(at) and before.get(at) == body.get(at) for at in _HOURS):
        return True
    given = body.get("attachments")
    named = any(isinstance(one, dict) and one.get("kind") == "signature" for one in given or ())
    why = body.get("refused_signature")
    return named or (isinstance(why, str) and bool(why.strip()))


def span(held: InterventionSession) -> str:
    """« le 12/11/2026 de 09:00 à 12:00 », in Paris."""
    begin, end = held.started_at.astimezone(PARIS), held.ended_at.astimezone(PARIS)
    after = "" if begin.date() == end.date() else f" le {french_date(end.date())}"
    return f"le {french_date(begin.date())} de {begin:%H:%M} à {end:%H:%M}{after}"


def _overlap_words(other: InterventionSession, label: str) -> str:
    return f"Chevauche la séance {span(other)} ({label})."


def _of_hours(held: InterventionSession, order: InterventionOrder, record: SessionRecord | None) -> list[Doubt]:
    day, found = hours.day(held.started_at), []
    if record is not None and held.ended_at > record.received_at + CLOCKS:
        found.append(_plain(What.AHEAD))
    if not order.starts_on <= day <= order.ends_on:
        dates = f"du {french_date(order.starts_on)} au {french_date(order.ends_on)}"
        found.append(Doubt(What.OUTSIDE, f"Hors des dates de l’ordre ({dates})."))
    if order.status not in STANDING:
        found.append(_plain(What.CLOSED))
    if held.minutes_exact is not None and held.minutes_exact < 15:
        found.append(Doubt(What.EMPTY, f"Dure {hours.words(held.minutes_exact)} seulement."))
    return found


def _of_planning(held: InterventionSession, visit: Visit) -> list[Doubt]:
    found, day = [], hours.day(held.started_at)
    if visit.made_on_tablet:
        found.append(_plain(What.UNPLANNED))
    elif day != visit.planned_on:
        found.append(Doubt(What.OTHER_DAY, f"Prévue le {french_date(visit.planned_on)}."))
    if visit.cancel_reason:
        found.append(_plain(What.CANCELLED))
    if str(visit.worker_id) in visit.former_workers:
        found.append(_plain(What.GIVEN))
    return found


def _plain(what: What) -> Doubt:
    return Doubt(what, f"{what.label}.")
