"""The rows that a visit record makes: itself, its measurements, the agreements that it tells of."""

import uuid
from datetime import timedelta

from sqlmodel import Session, select

from fieldvisit.families.person import Agreement
from fieldvisit.forms import catalogue
from fieldvisit.growth import striking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.kinds.arrival import Arrival
from fieldvisit.sync.kinds.known import Known
from fieldvisit.sync.kinds.visit_told import Told

#: An agreement is asked again after a year (domain §1.5).
AGREEMENT_LASTS = timedelta(days=365)


def record_row(arrival: Arrival, told: Told) -> dict:
    sent, author = arrival.envelope, arrival.actor
    return {
        "id": sent.id,
        "family_id": told.family_id,
        "visit_id": told.visit_id,
        "author_id": author.account_id,
        "device_id": author.device_id,
        "outcome": told.outcome,
        "body": told.body,
        "digest": sent.digest,
        "captured_at": sent.captured_at,
        "received_at": arrival.now,
        "corrects_id": told.corrects,
    }


def agreement_rows(record: dict, told: Told, known: Known, old: VisitRecord | None) -> list[tuple[type, dict]]:
    collected = [] if not told.agreement or _same_as_known(told.agreement, known, old) else [told.agreement]
    before = (old.body.get("photo_agreement") or {}).get("status") if old else None
    if told.photo_agreement and told.photo_agreement["status"] != before:  # a correction carries it again
        collected.append(told.photo_agreement)
    return [
        (
            Agreement,
            {
                "family_id": told.family_id,
                **agreement,
                "collected_at": told.taken_at,
                "collected_by": record["author_id"],
                "expires_on": told.taken_at.date() + AGREEMENT_LASTS if agreement["status"] == "Accordé" else None,
            },
        )
        for agreement in collected
    ]


def supersede(session: Session, old: VisitRecord) -> None:
    """The measurements of a corrected record leave the rules; what was struck of them stays struck in the new one."""
    lines = session.exec(select(Measurement).where(Measurement.record_id == old.id)).all()
    for line in lines:
        line.superseded_by_id = old.corrected_by_id
        session.add(line)
    striking.carry(
        session, lines, session.exec(select(Measurement).where(Measurement.record_id == old.corrected_by_id))
    )


def measurement_rows(record: dict, body: dict, taken_at) -> list[dict]:
    items = catalogue.grid_for(body["kind"], body["forms"])["items"]
    return [
        {
            "family_id": record["family_id"],
            "child_id": uuid.UUID(child),
            "taken_at": taken_at,
            "kind": items[key]["mesure"],
            "value": answer["v"],
            "method": answer.get("method") or "",
            "confirmed": answer.get("confirmed") is True,
            "doubtful": answer.get("doubtful") is True,
            "entered_by": record["author_id"],
            "record_id": record["id"],
        }
        for child, answers in (body.get("child_answers") or {}).items()
        for key, answer in (answers or {}).items()
        if items[key]["type"] == "mesure" and answer and isinstance(answer.get("v"), (int, float))
    ]


def _same_as_known(agreement: dict, known: Known, old: VisitRecord | None) -> bool:
    """A correction carries the agreement again; it was not collected again."""
    return old is not None and known.agreement is not None and known.agreement.status == agreement["status"]
