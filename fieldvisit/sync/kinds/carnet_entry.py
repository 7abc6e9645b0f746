"""What a worker copied of a carnet at home: doses, exams that a doctor made, lines struck out. All of it or none.

A line that stands already, word for word, was copied by somebody else as well: it is left alone, and said.
"""

import uuid
from collections import defaultdict

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.journal import What
from fieldvisit.carnet import noting, reach
from fieldvisit.carnet.entry import Dose, Exam, Source
from fieldvisit.carnet.noting import DoseSaid, ExamSaid
from fieldvisit.carnet.problem import Verdict
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
    :return: how many lines were noted already, or nothing
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
    known = 0
    for child_id in dict.fromkeys([*(child for child, *_ in doses), *(child for child, *_ in exams)]):
        mine = [each[1:] for each in doses if each[0] == child_id]
        made = [each[1:] for each in exams if each[0] == child_id]
        known += _note(session, arrival, child_id, mine, made)
    for child_id in _children(session, doses, exams, strikes):
        journal.note(
            session, arrival.actor, arrival.envelope.family_id, What.WRITE, "carnet", arrival.now,
            subject_id=child_id, offline=True,
        )  # fmt: skip
    return _said(known)


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


def _note(session: Session, arrival: Arrival, child_id: uuid.UUID, doses: list, exams: list) -> int:
    """:return: how many of these lines stood already, word for word"""
    child = session.exec(
        select(Person)
        .where(Person.id == child_id, Person.family_id == arrival.envelope.family_id, Person.role == Role.CHILD)
        .with_for_update()
    ).one_or_none()
    if child is None:
        raise shape.Invalid("Cet enfant n’est pas dans le dossier : l’envoi est conservé.")
    written, made = noting.doses_of(session, child.id), noting.exams_of(session, child.id)
    ids = {one.id for one in (*written, *made)}
    stand = {(one.vaccine, one.rank, one.given_on) for one in written if one.struck_at is None}
    done = {(one.code, one.done_on) for one in made if one.struck_at is None}
    new_doses = [
        each
        for each in doses
        if (each[1].vaccine, each[1].rank, each[1].given_on) not in stand and each[1].id not in ids
    ]
    new_exams = [each for each in exams if (each[1].code, each[1].done_on) not in done and each[1].id not in ids]
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
    for source in sorted({each[0] for each in (*new_doses, *new_exams)}):
        noting.write(
            session,
            arrival.actor,
            child,
            [said for each, said in new_doses if each == source],
            [said for each, said in new_exams if each == source],
            source,
            arrival.now,
        )
    return len(doses) + len(exams) - len(new_doses) - len(new_exams)


def _children(session: Session, doses: list, exams: list, strikes: list) -> list[uuid.UUID]:
    named = defaultdict(None, {each[0]: None for each in (*doses, *exams)})
    ids = [line_id for line_id, _ in strikes]
    for table in (Dose, Exam):
        if ids:
            named |= dict.fromkeys(session.exec(select(table.child_id).where(table.id.in_(ids))))
    return list(named)


def _said(known: int) -> str:
    if not known:
        return ""
    return "Une ligne était déjà notée." if known == 1 else f"{known} lignes étaient déjà notées."
