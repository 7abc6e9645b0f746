"""What comes of a choice between two writings of one visit.

As one: a new record corrects the one in force and names both; the one kept beside becomes a record too, corrected by
the new one, so that both stay readable for ever and no measurement counts twice. As two: it gets a visit of its own.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit import feed
from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.db import new_id
from fieldvisit.families import decision
from fieldvisit.families.decision import About, Settled
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.settling import merging
from fieldvisit.settling.kept import Kept
from fieldvisit.settling.visits import Pair, pair_of
from fieldvisit.sync.documents import stamp
from fieldvisit.sync.kinds import urgent
from fieldvisit.sync.kinds.known import known_of
from fieldvisit.sync.kinds.visit_checks import check_answers
from fieldvisit.sync.kinds.visit_rows import agreement_rows, measurement_rows, record_row, supersede
from fieldvisit.sync.kinds.visit_told import Told, read
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal


class Changed(Refusal):
    sentence = "L’écrit de gauche a changé depuis que vous l’avez lu : relisez les deux, puis choisissez."


class Reserved(Refusal):
    sentence = "Des réponses réservées diffèrent : leur auteur, un médecin ou une sage-femme choisit."


class Apart(Refusal):
    sentence = "Ces deux écrits ne se fondent pas en un seul : gardez-les comme deux visites."


@dataclass(frozen=True)
class Choice:
    """``in_force_id``: the left record as it was read; ``picks``: « a » or « b » by field; None: as two visits."""

    in_force_id: uuid.UUID
    picks: dict[str, str] | None
    reason: str


def settle(
    session: Session,
    keyring: Keyring,
    actor: Actor,
    line_id: uuid.UUID,
    choice: Choice,
    now: datetime,
    today: date,
) -> uuid.UUID:
    """Carry the choice out in this transaction; return the id of the record it put in force.

    :raises NotFound: if it is not open to this actor, or was settled meanwhile
    :raises Changed: if the left one was corrected since it was read
    :raises Refusal: if a field is left open, reserved, or what comes of it is against the rules
    """
    reason = decision.reason_from(choice.reason)
    pair = pair_of(session, keyring, actor, line_id, today, lock=True)
    decision.check_open(session, About.VISIT, line_id)
    if pair.in_force.id != choice.in_force_id:
        raise Changed
    if choice.picks is None:
        made, sentence = _as_two(session, actor, pair, now, today)
    else:
        made, sentence = _as_one(session, actor, pair, choice.picks, reason, now, today)
    decision.note(
        session,
        actor,
        About.VISIT,
        line_id,
        "deux_visites" if choice.picks is None else "fusion",
        reason,
        now,
        family_id=pair.visit.family_id,
        choices=choice.picks or {},
        result_id=made,
        told_id=pair.right.author.id,
        envelope_id=pair.beside.envelope.id,
        digest=pair.beside.envelope.digest,
        word=Settled.SETTLED,
        sentence=f"{sentence} Motif : {reason}",
    )
    journal.note(session, actor, pair.visit.family_id, What.WRITE, "departager", now, subject_id=made)
    return made


def _as_one(session, actor: Actor, pair: Pair, picks: dict[str, str], reason: str, now, today) -> tuple:
    if pair.apart:
        raise Apart(f"{pair.apart} Gardez-les comme deux visites." if not pair.correction else pair.apart)
    if pair.reserved:
        raise Reserved
    old, beside = pair.in_force, pair.beside
    body = merging.merge(old.body, beside.body, pair.told, picks)
    body |= {
        "corrects": str(old.id),
        "correction_reason": f"Deux écrits départagés par {actor.name} : {reason}",
        "signed_at": stamp(now),
        "sources": [_source(old.id, old.digest, old.author_id), _source(*_beside(beside))],
        "settled": {"by": actor.name, "at": stamp(now), "reason": reason},
    }
    if pair.left.author.id != pair.right.author.id and "attachments" in body:
        body["attachments"] = old.body.get("attachments") or []  # a colleague's pictures stay with her own writing
    digest = hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    author = Actor(pair.left.author.id, pair.left.author.name, pair.left.author.role, actor.sectors, old.device_id)
    sent = replace(beside.envelope, id=new_id(), digest=digest, captured_at=old.captured_at)
    arrival = replace(beside.arrival(session, now, today), envelope=sent, body=body, actor=author)
    told, known = read(arrival), known_of(session, arrival, pair.visit)
    check_answers(arrival, known)
    rows = _rows(record_row(arrival, told), told, known, old)
    feed.write(session, [*rows, *_superseded(session, pair, now, today, sent.id)])
    old.corrected_by_id = sent.id
    session.add(old)
    supersede(session, old)
    _raise_alerts(session, arrival, pair, told)
    pair.visit.status, pair.visit.started_at, pair.visit.ended_at = told.outcome, told.started_at, told.ended_at
    session.add(pair.visit)
    session.flush()
    return sent.id, f"{actor.name} a départagé les deux écrits de cette visite ; les deux restent dans le dossier."


def _as_two(session, actor: Actor, pair: Pair, now, today) -> tuple:
    """The one kept beside becomes the record of a visit of its own, as it was signed."""
    if pair.correction:
        raise Apart("Une correction ne devient pas une visite : choisissez un côté pour chaque réponse.")
    arrival = pair.beside.arrival(session, now, today)
    told = read(arrival)
    visit = Visit(
        family_id=told.family_id,
        kind=told.kind,
        planned_on=pair.visit.planned_on,
        planned_at=pair.visit.planned_at,
        duration_min=told.duration_min,
        worker_id=pair.right.author.id,
        status=told.outcome,
        started_at=told.started_at,
        ended_at=told.ended_at,
        made_on_tablet=True,
        created_at=now,
        created_by=actor.account_id,
    )
    session.add(visit)
    session.flush()
    record = record_row(arrival, told) | {"id": _free(session, arrival.envelope.id), "visit_id": visit.id}
    record["received_at"] = pair.right.received_at
    feed.write(session, _rows(record, told, known_of(session, arrival, visit), None))
    _raise_alerts(session, arrival, pair, told)
    return record["id"], f"{actor.name} a gardé votre écrit comme une visite à part."


def _rows(record: dict, told: Told, known, old: VisitRecord | None) -> list:
    measured = [(Measurement, line) for line in measurement_rows(record, told.body, told.taken_at)]
    return [(VisitRecord, record), *measured, *agreement_rows(record, told, known, old)]


def _raise_alerts(session, arrival, pair: Pair, told: Told) -> None:
    """What the writings told, and what only their answers together tell. They stay those of the visit that the
    tablets named, where one of them may have told them already."""
    for body in (arrival.body, {name: value for name, value in arrival.body.items() if name != "urgent"}):
        urgent.from_record(session, replace(arrival, body=body), pair.visit.id, told.taken_at)


def _superseded(session, pair: Pair, now, today, by: uuid.UUID) -> list:
    """The right one as it was signed, readable for ever and in force nowhere."""
    arrival = pair.beside.arrival(session, now, today)
    told = read(arrival)
    record = record_row(arrival, told) | {"id": _free(session, arrival.envelope.id), "corrected_by_id": by}
    record |= {"received_at": pair.right.received_at, "visit_id": pair.visit.id}
    lines = measurement_rows(record, told.body, told.taken_at)
    return [(VisitRecord, record), *((Measurement, line | {"superseded_by_id": by}) for line in lines)]


def _free(session: Session, wanted: uuid.UUID) -> uuid.UUID:
    """One draft signed on two tablets has one id: the second record gets one of its own."""
    return new_id() if session.get(VisitRecord, wanted) else wanted


def _beside(beside: Kept) -> tuple:
    return beside.envelope.id, beside.envelope.digest, beside.envelope.author


def _source(id: uuid.UUID, digest: str, author_id: uuid.UUID) -> dict:
    return {"id": str(id), "digest": digest, "author_id": str(author_id)}
