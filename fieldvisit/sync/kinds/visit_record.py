"""What was written of a visit. Signed is closed: a correction is a new record, linked to the one it corrects."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import feed
from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.access.roles import Reach
from fieldvisit.families.person import Agreement
from fieldvisit.forms import catalogue, checking, compartments
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import OUTCOMES, Status, Visit
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Diverged, Refused, may_write
from fieldvisit.sync.kinds.known import COMPARTMENT, Known, known_of

CHAINED = False
#: An agreement is asked again after a year (domain §1.5).
AGREEMENT_LASTS = timedelta(days=365)
#: The class of data, in the county's table, that a narrower compartment is a part of.
PART_OF = {compartments.VIOLENCE: compartments.MOTHER, compartments.INTERVIEW: compartments.MOTHER}
_VISIT = select(Visit).where(Visit.id == sa.bindparam("visit")).with_for_update()


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if the family is not open to whoever signed"""
    family_id = arrival.envelope.family_id
    if family_id is None or not may_write(session, arrival.actor, family_id, COMPARTMENT, arrival.today):
        raise Refused


def apply(session: Session, arrival: Arrival) -> str:
    """Close the visit with this record: status, record, measurements, agreement, journal line.

    :raises Invalid: with one reason for each answer against the rules
    :raises Refused: if the family or the visit is not theirs
    :raises Diverged: if the visit has another record, or the corrected one was corrected already
    """
    told = _read(arrival)
    visit = session.exec(_VISIT, params={"visit": told.visit_id}).one_or_none()
    known = known_of(session, arrival, visit)
    _check(session, arrival, told, visit, known)
    old = _check_place(session, visit, known, told.corrects, arrival.actor.account_id)
    visit, sentence = _close_visit(session, arrival, told, visit, old)
    record = _record(arrival, told)
    rows = [(VisitRecord, record)]
    rows += [(Measurement, line) for line in _measurements(record, told.body, told.taken_at)]
    rows += _agreement_rows(record, told, known, old)
    feed.insert(session, *rows, (AccessEvent, _journal_line(arrival, told)))
    if old is not None:
        old.corrected_by_id = record["id"]
        session.add(old)
        _supersede(session, old)
    return sentence


@dataclass(frozen=True)
class Told:
    """What the body says, read: the visit it is of, how it ended, what it corrects."""

    body: dict
    visit_id: uuid.UUID
    family_id: uuid.UUID
    kind: str
    planned: bool
    planned_on: date
    planned_at: time | None
    duration_min: int
    outcome: str
    started_at: datetime | None
    ended_at: datetime | None
    taken_at: datetime
    corrects: uuid.UUID | None
    agreement: dict | None


def _read(arrival: Arrival) -> Told:
    """:raises Invalid: with one reason for each field that cannot be read
    :raises Refused: if the body tells of another family than the header"""
    sent, reader = arrival.envelope, shape.Reader(arrival.body, arrival.now)
    told = Told(
        body=arrival.body,
        visit_id=reader.uuid("visit_id"),
        family_id=reader.uuid("family_id", optional=True) or sent.family_id,
        kind=reader.code("kind", catalogue.kinds()),
        planned=reader.flag("planned"),
        planned_on=reader.day("planned_on", checked=False),
        planned_at=reader.hour("planned_at", optional=True),
        duration_min=reader.whole("duration_min", 1, 24 * 60),
        outcome=reader.code("outcome", OUTCOMES),
        started_at=(started_at := reader.instant("started_at", checked=False, optional=True)),
        ended_at=reader.instant("ended_at", checked=False, optional=True),
        # What was measured was measured before it arrived, whatever the tablet’s clock says.
        taken_at=min(started_at or arrival.now, arrival.now),
        corrects=reader.uuid("corrects", optional=True),
        agreement=_read_agreement(reader),
    )
    if told.outcome == Status.DONE and not told.started_at:
        reader.wrong("started_at", "L’heure de début de la visite manque : indiquez-la.")
    if told.started_at and told.ended_at and told.ended_at < told.started_at:
        reader.wrong("ended_at", "La visite finit avant d’avoir commencé : vérifiez les heures.")
    reader.done()
    if told.family_id != sent.family_id:
        raise Refused("Cet envoi concerne une autre famille que celle annoncée : il est conservé à part.")
    return told


def _check(session: Session, arrival: Arrival, told: Told, visit: Visit | None, known: Known) -> None:
    """:raises Refusal: if this author may not write it, or it is against the rules"""
    role = arrival.actor.role
    _check_worker(session, arrival, visit, known)
    _check_compartments(role, told.body)
    if told.agreement and told.agreement["person_id"] not in {None, *(person.id for person in known.persons)}:
        raise shape.Invalid("La personne qui a donné l’accord n’est pas dans le dossier : choisissez-la de nouveau.")
    _check_answers(arrival, known)
    if visit is None and not told.planned and role not in catalogue.kinds()[told.kind]["roles"]:
        label = catalogue.kinds()[told.kind]["label"]
        raise Refused(f"« {label} » est réservé à d’autres professionnels : l’envoi est conservé à part.")


def _close_visit(
    session: Session, arrival: Arrival, told: Told, visit: Visit | None, old: VisitRecord | None
) -> tuple[Visit, str]:
    """The visit as it was done, made if the office did not know it, and what to say when the office had changed it."""
    author, sentence = arrival.actor, ""
    if visit is None:
        visit = Visit(
            id=told.visit_id,
            family_id=told.family_id,
            kind=told.kind,
            planned_on=told.planned_on,
            planned_at=told.planned_at,
            duration_min=told.duration_min,
            worker_id=author.account_id,
            made_on_tablet=True,
            created_at=arrival.now,
            created_by=author.account_id,
        )
    elif visit.status == Status.CANCELLED:
        sentence = "Le service avait annulé cette visite ; votre compte rendu est conservé et fait foi."
    elif visit.worker_id != author.account_id and old is None:
        sentence = "Cette visite avait été confiée à quelqu’un d’autre ; votre compte rendu est conservé et fait foi."
    if old is None:
        visit.worker_id = author.account_id
    visit.status, visit.started_at, visit.ended_at = told.outcome, told.started_at, told.ended_at
    session.add(visit)
    session.flush()
    return visit, sentence


def _record(arrival: Arrival, told: Told) -> dict:
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


def _agreement_rows(record: dict, told: Told, known: Known, old: VisitRecord | None) -> list[tuple[type, dict]]:
    agreement = told.agreement
    if not agreement or _same_as_known(agreement, known, old):
        return []
    collected = {
        "family_id": told.family_id,
        **agreement,
        "collected_at": told.taken_at,
        "collected_by": record["author_id"],
        "expires_on": told.taken_at.date() + AGREEMENT_LASTS if agreement["status"] == "Accordé" else None,
    }
    return [(Agreement, collected)]


def _journal_line(arrival: Arrival, told: Told) -> dict:
    return journal.line(
        arrival.actor,
        told.family_id,
        What.WRITE,
        "visite",
        arrival.now,
        at=told.taken_at,
        subject_id=arrival.envelope.id,
        offline=True,
    )


def _read_agreement(reader: shape.Reader) -> dict | None:
    given = reader.mapping("agreement", optional=True)
    if not given:
        return None
    inner = shape.Reader(given, reader.now, "agreement.", reader.reasons)
    inner.code("kind", ("accord_vad",))
    inner.code("status", checking.STATUSES)
    return {
        "kind": "accord_vad",
        "status": given.get("status"),
        "mode": inner.text("mode", optional=True)[:40] or "Oral",
        "person_id": inner.uuid("person_id", optional=True),
    }


def _check_worker(session: Session, arrival: Arrival, visit: Visit | None, known: Known) -> None:
    """The visit is or was theirs, and the file open to them today or on the day the office had planned."""
    sent, author = arrival.envelope, arrival.actor
    if sent.family_id is None:
        raise Refused
    if visit is not None:
        if visit.family_id != sent.family_id:
            raise Refused("Cette visite est celle d’une autre famille : l’envoi est conservé à part.")
        if visit.worker_id != author.account_id and str(author.account_id) not in visit.former_workers:
            name = session.exec(select(Account.name).where(Account.id == visit.worker_id)).one()
            raise Refused(f"Cette visite est confiée à {name} : l’envoi est conservé à part, prévenez le service.")
    if not known.open:
        raise Refused


def _check_compartments(role: str, body: dict) -> None:
    answers, of_children = body.get("answers"), body.get("child_answers")
    used = set(map(compartments.of, answers)) if isinstance(answers, dict) else set()
    for given in of_children.values() if isinstance(of_children, dict) else ():
        used |= set(map(compartments.of, given)) if isinstance(given, dict) else set()
    for compartment in used:
        if roles.right(role, PART_OF.get(compartment, compartment)).write is Reach.NONE:
            raise Refused("Votre fonction ne permet pas d’écrire ces réponses : l’envoi est conservé à part.")


def _check_answers(arrival: Arrival, known: Known) -> None:
    agreed = known.agreement
    family = {
        "persons": [
            {
                "id": str(person.id),
                "role": person.role,
                "birth_date": person.birth_date and person.birth_date.isoformat(),
                "sex": person.sex,
                "term_weeks": person.term_weeks,
                "term_days": person.term_days,
            }
            for person in known.persons
        ],
        "agreements": [
            {
                "kind": agreed.kind,
                "status": agreed.status,
                "expires_on": agreed.expires_on and agreed.expires_on.isoformat(),
            }
        ]
        if agreed and agreed.withdrawn_at is None
        else [],
    }
    context = {"on": arrival.today.isoformat(), "role": arrival.actor.role, "family": family}
    found = checking.check(arrival.body, None, context)
    if found:
        raise shape.Invalid(reasons=[shape.Reason(each.item, each.child, each.sentence) for each in found])


def _check_place(
    session: Session, visit: Visit | None, known: Known, corrects: uuid.UUID | None, author_id: uuid.UUID
) -> VisitRecord | None:
    """The record that this one corrects, or None for the first one.

    :raises Refused: if it corrects another visit's record, or someone else's
    :raises Diverged: if the visit has a record that this one was not made from
    """
    if corrects is not None:
        old = session.exec(select(VisitRecord).where(VisitRecord.id == corrects).with_for_update()).one_or_none()
        if old is None:
            raise shape.Invalid("L’écrit à corriger n’est pas connu du bureau ; la correction est conservée.")
        if visit is None or old.visit_id != visit.id:
            raise Refused("Cette correction concerne une autre visite : elle est conservée à part.")
        if old.author_id != author_id:
            # Who corrects it carries all its answers on: a colleague's tablet has only those that she may read.
            raise Refused("Seul son auteur corrige un écrit : l’envoi est conservé à part, prévenez le service.")
        if old.corrected_by_id is not None:
            raise Diverged("Cet écrit a déjà été corrigé. Les deux sont conservés ; une personne du service choisira.")
        return old
    if known.recorded:
        raise Diverged("Cette visite a déjà un écrit. Les deux sont conservés ; une personne du service choisira.")
    return None


def _supersede(session: Session, old: VisitRecord) -> None:
    for line in session.exec(select(Measurement).where(Measurement.record_id == old.id)):
        line.superseded_by_id = old.corrected_by_id
        session.add(line)


def _measurements(record: dict, body: dict, taken_at) -> list[dict]:
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
