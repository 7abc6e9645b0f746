"""« Copie pour un parent »: what the service holds of a child's health, for one parent who asks (CSP L1111-7).

Closed by default, because the other parent is somebody else: only the health answers of the children over whom this
parent has authority, chosen from lists or measured. Never what somebody typed freely, nor an address, a phone, a place,
the other parent, an interview, violence, what is private or asked « seule à seule », a concern report, or a visit that
was kept back (``visible_parent``). That something was left out is said always, in the same words.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import typst
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.carnet import calendar
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.exports import fhir_record
from fieldvisit.exports.round_pdf import FONTS, PARIS
from fieldvisit.families import household, members, parental_rights
from fieldvisit.families.person import Person, Role, Sex
from fieldvisit.forms import catalogue, compartments
from fieldvisit.growth import striking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule import parent_visibility, visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status
from fieldvisit.words import Refusal, french, french_date

HERE = Path(__file__).parent
SCREEN, HEALTH = "copie_parent", "sante_enfant"
#: Who answers such a request: a doctor, who reads it before it is given.
WHO = frozenset({"medecin_pmi", "medecin_responsable"})
#: The answers that may be told, each said in so many words: default is no.
TOLD = frozenset(
    key
    for keys in json.loads((HERE / "parent_copy.json").read_text(encoding="utf-8"))["items"].values()
    for key in keys
)
#: Kinds of answer that hold nothing but what a list or an instrument says.
CHOSEN = frozenset({"choix", "multi", "oui_non", "echelle", "nombre", "date"})
MEASURES = {
    "poids": ("Poids", "g"),
    "taille": ("Taille", "cm"),
    "pc": ("Périmètre crânien", "cm"),
    "temp": ("Température", "°C"),
}
WORDS = (
    "Cette copie est remise à vous seul·e. Elle reprend les mesures, le carnet et les réponses aux questions de santé "
    "de l’enfant. Elle ne reprend ni ce qui concerne une autre personne ou vient d’elle, ni les remarques écrites "
    "librement : un médecin du service répond à vos questions."
)


class NotAllowed(Refusal):
    sentence = "Un médecin du service établit la copie, et la relit avant de la remettre."


@dataclass(frozen=True)
class Copy:
    """``told``: what is set on paper, words only."""

    family_id: uuid.UUID
    parent_id: uuid.UUID
    told: dict


def may_make(actor: Actor) -> bool:
    return actor.role in WHO


def read(session: Session, actor: Actor, family_id: uuid.UUID, parent_id: uuid.UUID, now: datetime) -> Copy:
    """:raises Refusal: if she makes no such copies, the file is closed to her, or this parent has no right to it"""
    today = now.astimezone(PARIS).date()
    if not may_make(actor):
        raise NotAllowed
    home = household.find(session, actor, family_id, today)
    if not household.is_open(session, actor, home.id, HEALTH, today):
        raise household.NotFound
    persons = session.exec(select(Person).where(Person.family_id == home.id).order_by(Person.birth_date)).all()
    parent = next((one for one in persons if one.id == parent_id), None)
    children = parental_rights.children_of(parent, persons)
    visits = _visits(session, home.id)
    kept_back = parent_visibility.hidden(session, {one.visit_id for one in visits})
    shown = [one for one in visits if one.visit_id not in kept_back and _is_told(one)]
    told = {
        "title": "Copie du dossier de santé",
        "to": f"Remise à {members.name_of(parent)} ({Role(parent.role).label.lower()})",
        "words": WORDS,
        "children": [_child(session, one, shown, kept_back) for one in children],
        "footer": f"Fieldvisit – copie établie le {french_date(today)} par {actor.name}",
        "fonts": list(FONTS),
    }
    return Copy(home.id, parent.id, told)


def note(session: Session, actor: Actor, copy: Copy, now: datetime) -> None:
    """The line of the journal, without which nothing leaves."""
    journal.note(session, actor, copy.family_id, What.EXPORT, SCREEN, now, subject_id=copy.parent_id)


def render(copy: Copy, now: datetime) -> bytes:
    compiler = typst.Compiler(str(HERE / "parent_copy.typ"), root=str(HERE), ignore_system_fonts=True)
    inputs = {"copy": json.dumps(copy.told, ensure_ascii=False)}
    return compiler.compile(format="pdf", sys_inputs=inputs, timestamp=now.replace(microsecond=0))


def _visits(session: Session, family_id: uuid.UUID) -> list[VisitRecord]:
    query = select(VisitRecord).where(
        VisitRecord.family_id == family_id, VisitRecord.corrected_by_id.is_(None), VisitRecord.outcome == Status.DONE
    )
    return list(session.exec(query.order_by(VisitRecord.captured_at, VisitRecord.id)))


def _is_told(record: VisitRecord) -> bool:
    """Not what a visit of another class of data was for: its very name would tell."""
    known = visit_type.TYPES.get(str(record.body.get("kind", "")))
    return known is not None and known.compartment is None


def _child(session: Session, child: Person, shown: list[VisitRecord], kept_back: set[uuid.UUID]) -> dict:
    blocks = [
        {"title": "Mesures", "lines": list(_measures(session, child, kept_back))},
        {"title": "Vaccinations", "lines": list(_doses(session, child))},
        {"title": "Examens obligatoires", "lines": list(_exams(session, child))},
    ]
    for record in shown:
        if lines := list(_answers(record, str(child.id))):
            author = session.get_one(Account, record.author_id)
            label = visit_type.TYPES[record.body["kind"]].label
            by = f"{author.name}, {roles.LABELS.get(author.role, author.role)}"
            blocks.append({"title": f"{french_date(_day(record))} – {label}", "by": by, "lines": lines})
    return {"name": members.name_of(child), "facts": _facts(child), "blocks": [one for one in blocks if one["lines"]]}


def _facts(child: Person) -> str:
    parts = [Sex(child.sex).label if child.sex in list(Sex) else "", _on(child.birth_date, "naissance le ")]
    if child.term_weeks is not None:
        parts.append(f"{child.term_weeks} SA" + (f" + {child.term_days} j" if child.term_days else ""))
    measured = ((child.birth_weight_g, "g"), (child.birth_length_cm, "cm"), (child.birth_head_cm, "cm (PC)"))
    return ", ".join(filter(None, [*parts, *(f"{french(value)} {unit}" for value, unit in measured if value)]))


def _measures(session: Session, child: Person, kept_back: set[uuid.UUID]) -> Iterator[list[str]]:
    query = select(Measurement, VisitRecord.visit_id).outerjoin(VisitRecord, VisitRecord.id == Measurement.record_id)
    query = query.where(Measurement.child_id == child.id, striking.standing()).order_by(Measurement.taken_at)
    for one, visit_id in session.exec(query):
        if one.kind in MEASURES and visit_id not in kept_back:
            label, unit = MEASURES[one.kind]
            yield [french_date(one.taken_at.astimezone(PARIS).date()), label, f"{french(one.value)} {unit}"]


def _doses(session: Session, child: Person) -> Iterator[list[str]]:
    known = calendar.vaccines()
    query = select(Dose).where(Dose.child_id == child.id, Dose.struck_at.is_(None)).order_by(Dose.given_on, Dose.id)
    for one in session.exec(query):
        if one.vaccine in known:
            yield [french_date(one.given_on), known[one.vaccine].label, ""]


def _exams(session: Session, child: Person) -> Iterator[list[str]]:
    known = calendar.exams()
    query = select(Exam).where(Exam.child_id == child.id, Exam.struck_at.is_(None)).order_by(Exam.done_on, Exam.id)
    for one in session.exec(query):
        if one.code in known:
            yield [french_date(one.done_on), known[one.code].label, ""]


def _answers(record: VisitRecord, child: str) -> Iterator[list[str]]:
    try:
        grid = catalogue.grid_for(str(record.body.get("kind", "")), record.body.get("forms"))
    except Refusal:
        return
    given = fhir_record.plain(grid, (record.body.get("child_answers") or {}).get(child) or {})
    for section in grid["sections"]:
        for key in section["items"]:
            item = grid["items"][key]
            if key in given and _is_chosen(item) and (words := _words(item, given[key].get("v"))):
                yield ["", item["question"], words]


def _is_chosen(item: dict) -> bool:
    """Of the child's health, and with nothing that somebody typed."""
    told = item["id"] in TOLD and item["type"] in CHOSEN
    return told and item["par_enfant"] and compartments.compartment(item) == compartments.CHILD


def _words(item: dict, value: object) -> str:
    """« Oui », « 3 240 g », « Calme · Éveillé »; "" for what the grid does not offer: it could hold anything."""
    labels = {one["code"]: one["libelle"] for one in item["options"] or []}
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, list):
        return " · ".join(labels[one] for one in value if isinstance(one, str) and one in labels)
    if isinstance(value, int | float):
        return labels.get(str(value)) or f"{french(value)} {item['unite'] or ''}".strip()
    if isinstance(value, str) and item["type"] == "date":
        return _on(_date(value))
    return (labels.get(value) or {"oui": "Oui", "non": "Non"}.get(value, "")) if isinstance(value, str) else ""


def _day(record: VisitRecord) -> date:
    return _date(str(record.body.get("started_at") or "")) or record.captured_at.astimezone(PARIS).date()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _on(day: date | None, before: str = "") -> str:
    return f"{before}{french_date(day)}" if day else ""
