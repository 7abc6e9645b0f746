"""What a worker copied of a carnet at home: doses, exams that a doctor made, lines struck out. All of it or none.

A line that stands already was copied by somebody else as well: it is left alone, but for a lot, a doctor or a place
that it left empty, and said. Where both say something else there, both lines are kept.
"""

import uuid
from collections import defaultdict
from dataclasses import replace

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.journal import What
from fieldvisit.carnet import alike, noting, reach
from fieldvisit.carnet.entry import Dose, Exam, Source
from fieldvisit.carnet.noting import DoseSaid, ExamSaid
from fieldvisit.carnet.problem import Verdict
from fieldvisit.db import new_id
from fieldvisit.families.person import Person, Role
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Refused, may_write

CHAINED = False


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if this author may not write the children’s health of this family"""
    family_id = arrival.envelope.family_id
    if family_id is None:
        raise Refused
    if not arrival.accepted and not may_write(session, arrival.actor, family_id, reach.HEALTH, arrival.today):
        raise Refused


def apply(session: Session, arrival: Arrival) -> str:
    """Write the lines, under the ids that the tablet made.

    :raises Invalid: naming the line that cannot be kept like this
    :raises Refused: if the carnet is not this author’s to write
    :return: how many lines were noted already or otherwise, or nothing
    """
    reader = shape.Reader(arrival.body, arrival.now)
    doses = _doses(reader)
    exams = _exams(reader)
    strikes = _strikes(reader)
    if len(doses) + len(exams) + len(strikes) > noting.MOST_LINES:
        reader.wrong("doses", f"Un envoi compte au plus {noting.MOST_LINES} lignes.")
    reader.done()
    if not doses and not exams and not strikes:
        raise shape.Invalid("Cet envoi ne note rien : il n’y a rien à reprendre.")
    check_right(session, arrival)
    for line_id, why in strikes:
        _strike(session, arrival, line_id, why)
    known = beside = 0
    for child_id in dict.fromkeys([*(child for child, *_ in doses), *(child for child, *_ in exams)]):
        mine = [each[1:] for each in doses if each[0] == child_id]
        made = [each[1:] for each in exams if each[0] == child_id]
        stood, apart = _note(session, arrival, child_id, mine, made)
        known, beside = known + stood, beside + apart
    for child_id in _children(session, doses, exams, strikes):
        journal.note(
            session, arrival.actor, arrival.envelope.family_id, What.WRITE, "carnet", arrival.now,
            subject_id=child_id, offline=True,
        )  # fmt: skip
    return _said(known, beside)


def _doses(reader: shape.Reader) -> list[tuple[uuid.UUID, str, DoseSaid]]:
    read = []
    for at, one in enumerate(reader.things("doses", optional=True)):
        line = shape.Reader(one if isinstance(one, dict) else {}, reader.now, f"doses[{at}].", reader.reasons)
        child, source = line.uuid("child_id"), line.code("source", set(Source))
        said = DoseSaid(
            line.text("vaccine"),
            line.text("rank"),
            line.day("given_on", checked=False),
            line.text("lot", optional=True),
            line.text("given_by", optional=True),
            f"doses[{at}]",
            line.uuid("id"),
        )
        read.append((child, source, said))
    return read


def _exams(reader: shape.Reader) -> list[tuple[uuid.UUID, str, ExamSaid]]:
    read = []
    for at, one in enumerate(reader.things("exams", optional=True)):
        line = shape.Reader(one if isinstance(one, dict) else {}, reader.now, f"exams[{at}].", reader.reasons)
        child, source = line.uuid("child_id"), line.code("source", set(Source))
        said = ExamSaid(
            line.text("code"),
            line.day("done_on", checked=False),
            line.text("doctor", optional=True),
            line.text("place", optional=True),
            f"exams[{at}]",
            line.uuid("id"),
        )
        read.append((child, source, said))
    return read


def _strikes(reader: shape.Reader) -> list[tuple[uuid.UUID, str]]:
    read = []
    for at, one in enumerate(reader.things("strikes", optional=True)):
        line = shape.Reader(one if isinstance(one, dict) else {}, reader.now, f"strikes[{at}].", reader.reasons)
        line_id, why = line.uuid("id"), line.text("why")
        if not why.strip():
            line.wrong("why", noting.NoReason.sentence)
        read.append((line_id, why))
    return read


def _strike(session: Session, arrival: Arrival, line_id: uuid.UUID, why: str) -> None:
    """Struck out by somebody else meanwhile: the first word stays, and both wanted the same."""
    try:
        line = noting.find_line(session, line_id, [arrival.envelope.family_id])
    except noting.NotFound as refusal:
        raise shape.Invalid("La ligne à rayer n’est pas connue du bureau ; la demande est conservée.") from refusal
    noting.strike_line(session, arrival.actor, line, why, arrival.now)
    session.flush()


def _note(session: Session, arrival: Arrival, child_id: uuid.UUID, doses: list, exams: list) -> tuple[int, int]:
    """:return: how many of these lines stood already, and how many are kept beside one that says something else"""
    many = len(doses) + len(exams)
    child = session.exec(
        select(Person)
        .where(Person.id == child_id, Person.family_id == arrival.envelope.family_id, Person.role == Role.CHILD)
        .with_for_update()
    ).one_or_none()
    if child is None:
        raise shape.Invalid("Cet enfant n’est pas dans le dossier : l’envoi est conservé.")
    written, made = noting.doses_of(session, child.id), noting.exams_of(session, child.id)
    ids = {one.id for one in (*written, *made)}
    if arrival.accepted:  # two contents under one id: a line that says something else is one more line
        doses, exams = ([(source, _apart(said, ids)) for source, said in each] for each in (doses, exams))
    doses = [each for each in doses if each[1].id not in ids]
    exams = [each for each in exams if each[1].id not in ids]
    new_doses = [each for each in doses if not alike.to(each[1], written)]
    new_exams = [each for each in exams if not alike.to(each[1], made)]
    problems = noting.check(
        child.birth_date,
        [said for _, said in new_doses],
        [said for _, said in new_exams],
        noting.seen(child.birth_date, written, made),
        arrival.today,
    )
    # What is only unusual was confirmed on the tablet, beside what the office learnt meanwhile: both lines are kept.
    wrong = [one for one in problems if one.verdict is Verdict.REFUSE]
    if wrong:
        raise shape.Invalid(reasons=[shape.Reason(one.key, str(child.id), one.sentence) for one in wrong])
    noted = [
        noting.write(
            session,
            arrival.actor,
            child,
            [said for each, said in doses if each == source],
            [said for each, said in exams if each == source],
            source,
            arrival.now,
        )
        for source in sorted({each[0] for each in (*doses, *exams)})
    ]
    beside = sum(len(one.doses) + len(one.exams) for one in noted) - len(new_doses) - len(new_exams)
    return many - beside - len(new_doses) - len(new_exams), beside


def _apart(said: DoseSaid | ExamSaid, ids: set[uuid.UUID]) -> DoseSaid | ExamSaid:
    return replace(said, id=new_id()) if said.id in ids else said


def _children(session: Session, doses: list, exams: list, strikes: list) -> list[uuid.UUID]:
    named = defaultdict(None, {each[0]: None for each in (*doses, *exams)})
    ids = [line_id for line_id, _ in strikes]
    for table in (Dose, Exam):
        if ids:
            named |= dict.fromkeys(session.exec(select(table.child_id).where(table.id.in_(ids))))
    return list(named)


def _said(known: int, beside: int) -> str:
    told = []
    if known:
        told.append("Une ligne était déjà notée." if known == 1 else f"{known} lignes étaient déjà notées.")
    if beside:
        lines = "Une ligne est notée" if beside == 1 else f"{beside} lignes sont notées"
        told.append(f"{lines} deux fois, avec un lot, un médecin ou un lieu différent : rayez celle qui est fausse.")
    return " ".join(told)
