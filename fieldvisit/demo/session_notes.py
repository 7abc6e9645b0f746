"""What was written of a past session of the demo county, as a tablet would have sent it (docs/protocol.md)."""

import hashlib
import uuid
from datetime import date, datetime, time, timedelta
from random import Random

from sqlmodel import Session

from fieldvisit.demo import chance, clock
from fieldvisit.demo.telling import stamp, written
from fieldvisit.schedule import visit
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import lists
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession, Status

#: One in so many did not take place.
MISSED = 9
#: What came in since then has not been validated yet.
RECENT = timedelta(days=5)
FACTS = (
    "Arrivée pendant le goûter, les enfants sont à table.",
    "Le linge a été plié ensemble, puis rangé dans la chambre.",
    "Bain donné par le parent, je prépare la serviette et le pyjama.",
    "Sortie au parc, vingt minutes, retour à pied.",
    "Les papiers du mois ont été triés et mis dans le classeur.",
)
SAID = ("« Ça va mieux qu’avant. »", "« Je commence à avoir mes repères. »", "« J’ai réussi sans vous mardi. »")


def tell(
    session: Session,
    order: InterventionOrder,
    held: InterventionSession,
    planned: Visit,
    new_id: chance.Ids,
    today: date,
    responsible: uuid.UUID,
) -> None:
    """Close a past session: done, or the family absent; validated by the responsable unless it is of these days."""
    draw = chance.of("session", order.number, planned.planned_on)
    done = draw.randrange(MISSED) > 0
    begun = clock.instant(planned.planned_on, planned.planned_at) + timedelta(minutes=draw.randint(-4, 6))
    ended = begun + timedelta(minutes=planned.duration_min + draw.randint(-6, 9) if done else 15)
    planned.status = visit.Status.DONE if done else visit.Status.ABSENT
    planned.started_at, planned.ended_at = begun, ended
    body = _body(order, planned, done, draw)
    record = SessionRecord(
        id=new_id(),
        family_id=order.family_id,
        session_id=held.id,
        visit_id=planned.id,
        order_id=order.id,
        author_id=planned.worker_id,
        outcome=body["outcome"],
        body=body,
        digest=hashlib.sha256(written(body).encode()).hexdigest(),
        captured_at=ended,
        received_at=ended + timedelta(minutes=3),
    )
    session.add(record)
    session.flush()
    held.record_id, held.started_at, held.ended_at = record.id, begun, ended
    minutes = int((ended - begun).total_seconds() // 60)
    held.minutes_exact = minutes if done else 0
    held.status = Status.TO_VALIDATE if done else Status.NOT_DONE
    if planned.planned_on < today - RECENT:
        record.seen_at = clock.instant(planned.planned_on + timedelta(days=1), time(8, 40))
        record.seen_by = responsible
        if done:
            held.status = Status.VALIDATED
            held.validated_at, held.validated_by = record.seen_at, responsible
            held.minutes_billed = 15 * round(minutes / 15)
    session.add_all([planned, record, held])


def _body(order: InterventionOrder, planned: Visit, done: bool, draw: Random) -> dict:
    begun, ended = stamp(planned.started_at), stamp(planned.ended_at)
    return {
        "visit_id": str(planned.id),
        "family_id": str(planned.family_id),
        "order_id": str(order.id),
        "kind": planned.kind,
        "planned": True,
        "planned_on": planned.planned_on.isoformat(),
        "planned_at": planned.planned_at.strftime("%H:%M"),
        "duration_min": planned.duration_min,
        "outcome": "realisee" if done else "absente",
        "started_at": begun,
        "ended_at": ended,
        "tapped": {"started_at": begun, "ended_at": ended},
        "time_reason": "",
        "not_done": "" if done else lists.LISTS["absence"][draw.randrange(2)],
        "not_done_words": "",
        "presence": ["Mère", "Enfant(s)"] if done else [],
        "activities": _activities(draw) if done else [],
        "facts": [{"words": draw.choice(FACTS), "shared": draw.random() < 0.4}] if done else [],
        "quotes": [{"who": "Mère", "words": draw.choice(SAID), "shared": False}] if done else [],
        "goals": [],
        "incident": None,
        "travel": {
            "km": draw.randint(3, 18),
            "minutes": draw.randint(8, 25),
            "vehicle": "personnel",
            "from": "Bureau" if planned.planned_at.hour < 12 else "Famille précédente",
            "to": "Domicile de la famille",
        },
        "refused_signature": "",
        "corrects": None,
        "correction_reason": None,
        "signed_at": stamp(_signed(planned, draw)),
    }


def _activities(draw: Random) -> list[str]:
    every = [one for group in lists.LISTS["activites"][1:5] for one in group["items"]]
    return draw.sample(every, 3)


def _signed(planned: Visit, draw: Random) -> datetime:
    return planned.ended_at + timedelta(minutes=draw.randint(1, 6))
