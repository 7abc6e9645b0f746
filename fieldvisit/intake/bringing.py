"""Certificates of files brought in: what each would do, then doing it, line by line; the same file again does nothing.

The child is found by birth date and names among those whose certificates this actor writes; nothing is guessed. What
one line cannot do is said and kept from the others.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.carnet import calendar, certificates, noting, reach, templates
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.certificates import Written
from fieldvisit.carnet.entry import Source
from fieldvisit.carnet.noting import DoseSaid
from fieldvisit.carnet.problem import Asked, Verdict
from fieldvisit.carnet.status import OTHER_RANK
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Role
from fieldvisit.intake.read import DatedDose, Read
from fieldvisit.words import Choice, Refusal, fold

#: Vaccine of the calendar by code of the certificate’s list; the four of the hexavalent count together.
VACCINES = {
    "J07AL": "pneumo",
    "J07AH09": "menb",
    "J07AH08": "menacwy",
    "J07BD52": "ror",
    "J07BH": "rota",
    "J07AN": "bcg",
    "J06BD": "vrs",
}
HEXAVALENT = ("J07CA01", "J07AJ", "J07AG", "J07BC01")


class State(Choice):
    NEW = "nouveau", "À saisir"
    FILLS = "arrive", "Complète une arrivée"
    DONE = "fait", "Enregistré"
    KNOWN = "connu", "Déjà importé"
    THERE = "deja", "Déjà saisi"
    NOBODY = "inconnu", "Enfant introuvable"
    SEVERAL = "plusieurs", "Plusieurs enfants"
    WRONG = "illisible", "À corriger"


@dataclass(frozen=True)
class Line:
    """``sentence``: what to do about it, or what is to be read again."""

    read: Read
    state: State
    sentence: str = ""
    child_id: uuid.UUID | None = None
    family_id: uuid.UUID | None = None
    missing: int = 0


def preview(session: Session, actor: Actor, reads: Iterable[Read], today: date) -> list[Line]:
    """What each would do, and nothing done."""
    seen: set[str] = set()
    lines = []
    for read in reads:
        line = _judge(session, actor, read, today)
        if read.sha256 in seen and line.state in (State.NEW, State.FILLS):
            line = Line(read, State.KNOWN, "La même ligne est déjà dans ce fichier.")
        seen.add(read.sha256)
        lines.append(line)
    return lines


def bring(session: Session, actor: Actor, reads: Iterable[Read], now: datetime, today: date) -> list[Line]:
    """Write those that can be, each in a transaction of its own within this one."""
    lines = []
    for read in reads:
        line = _judge(session, actor, read, today)
        if line.state in (State.NEW, State.FILLS):
            try:
                with session.begin_nested():
                    line = _write(session, actor, line, now, today)
            except Refusal as refusal:
                line = Line(read, State.WRONG, refusal.sentence, line.child_id, line.family_id)
        lines.append(line)
    return lines


def _judge(session: Session, actor: Actor, read: Read, today: date) -> Line:
    if read.problem:
        return Line(read, State.WRONG, read.problem)
    if session.exec(select(Certificate.id).where(Certificate.source_sha256 == read.sha256)).first() is not None:
        return Line(read, State.KNOWN)
    found = _children(session, actor, read, today)
    if not found:
        return Line(read, State.NOBODY, "Aucun enfant de vos secteurs n’a ce nom et cette date de naissance.")
    if len(found) > 1:
        return Line(read, State.SEVERAL, "Plusieurs enfants ont ce nom et cette date : saisissez-le dans le dossier.")
    [child] = found
    known = certificates.in_force(session, child.id, read.kind)
    if known is not None and known.entered_at is not None:
        sentence = f"Un {read.kind} est déjà saisi pour cet enfant : comparez, et corrigez-le s’il le faut."
        return Line(read, State.THERE, sentence, child.id, child.family_id)
    problems = _problems(session, read, child, today)
    wrong = [one.sentence for one in problems if one.verdict is Verdict.REFUSE]
    if wrong:
        return Line(read, State.WRONG, " ".join(wrong), child.id, child.family_id)
    told = [one.sentence.replace("Confirmez-la.", "À relire.") for one in problems]
    missing = len(templates.missing(read.kind, templates.read(read.kind, read.given)[0]))
    state = State.NEW if known is None else State.FILLS
    return Line(read, state, " ".join(told), child.id, child.family_id, missing)


def _problems(session: Session, read: Read, child: Person, today: date) -> list:
    empty = Certificate(
        family_id=child.family_id, child_id=child.id, kind=read.kind, received_on=today, noted_by=child.id
    )
    try:
        certificates.check(session, empty, child, _written(read), today, confirmed=False)
    except Asked as asked:
        return asked.problems
    return []


def _written(read: Read) -> Written:
    return Written(read.examined_on, read.doctor, read.place, read.given)


def _children(session: Session, actor: Actor, read: Read, today: date) -> list[Person]:
    """Born that day, of one of these names: the first of the first names is enough, as carnets write one or all."""
    query = (
        select(Person)
        .join(Household, Household.id == Person.family_id)
        .where(
            Person.role == Role.CHILD,
            Person.birth_date == read.birth_date,
            Person.set_aside_at.is_(None),
            reach.certificates(actor, today, write=True),
        )
    )
    last, first = {fold(name) for name in read.last_names}, _first_names(read.first_names)
    found = [one for one in session.exec(query) if fold(one.last_name) in last]
    return [one for one in found if _first_names((one.first_name,)) & first]


def _first_names(names: Iterable[str]) -> set[str]:
    """Each as a whole, and its first word."""
    return {said for name in names if (whole := fold(name)) for said in (whole, whole.split()[0])}


def _write(session: Session, actor: Actor, line: Line, now: datetime, today: date) -> Line:
    read = line.read
    known = certificates.in_force(session, line.child_id, read.kind)
    if known is None:
        known = certificates.receive(session, actor, line.child_id, read.kind, today, now, today, read.channel)
    known.source_sha256, known.channel = read.sha256, read.channel
    session.add(known)
    made = certificates.write(session, actor, known.id, _written(read), now, today, confirmed=True)
    child = session.get_one(Person, line.child_id)
    noting.write(session, actor, child, _doses(read.doses, child, today), [], Source.CERTIFICATE, now)
    return Line(read, State.DONE, line.sentence, line.child_id, line.family_id, len(made.missing))


def _doses(doses: tuple[DatedDose, ...], child: Person, today: date) -> list[DoseSaid]:
    """Doses whose day is told, as the carnet has them; one that cannot be is left to the certificate alone."""
    said = [(VACCINES[one.code], one) for one in doses if one.code in VACCINES]
    first, *others = ({(one.on, one.number) for one in doses if one.code == code} for code in HEXAVALENT)
    together = first.intersection(*others)
    lots = {(one.on, one.number): one.lot for one in doses if one.code in HEXAVALENT}
    said += [("hexa", DatedDose("", on, number, lots[on, number])) for on, number in sorted(together)]
    return [
        DoseSaid(vaccine, _rank(vaccine, one.number), one.on, one.lot)
        for vaccine, one in said
        if one.on <= today and (child.birth_date is None or one.on >= child.birth_date)
    ]


def _rank(vaccine: str, number: int) -> str:
    ranks = [dose.rank for dose in calendar.vaccines()[vaccine].doses]
    if not number and len(ranks) == 1:
        return ranks[0]
    return ranks[number - 1] if 0 < number <= len(ranks) else OTHER_RANK


def families(lines: Iterable[Line]) -> set[uuid.UUID]:
    return {line.family_id for line in lines if line.state is State.DONE and line.family_id}


def counted(lines: Iterable[Line]) -> dict[State, int]:
    found: dict[State, int] = {}
    for line in lines:
        found[line.state] = found.get(line.state, 0) + 1
    return found
