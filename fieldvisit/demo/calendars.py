"""The calendars of the demo county: who works when, who is away, and the school holidays of the three zones."""

import uuid
from datetime import date, time, timedelta

from sqlmodel import Session

from fieldvisit.calendars import school
from fieldvisit.calendars.absence import Absence, Half, Why
from fieldvisit.calendars.school import SchoolHoliday
from fieldvisit.calendars.working import USUAL, WorkingPattern
from fieldvisit.demo import chance, clock

SHORT_FRIDAY = USUAL | {"5": [["08:30", "12:00"]]}
NO_WEDNESDAY = {day: spans for day, spans in USUAL.items() if day != "3"}
TWO_DAYS = {day: USUAL[day] for day in ("2", "4")}
#: Login, week, second week of a cycle of two. The part-timers are those whose rounds the demo does not fill.
WEEKS = (
    ("claire.morel", USUAL, None),
    ("nadia.belkacem", USUAL, None),
    ("julie.perrin", USUAL, None),
    ("thomas.gauthier", USUAL, None),
    ("sophie.delorme", USUAL, None),
    ("aminata.diallo", USUAL, None),
    ("helene.marchand", USUAL, None),
    ("louis.arnaud", TWO_DAYS, None),
    ("fatima.elidrissi", NO_WEDNESDAY, None),
    ("sandrine.jacquet", SHORT_FRIDAY, None),
    ("kevin.barbosa", USUAL, NO_WEDNESDAY),
    ("monique.girard", NO_WEDNESDAY, None),
)
#: Login, first and last day counted from the Monday that the demo is about, part of the day, why, said to planners.
AWAY = (
    ("nadia.belkacem", 10, 11, Half.DAY, Why.TRAINING, "Formation EPP à Lyon"),
    ("sophie.delorme", 8, 8, Half.MORNING, Why.MEETING, "Réunion de la maternité"),
    ("fatima.elidrissi", 17, 18, Half.DAY, Why.SICK, ""),
    ("claire.morel", 28, 32, Half.DAY, Why.LEAVE, ""),
    ("julie.perrin", -7, -5, Half.DAY, Why.LEAVE, ""),
    ("thomas.gauthier", 11, 11, Half.AFTERNOON, Why.LEAVE, ""),
    ("isabelle.roux", 9, 9, Half.AFTERNOON, Why.MEETING, ""),
)


def keep(session: Session, accounts: dict[str, uuid.UUID], new_id: chance.Ids, today: date) -> None:
    monday = clock.main_monday(today)
    noted = clock.instant(today - timedelta(days=20), time(8, 30))
    session.add_all(SchoolHoliday(id=new_id(), **vars(one)) for one in school.demo_dates())
    session.add_all(
        WorkingPattern(
            id=new_id(),
            account_id=accounts[login],
            since=monday - timedelta(weeks=52),
            every=2 if week_b else 1,
            week=week,
            week_b=week_b or {},
        )
        for login, week, week_b in WEEKS
    )
    session.add_all(
        Absence(
            id=new_id(),
            account_id=accounts[login],
            first_on=monday + timedelta(days=first),
            last_on=monday + timedelta(days=last),
            half=half,
            why=why,
            note=note,
            noted_by=accounts[login],
            noted_at=noted,
        )
        for login, first, last, half, why, note in AWAY
    )
