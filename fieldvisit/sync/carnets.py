"""The carnet of a child as it travels in the ``family`` document: doses, exams and certificates that stand."""

import uuid
from collections import defaultdict

from sqlmodel import Session, select

from fieldvisit.carnet import certificates
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Dose, Exam

_DOSE = ("vaccine", "rank", "lot", "given_by", "source")
_EXAM = ("code", "doctor", "place", "source")


def of(session: Session, families: set[uuid.UUID]) -> dict[uuid.UUID, dict]:
    """By child, for families whose « sante_enfant » this reader may see. A line struck out stays at the office."""
    found: dict[uuid.UUID, dict] = defaultdict(lambda: {"doses": [], "exams": [], "certificates": []})
    if not families:
        return found
    doses = select(Dose).where(Dose.family_id.in_(families), Dose.struck_at.is_(None))
    for one in session.exec(doses.order_by(Dose.given_on, Dose.id)):
        found[one.child_id]["doses"].append(_line(one, _DOSE) | {"given_on": one.given_on.isoformat()})
    exams = select(Exam).where(Exam.family_id.in_(families), Exam.struck_at.is_(None))
    for one in session.exec(exams.order_by(Exam.done_on, Exam.id)):
        found[one.child_id]["exams"].append(_line(one, _EXAM) | {"done_on": one.done_on.isoformat()})
    received = select(Certificate).where(Certificate.family_id.in_(families), certificates.standing())
    for one in session.exec(received.order_by(Certificate.received_on, Certificate.id)):
        found[one.child_id]["certificates"].append(_certificate(one))
    return found


def _line(row: Dose | Exam, names: tuple[str, ...]) -> dict:
    return {"id": str(row.id)} | {name: getattr(row, name) for name in names}


def _certificate(one: Certificate) -> dict:
    return {
        "id": str(one.id),
        "kind": one.kind,
        "received_on": one.received_on.isoformat(),
        "examined_on": one.examined_on and one.examined_on.isoformat(),
        "doctor": one.doctor,
        "entered": one.entered_at is not None,
        "missing": len(one.missing),
        "doctor_link": one.doctor_link,
        "about": one.about,
    }
