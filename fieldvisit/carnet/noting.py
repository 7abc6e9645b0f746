"""Copying a carnet: the doses of one day in one go, the exams that a doctor made, a wrong line struck out with why.

The office and the tablet note with the same rules. What is unusual is asked again; a line is struck out, never deleted.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.carnet import alike, plausibility, reach
from fieldvisit.carnet.entry import LONGEST, Dose, Exam, Source
from fieldvisit.carnet.problem import Problem, Verdict, ask
from fieldvisit.carnet.status import Given, Seen
from fieldvisit.db import new_id
from fieldvisit.families.person import Person
from fieldvisit.words import Refusal

MOST_LINES = 100


class NoReason(Refusal):
    sentence = "Écrivez en quelques mots pourquoi cette ligne est rayée : le motif reste avec elle."


class Nothing(Refusal):
    sentence = "Rien n’est coché : choisissez au moins un vaccin ou un examen."


class NotFound(Refusal):
    sentence = "Cette ligne du carnet n’existe pas ou ne vous est pas ouverte."


@dataclass(frozen=True)
class DoseSaid:
    """A dose as it was typed. ``key`` names its line to whoever asked; ``id`` is the row’s, when a tablet made it."""

    vaccine: str
    rank: str
    given_on: date | None
    lot: str = ""
    given_by: str = ""
    key: str = ""
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class ExamSaid:
    code: str
    done_on: date | None
    doctor: str
    place: str = ""
    key: str = ""
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class Noted:
    """What was written; ``known``: how many lines stood there already."""

    doses: list[Dose]
    exams: list[Exam]
    known: int = 0


def doses_of(session: Session, child_id: uuid.UUID) -> list[Dose]:
    """All of them, struck out ones included, by day."""
    return list(session.exec(select(Dose).where(Dose.child_id == child_id).order_by(Dose.given_on, Dose.id)))


def exams_of(session: Session, child_id: uuid.UUID) -> list[Exam]:
    return list(session.exec(select(Exam).where(Exam.child_id == child_id).order_by(Exam.done_on, Exam.id)))


def seen(birth: date | None, doses: Iterable, exams: Iterable) -> Seen:
    """What :mod:`fieldvisit.carnet.status` reads, of rows as they stand."""
    doses = [one for one in doses if one.struck_at is None]
    exams = [one for one in exams if one.struck_at is None]
    done = {one.code: one.done_on for one in sorted(exams, key=lambda one: one.done_on, reverse=True)}
    copied = bool(doses) or any(one.source != Source.CERTIFICATE for one in exams)
    return Seen(birth, [Given(one.vaccine, one.rank, one.given_on) for one in doses], done, copied)


def check(birth: date | None, doses: list[DoseSaid], exams: list[ExamSaid], known: Seen, today: date) -> list[Problem]:
    """What cannot be, or is to be confirmed, line by line; a line is also held against those above it."""
    problems = []
    before = [{"vaccine": one.vaccine, "rank": one.rank, "given_on": one.on} for one in known.given]
    for one in doses:
        given = {"vaccine": one.vaccine, "rank": one.rank, "given_on": one.given_on}
        problems += _problem(one.key, plausibility.check_dose(given, birth, before, today))
        if one.given_on is not None:
            before.append(given)
    made = [{"code": code, "done_on": on} for code, on in known.exams.items()]
    for one in exams:
        said = {"code": one.code, "done_on": one.done_on, "doctor": one.doctor}
        problems += _problem(one.key, plausibility.check_exam(said, birth, made, today))
    return problems


def _problem(key: str, said: dict) -> list[Problem]:
    return [] if said["verdict"] == "ok" else [Problem(key, Verdict(said["verdict"]), said["sentence"])]


def at_the_office(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    doses: list[DoseSaid],
    exams: list[ExamSaid],
    now: datetime,
    today: date,
    *,
    source: str = Source.CARNET,
    confirmed: bool = False,
) -> Noted:
    """Note the lines of one child, all or none.

    :raises fieldvisit.carnet.reach.NotFound: if the carnet is not this actor’s to write
    :raises Nothing: if there is no line
    :raises fieldvisit.carnet.problem.Asked: what was typed is to be put right, or confirmed
    """
    child, home = reach.child(session, child_id, reach.may_write_carnet(actor, today))
    if not doses and not exams:
        raise Nothing
    known = seen(child.birth_date, doses_of(session, child.id), exams_of(session, child.id))
    ask(check(child.birth_date, doses, exams, known, today), confirmed=confirmed)
    noted = write(session, actor, child, doses, exams, source, now)
    journal.note(session, actor, home.id, What.WRITE, "carnet", now, subject_id=child.id)
    session.flush()
    return noted


def write(
    session: Session,
    actor: Actor,
    child: Person,
    doses: list[DoseSaid],
    exams: list[ExamSaid],
    source: str,
    now: datetime,
) -> Noted:
    """Write the lines; one that stands already (:mod:`alike`) is not written again. Rights are asked before."""
    common = {
        "family_id": child.family_id,
        "child_id": child.id,
        "source": Source(source),
        "noted_by": actor.account_id,
        "noted_at": now,
    }
    written, made = doses_of(session, child.id), exams_of(session, child.id)
    new_doses = [one for one in doses if not alike.stands(one, written)]
    new_exams = [one for one in exams if not alike.stands(one, made)]
    rows = [
        Dose(
            id=one.id or new_id(),
            vaccine=one.vaccine,
            rank=one.rank,
            given_on=one.given_on,
            lot=_short(one.lot),
            given_by=_short(one.given_by),
            **common,
        )
        for one in new_doses
    ]
    lines = [
        Exam(
            id=one.id or new_id(),
            code=one.code,
            done_on=one.done_on,
            doctor=_short(one.doctor),
            place=_short(one.place),
            **common,
        )
        for one in new_exams
    ]
    session.add_all([*rows, *lines])
    session.flush()
    return Noted(rows, lines, len(doses) + len(exams) - len(rows) - len(lines))


def _short(text: str) -> str:
    return text.strip()[:LONGEST]


def find_line(session: Session, line_id: uuid.UUID, families) -> Dose | Exam:
    """:raises NotFound: if there is no such line in these families (a query of ids)"""
    for table in (Dose, Exam):
        found = session.exec(
            select(table).where(table.id == line_id, table.family_id.in_(families)).with_for_update()
        ).one_or_none()
        if found is not None:
            return found
    raise NotFound


def strike(session: Session, actor: Actor, line_id: uuid.UUID, why: str, now: datetime, today: date) -> Dose | Exam:
    """Strike a wrong line out; one that is struck out already keeps who did it first.

    :raises NoReason: if nothing says why
    :raises NotFound: if it is not this actor’s to strike
    """
    found = find_line(session, line_id, reach.carnets(actor, today, write=True))
    strike_line(session, actor, found, why, now)
    journal.note(session, actor, found.family_id, What.WRITE, "carnet", now, subject_id=found.child_id)
    session.flush()
    return found


def strike_line(session: Session, actor: Actor, line: Dose | Exam, why: str, now: datetime) -> None:
    """:raises NoReason: if nothing says why. Rights are asked before."""
    if not why.strip():
        raise NoReason
    if line.struck_at is None:
        line.struck_by, line.struck_at, line.struck_why = actor.account_id, now, _short(why)
        session.add(line)
