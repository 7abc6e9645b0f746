"""Two who copy one carnet: a line is kept once, with what either of them left empty; another lot is another line."""

from collections.abc import Iterable

from fieldvisit.carnet.entry import LONGEST, Dose, Exam
from fieldvisit.words import fold

_SAME = {Dose: ("vaccine", "rank", "given_on"), Exam: ("code", "done_on")}
_DETAILS = {Dose: ("lot", "given_by"), Exam: ("doctor", "place")}


def to(said, rows: Iterable[Dose | Exam]) -> list[Dose | Exam]:
    """Those that tell of the same dose, or the same exam, of the same day, and are not struck out.

    ``said``: a ``DoseSaid`` for rows of doses, an ``ExamSaid`` for exams.
    """
    return [
        one
        for one in rows
        if one.struck_at is None and all(getattr(one, name) == getattr(said, name) for name in _SAME[type(one)])
    ]


def stands(said, rows: Iterable[Dose | Exam]) -> bool:
    """Whether one of these rows says it already; its lot, doctor or place is filled in where it says less."""
    for row in to(said, rows):
        told = {name: (getattr(row, name), getattr(said, name).strip()) for name in _DETAILS[type(row)]}
        if all(_words(one) <= _words(other) or _words(other) <= _words(one) for one, other in told.values()):
            for name, (one, other) in told.items():
                if _words(one) < _words(other):
                    setattr(row, name, other[:LONGEST])
            return True
    return False


def _words(text: str) -> set[str]:
    """« Dr Roy » is « Roy »."""
    return set(fold(text).split()) - {"dr", "docteur"}
