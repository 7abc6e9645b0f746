"""What was written of a past visit, as a tablet would have sent it (docs/protocol.md): record and measurements."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlmodel import Session

from fieldvisit.demo import answers, chance, clock
from fieldvisit.demo.households import Settled
from fieldvisit.forms import catalogue
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit

#: Items of the grids that are measurements of a child, and their kind.
MEASURES = {"poids": "poids", "taille": "taille", "pc": "pc", "ps_poids": "poids"}
#: How past visits ended, by weight.
ENDS = (
    (Status.DONE, 84),
    (Status.ABSENT, 6),
    (Status.POSTPONED, 3),
    (Status.REFUSED, 2),
    (Status.CANCELLED, 5),
)
WHY = {
    Status.ABSENT: ("Personne n’a répondu, voiture absente.", "Sonnette et téléphone sans réponse."),
    Status.POSTPONED: ("Enfant malade, la mère préfère décaler.", "Rendez-vous à la CAF le même jour."),
    Status.REFUSED: ("Ne souhaite pas de visite cette semaine.", "Préfère venir à la permanence de pesée."),
    Status.CANCELLED: (
        "Professionnelle en formation.",
        "Véhicule de service indisponible.",
        "Urgence dans une autre famille.",
    ),
}


@dataclass(frozen=True)
class Author:
    account_id: uuid.UUID
    name: str
    role: str
    phone: str


@dataclass
class Teller:
    session: Session
    today: date
    new_id: chance.Ids
    authors: dict[uuid.UUID, Author]
    readers: dict[str, uuid.UUID]  # who reads the records of a sector

    def tell(self, family: Settled, visit: Visit) -> None:
        """Close a past visit and write its record; one cancelled by the service leaves none."""
        draw = chance.of("telling", family.number, visit.planned_on, visit.kind)
        ends, weights = zip(*ENDS, strict=True)
        end = draw.choices(ends, weights)[0]
        if visit.kind in ("vad_sortie", "vad_prema", "contact_telephonique", "pesee_seule"):
            end = Status.DONE
        visit.status = end
        self.session.add(visit)
        if end is Status.CANCELLED:
            visit.cancel_reason = draw.choice(WHY[end])
            return
        start = clock.instant(visit.planned_on, visit.planned_at) + timedelta(minutes=draw.randint(-5, 10))
        length = visit.duration_min + draw.randint(-5, 15) if end is Status.DONE else 5
        visit.started_at, visit.ended_at = start, start + timedelta(minutes=max(length, 5))
        self.session.flush()
        self._write(family, visit, words(family, visit, end, self.authors[visit.worker_id], draw), draw)

    def correct(self, family: Settled, first: VisitRecord, child: str, right: answers.Answers, why: str) -> None:
        """Add the linked version that puts answers about a child right; the first one stays as it was."""
        signed = first.captured_at + timedelta(hours=3)
        body = json.loads(json.dumps(first.body))
        body["child_answers"][child] |= right
        body |= {"corrects": str(first.id), "correction_reason": why, "signed_at": stamp(signed)}
        second = self._record(family, self.authors[first.author_id], first.visit_id, body, signed)
        second.corrects_id = first.id
        self.session.add(second)
        self.session.flush()
        first.corrected_by_id = second.id
        self.session.add(first)

    def _write(self, family: Settled, visit: Visit, body: dict, draw) -> None:
        author = self.authors[visit.worker_id]
        signed = datetime.fromisoformat(body["signed_at"])
        record = self._record(family, author, visit.id, body, signed)
        # What came in since yesterday has not been read at the office yet.
        if visit.planned_on < self.today - timedelta(days=2):
            record.seen_at = clock.instant(visit.planned_on, time(17, draw.randint(0, 50)))
            record.seen_by = self.readers[family.sector]
        self.session.add(record)
        self.session.flush()
        self._measure(family, author, body, record)

    def _record(
        self, family: Settled, author: Author, visit_id: uuid.UUID, body: dict, signed: datetime
    ) -> VisitRecord:
        return VisitRecord(
            id=self.new_id(),
            family_id=family.household.id,
            visit_id=visit_id,
            author_id=author.account_id,
            outcome=body["outcome"],
            body=body,
            digest=hashlib.sha256(written(body).encode()).hexdigest(),
            captured_at=signed,
            received_at=signed + timedelta(minutes=4),
        )

    def _measure(self, family: Settled, author: Author, body: dict, record: VisitRecord) -> None:
        for child, given in body["child_answers"].items():
            for item, kind in MEASURES.items():
                if item in given:
                    self.session.add(
                        Measurement(
                            id=self.new_id(),
                            family_id=family.household.id,
                            child_id=uuid.UUID(child),
                            taken_at=datetime.fromisoformat(body["started_at"]),
                            kind=kind,
                            value=given[item]["v"],
                            method=given[item].get("method", ""),
                            entered_by=author.account_id,
                            record_id=record.id,
                        )
                    )


def stamp(at: datetime) -> str:
    """An instant as it travels: UTC with milliseconds."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def words(family: Settled, visit: Visit, end: Status, author: Author, draw: Random) -> dict:
    """The body of the record of a visit that ended so."""
    done = end is Status.DONE
    children = answers.seen(family, visit.planned_on) if done else []
    common, own = _answers(family, visit, author.role, children, draw) if done else ({}, {})
    notes = []
    if done and catalogue.grid_for(visit.kind)["core"]:
        notes = [{"at": stamp(visit.started_at + timedelta(minutes=12)), "text": answers.remark(visit.kind, draw)}]
    return {
        "visit_id": str(visit.id),
        "family_id": str(visit.family_id),
        "kind": visit.kind,
        "planned": True,
        "planned_on": visit.planned_on.isoformat(),
        "planned_at": visit.planned_at.strftime("%H:%M"),
        "duration_min": visit.duration_min,
        "outcome": end.value,
        "started_at": stamp(visit.started_at),
        "ended_at": stamp(visit.ended_at),
        "forms": catalogue.grid_for(visit.kind)["forms"],
        "children": [str(child.id) for child in children],
        "agreement": _agreement(family) if done else None,
        "answers": common,
        "child_answers": own,
        "notes": notes,
        "outcome_detail": None if done else _why(visit, end, author, draw),
        "corrects": None,
        "correction_reason": None,
        "signed_at": stamp(visit.ended_at + timedelta(minutes=draw.randint(2, 25))),
    }


def _answers(family: Settled, visit: Visit, role: str, children: list, draw: Random) -> tuple[dict, dict]:
    if visit.kind == "contact_telephonique":
        common, about = answers.of_call(visit.started_at, bool(children), draw)
        return common, {str(child.id): about for child in children}
    if visit.kind == "pesee_seule":
        pairs = {child.id: answers.of_weighing(child, visit.started_at, draw) for child in children}
        common = next(iter(pairs.values()))[0]
        return common, {str(child): about for child, (_, about) in pairs.items()}
    common = answers.of_visit(family, visit.kind, role, visit.planned_on, draw)
    return common, {
        str(child.id): answers.of_child(family, child, visit.kind, visit.planned_on, draw) for child in children
    }


def _agreement(family: Settled) -> dict:
    signer = family.mother or family.adults[0]
    return {"kind": "accord_vad", "status": "Accordé", "mode": "Oral", "person_id": str(signer.id)}


def _why(visit: Visit, end: Status, author: Author, draw: Random) -> dict:
    notice = {"date": visit.planned_on.isoformat(), "name": author.name, "phone": author.phone}
    later = visit.planned_on + timedelta(days=7)
    return {
        "reason": draw.choice(WHY[end]),
        "postponed_to": later.isoformat() if end is Status.POSTPONED else None,
        "notice": notice if end is Status.ABSENT else None,
    }


def written(body: dict) -> str:
    """As it travels, and as its digest is taken."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
