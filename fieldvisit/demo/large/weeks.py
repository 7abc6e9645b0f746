"""Working weeks and absences of the county's workers, and the school holidays of their zone."""

from datetime import date, time, timedelta

from fieldvisit.calendars import school
from fieldvisit.calendars.absence import Absence, Half, Why
from fieldvisit.calendars.school import SchoolHoliday
from fieldvisit.calendars.working import USUAL, WorkingPattern
from fieldvisit.demo import chance, clock
from fieldvisit.demo.ids import Ids
from fieldvisit.demo.large.staff import Staff
from fieldvisit.demo.sink import Sink

#: Trades whose days are planned; the office is open on all.
PLANNED = frozenset({"puericultrice", "infirmiere_pmi", "sage_femme_pmi", "medecin_pmi", "psychologue_pmi", "tisf"})
PART_TIME = {"0.8": ("3",), "0.5": ("3", "4", "5")}


def write(sink: Sink, staff: Staff, ids: Ids, today: date) -> None:
    for one in school.demo_dates():
        sink.add(SchoolHoliday, id=ids(), zone=one.zone, label=one.label, first_on=one.first_on, last_on=one.last_on)
    planner = {
        worker: team.one("coordinatrice", 0) for team in staff.teams for of in team.by_role.values() for worker in of
    }
    for rank, one in enumerate(staff.people.values()):
        if one.role not in PLANNED:
            continue
        draw = chance.of("week", rank)
        share = draw.choices(("1", "0.8", "0.5"), (62, 32, 6))[0]
        week = {day: spans for day, spans in USUAL.items() if day not in PART_TIME.get(share, ())}
        sink.add(WorkingPattern, id=ids(), account_id=one.id, since=today - timedelta(days=700), week=week)
        for _ in range(draw.choice((0, 1, 1, 2))):
            _absence(sink, ids, one.id, planner[one.id], draw, today)


def _absence(sink: Sink, ids: Ids, account_id: str, planner: str, draw, today: date) -> None:
    why = draw.choices((Why.LEAVE, Why.SICK, Why.TRAINING, Why.MEETING), (60, 15, 15, 10))[0]
    # Ahead of the visits that are planned: whoever is away is not expected anywhere.
    first = clock.monday(today + timedelta(days=35 + 7 * draw.randint(0, 12)))
    last = first + timedelta(days=draw.choice((0, 4, 4, 11)) if why is not Why.MEETING else 0)
    sink.add(
        Absence,
        id=ids(),
        account_id=account_id,
        first_on=first,
        last_on=last,
        half=(Half.MORNING if why is Why.MEETING else Half.DAY).value,
        why=why.value,
        noted_by=planner,
        noted_at=clock.instant(today - timedelta(days=draw.randint(1, 30)), time(9, 0)),
    )
