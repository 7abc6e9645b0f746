"""Where a child stands: vaccine by vaccine, exam by exam, in words. The app says what is noted; it prescribes nothing.

Pure functions of what was noted, held with their twin of the tablet (``offline/js/rules/carnet.js``) to the same cases.
Ages and tolerances are those of :mod:`fieldvisit.carnet.calendar`, and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from fieldvisit.carnet import calendar
from fieldvisit.carnet.calendar import DoseDue, ExamDue, Vaccine
from fieldvisit.words import Choice, french_date

#: « Another dose », of a schedule that a doctor fixed: it stands for the first one that is missing.
OTHER_RANK = "autre"
#: An exam is asked for until the one after it is late too, and at least so long after it was late itself.
ASKED_FOR = timedelta(days=30)


class Standing(Choice):
    UP_TO_DATE = "a_jour", "À jour"
    DONE = "fait", "Fait"
    COMING = "a_venir", "À venir"
    LATE = "en_retard", "En retard"
    TO_CHECK = "a_verifier", "À vérifier (carnet absent)"
    DEPENDS = "selon", "Selon le risque"
    PAST = "passe", "Âge dépassé"
    NOT_NOTED = "non_note", "Non noté"


@dataclass(frozen=True)
class Given:
    """A dose that is noted and not struck out."""

    vaccine: str
    rank: str
    on: date


@dataclass(frozen=True)
class VaccineStatus:
    """``given``: (rank, day) as noted, in order of day; ``next_rank`` from ``next_from`` on, when one is asked for."""

    code: str
    short: str
    standing: Standing
    given: tuple[tuple[str, date], ...] = ()
    next_rank: str = ""
    next_from: date | None = None
    words: str = ""


@dataclass(frozen=True)
class ExamStatus:
    code: str
    label: str
    standing: Standing
    opens: date
    due: date
    on: date | None = None


@dataclass(frozen=True)
class Seen:
    """What was copied of one child’s carnet. ``seen``: somebody had it in hand (a certificate is not the carnet)."""

    birth: date | None
    given: list[Given] = field(default_factory=list)
    exams: dict[str, date] = field(default_factory=dict)
    seen: bool = False


def at(birth: date, amount: int, unit: str = "months") -> date:
    """The day on which a child is that old; of a 31st, the last day of a shorter month."""
    return birth + relativedelta(**{unit: amount})


def vaccines(child: Seen, today: date) -> list[VaccineStatus]:
    """Every vaccine of the calendar, in its order; nothing for a child whose birth date is not known."""
    if child.birth is None:
        return []
    return [_vaccine(one, child, today) for one in calendar.vaccines().values()]


def _vaccine(vaccine: Vaccine, child: Seen, today: date) -> VaccineStatus:
    mine = sorted((one.on, one.rank) for one in child.given if one.vaccine == vaccine.code)
    given = tuple((rank, on) for on, rank in mine)
    waiting = _missing(vaccine, [rank for rank, _ in given])
    if vaccine.doses and not waiting:
        return VaccineStatus(vaccine.code, vaccine.short, Standing.UP_TO_DATE, given)
    if not waiting or (vaccine.to_check and not given):
        standing = Standing.UP_TO_DATE if given else Standing.DEPENDS
        return VaccineStatus(vaccine.code, vaccine.short, standing, given)
    if today >= at(child.birth, vaccine.until_months):
        return VaccineStatus(vaccine.code, vaccine.short, Standing.PAST, given)
    first = waiting[0]
    opens = at(child.birth, first.months)
    standing = _standing(waiting, given, child, today, _caught_up(vaccine, given, child.birth))
    words = _words(first, opens, standing, today, _caught_up(vaccine, given, child.birth))
    return VaccineStatus(vaccine.code, vaccine.short, standing, given, first.rank, opens, words)


def _missing(vaccine: Vaccine, ranks: Iterable[str]) -> list[DoseDue]:
    """The doses after the last one noted: who had a later one is not asked for an earlier one. Each « other » dose
    stands for the first that is missing."""
    ranks, order = list(ranks), [dose.rank for dose in vaccine.doses]
    last = max((order.index(rank) for rank in ranks if rank in order), default=-1)
    others = sum(1 for rank in ranks if rank not in order)
    return list(vaccine.doses[last + 1 + others :])


def _caught_up(vaccine: Vaccine, given: tuple, birth: date) -> bool:
    """A schedule begun at an age when the second dose was due: what follows is the doctor’s to fix (domain §5.3)."""
    return bool(given) and len(vaccine.doses) > 1 and given[0][1] >= at(birth, vaccine.doses[1].months)


def _standing(waiting: list[DoseDue], given: tuple, child: Seen, today: date, caught_up: bool) -> Standing:
    opened = [dose for dose in waiting if today >= at(child.birth, dose.months)]
    if not opened:
        return Standing.UP_TO_DATE if given else Standing.COMING
    if not child.seen:
        return Standing.TO_CHECK
    late = [dose for dose in opened if dose.late_days is not None and today > late_on(child.birth, dose)]
    return Standing.LATE if late and not caught_up else Standing.COMING


def late_on(birth: date, dose: DoseDue) -> date:
    """The last day on which this dose is not late."""
    return at(birth, dose.to_months) + timedelta(days=dose.late_days)


def _words(first: DoseDue, opens: date, standing: Standing, today: date, caught_up: bool) -> str:
    if caught_up:
        return "Rattrapage : la suite est fixée par le médecin"
    if standing is Standing.TO_CHECK:
        return ""
    if first.late_days is None:
        return "Selon le médecin et la saison"
    if today < opens:
        return f"{first.rank} à partir du {french_date(opens)}"
    return f"{first.rank} attendue depuis le {french_date(opens)}"


def exams(child: Seen, today: date) -> list[ExamStatus]:
    """The mandatory exams that concern this child, in order; one that a later one replaced is « Non noté »."""
    if child.birth is None:
        return []
    every = list(calendar.exams().values())
    return [
        _exam(one, after, child, today)
        for one, after in zip(every, [*every[1:], every[-1]], strict=True)
        if not _too_early(one, child.birth)
    ]


def _too_early(exam: ExamDue, birth: date) -> bool:
    """An exam whose time was over before it existed."""
    return exam.in_force is not None and exam_due(birth, exam) < exam.in_force


def exam_due(birth: date, exam: ExamDue) -> date:
    """The last day of its window: « the second month » ends the day before two months are complete."""
    amount, unit = exam.due
    return at(birth, amount, unit) - timedelta(days=unit == "months")


def exam_late_on(birth: date, exam: ExamDue) -> date:
    """The last day on which it is not late."""
    return exam_due(birth, exam) + timedelta(days=exam.late_days)


def _exam(exam: ExamDue, after: ExamDue, child: Seen, today: date) -> ExamStatus:
    opens, late = at(child.birth, *exam.opens), exam_late_on(child.birth, exam)
    on = child.exams.get(exam.code)
    if on is not None:
        standing = Standing.DONE
    elif today < opens:
        standing = Standing.COMING
    elif today > max(exam_late_on(child.birth, after), late + ASKED_FOR):
        standing = Standing.NOT_NOTED
    elif not child.seen and not child.exams:
        standing = Standing.TO_CHECK
    else:
        standing = Standing.LATE if today > late else Standing.COMING
    return ExamStatus(exam.code, exam.label, standing, opens, exam_due(child.birth, exam), on)
