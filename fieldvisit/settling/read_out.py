"""What a line that was set aside says, in words where its kind is known here, whatever shape it has."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.families.correction import FIELDS, words
from fieldvisit.families.person import Person
from fieldvisit.forms import compartments
from fieldvisit.schools.pupils import SchoolPupil
from fieldvisit.settling import copied, fields, noted, spoken
from fieldvisit.settling.fields import Field, State
from fieldvisit.settling.kept import Kept
from fieldvisit.words import Choice


class Kind(Choice):
    VISIT = "visit_record", "Visite"
    HOUSEHOLD = "household", "Correction du foyer"
    ORDER = "round_order", "Ordre d’une tournée"
    READ = "read_event", "Dossier ouvert hors réseau"
    PICTURE = "attachment", "Photo ou signature"
    URGENT = "urgent", "Alerte urgente"
    CARNET = "carnet_entry", "Carnet recopié"
    CONTACT = "contact", "Contact avec la famille"
    AGREEMENT = "agreement", "Accord de la famille"
    DUE = "due_decision", "Décision sur une échéance"
    TASK = "task_done", "Suite donnée à une tâche"
    STRIKE = "measure_strike", "Mesure rayée"
    WORDS = "task_note", "Mot sur une orientation"
    SESSION = "session_record", "Séance TISF ou AEP"
    CONCERN = "concern_report", "Information préoccupante"


def lines(session: Session, opened: Kept, time: Callable[[datetime], str]) -> list[Field]:
    """In words where the kind is known here."""
    body, kind = opened.body, opened.envelope.kind if opened.envelope else ""
    if body is None:
        return []
    if kind == Kind.HOUSEHOLD:
        changes, before = (body.get(name) if isinstance(body.get(name), dict) else {} for name in ("changes", "before"))
        return [
            _line(
                FIELDS[name].label if name in FIELDS else name,
                f"{words(name, before.get(name))} → {words(name, value)}",
            )
            for name, value in changes.items()
        ]
    if kind == Kind.TASK:
        return [_line(*one) for one in noted.answer(session, opened.family_id, body)]
    if kind == Kind.CONCERN:
        return [_line(label, value, "information_preoccupante") for label, value in spoken.concern(body)]
    if kind not in (Kind.VISIT, Kind.CARNET, Kind.CONTACT, Kind.AGREEMENT, Kind.DUE, Kind.STRIKE):
        return []
    names = _names(session, opened.family_id)
    if kind in (Kind.CONTACT, Kind.AGREEMENT):
        said = spoken.contact if kind == Kind.CONTACT else spoken.agreement
        return [_line(*one) for one in said(body, names, time)]
    if kind == Kind.DUE:
        return [_line(*one) for one in noted.decision(body, names)]
    if kind == Kind.STRIKE:
        return [_line(*one, compartments.CHILD) for one in copied.strike(body, names)]
    if kind == Kind.CARNET:
        return [_line(question, said, compartments.CHILD) for question, said in copied.lines(body, names)]
    try:
        return fields.of_one(body, names, time)
    except Exception:  # against the rules: whatever shape it has, it must be listed
        return [_line(str(name), str(value), compartments.VIOLENCE) for name, value in body.items()]


def _names(session: Session, family_id: uuid.UUID | None) -> dict[str, str]:
    """First names by id: of the family's persons, or of a school session's pupils."""
    persons = select(Person.id, Person.first_name).where(Person.family_id == family_id)
    pupils = select(SchoolPupil.id, SchoolPupil.first_name).where(SchoolPupil.session_id == family_id)
    return {str(id): name for query in (persons, pupils) for id, name in session.exec(query)}


def _line(question: str, words: str, place: str = compartments.VISIT) -> Field:
    return Field(question, "", question, "", words, "", State.ONLY_A, place)
