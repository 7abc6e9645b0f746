"""A worker's week: the hours of each day, from a date on; a cycle of one week or of two (« semaine A, semaine B »)."""

import uuid
from collections.abc import Iterable
from datetime import date, time, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Actor
from fieldvisit.calendars import team
from fieldvisit.db import Record
from fieldvisit.words import Refusal

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
#: What is counted on where nobody said otherwise: the county's usual week.
USUAL = {str(day): [["08:30", "12:00"], ["13:30", "17:30"]] for day in range(1, 6)}
#: Daily and weekly maximum of territorial staff (décret 2000-815, art. 3), and of home help alike.
MOST_A_DAY, MOST_A_WEEK = 10 * 60, 48 * 60

Hours = list[tuple[time, time]]


class WorkingPattern(Record, table=True):
    """``week``: for each ISO weekday (« 1 » … « 7 ») its spans, ``[["08:30", "12:00"], …]``, local time.

    ``every``: weeks of the cycle, 1 or 2; ``week_b``: the second week of a cycle of two.
    """

    __tablename__ = "working_pattern"

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    since: date
    until: date | None = None
    every: int = 1
    week: dict = Field(default_factory=dict, sa_type=sa.JSON)
    week_b: dict = Field(default_factory=dict, sa_type=sa.JSON)


class Invalid(Refusal):
    sentence = "Ces horaires ne peuvent pas être enregistrés ainsi."


class NotAllowed(Refusal):
    sentence = "Les horaires sont tenus par qui fait le planning du secteur."


def between(
    session: Session, account_ids: Iterable[uuid.UUID], first: date, last: date
) -> dict[uuid.UUID, list[WorkingPattern]]:
    """The patterns in force on some of these days, by worker."""
    query = select(WorkingPattern).where(
        WorkingPattern.account_id.in_(list(account_ids)),
        WorkingPattern.since <= last,
        sa.or_(WorkingPattern.until.is_(None), WorkingPattern.until >= first),
        sa.or_(WorkingPattern.until.is_(None), WorkingPattern.until >= WorkingPattern.since),
    )
    found: dict[uuid.UUID, list[WorkingPattern]] = {}
    for one in session.exec(query.order_by(WorkingPattern.since)):
        found.setdefault(one.account_id, []).append(one)
    return found


def on(patterns: Iterable[WorkingPattern], day: date) -> WorkingPattern | None:
    """The one in force on this day."""
    return next((one for one in patterns if one.since <= day and (one.until is None or one.until >= day)), None)


def is_week_b(pattern: WorkingPattern, day: date) -> bool:
    """Week A is the one in which the pattern begins, whatever its day."""
    weeks = (_monday(day) - _monday(pattern.since)).days // 7
    return pattern.every == 2 and weeks % 2 == 1


def hours(pattern: WorkingPattern | None, day: date) -> Hours:
    """Of this civil day, without pattern those of the usual week."""
    week = USUAL if pattern is None else pattern.week_b if is_week_b(pattern, day) else pattern.week
    return _spans(week.get(str(day.isoweekday()), []))


def save(
    session: Session, actor: Actor, account_id: uuid.UUID, since: date, every: int, week: dict, week_b: dict
) -> WorkingPattern:
    """New hours from ``since`` on; the former ones end the day before and stay readable.

    :raises Refusal: with what to change
    """
    if not team.plans_for(session, actor, account_id):
        raise NotAllowed
    if every not in (1, 2):
        raise Invalid("Choisissez une semaine, ou deux en alternance.")
    weeks = [_checked(one) for one in ((week, week_b) if every == 2 else (week,))]
    if not any(spans for one in weeks for spans in one.values()):
        raise Invalid("Indiquez au moins une plage de travail, par exemple 08:30–12:00.")
    made = WorkingPattern(
        account_id=account_id, since=since, every=every, week=weeks[0], week_b=weeks[1] if every == 2 else {}
    )
    for other in session.exec(select(WorkingPattern).where(WorkingPattern.account_id == account_id)):
        if other.since > since and (other.until is None or other.until >= other.since):
            made.until = min(made.until or date.max, other.since - timedelta(days=1))
        elif other.until is None or other.until >= since:
            other.until = since - timedelta(days=1)
            session.add(other)
    session.add(made)
    return made


def spoken(spans: Hours) -> str:
    """« 08:30–12:00, 13:30–17:30 », or « ne travaille pas »"""
    return ", ".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in spans) or "ne travaille pas"


def _checked(week: dict) -> dict:
    checked = {}
    for number, name in enumerate(DAYS, start=1):
        try:
            spans = sorted(_spans(week.get(str(number), [])))
        except (TypeError, ValueError) as error:
            raise Invalid(f"Le {name}, une heure s’écrit ainsi : 08:30.") from error
        before = None
        for begin, end in spans:
            if end <= begin:
                raise Invalid(f"Le {name}, la fin est avant le début ({begin:%H:%M}–{end:%H:%M}).")
            if before is not None and begin < before:
                raise Invalid(f"Le {name}, deux plages se chevauchent à {begin:%H:%M}.")
            before = end
        if _minutes(spans) > MOST_A_DAY:
            raise Invalid(f"Le {name}, plus de {MOST_A_DAY // 60} heures de travail : vérifiez les heures.")
        checked[str(number)] = [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in spans]
    if sum(_minutes(_spans(one)) for one in checked.values()) > MOST_A_WEEK:
        raise Invalid(f"Plus de {MOST_A_WEEK // 60} heures dans la semaine : vérifiez les heures.")
    return checked


def _spans(written: list) -> Hours:
    return [(time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in written]


def _minutes(spans: Hours) -> int:
    return sum((end.hour - begin.hour) * 60 + end.minute - begin.minute for begin, end in spans)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
