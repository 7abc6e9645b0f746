"""The visits of the six months before those of rounds.py: those that the age of the child or the term called for."""

import uuid
from datetime import date, time, timedelta

from fieldvisit.demo import chance, clock, kinds
from fieldvisit.demo.households import Settled
from fieldvisit.schedule.visit import Visit

HALF_YEAR = 183
HOURS = (time(9, 0), time(10, 30), time(13, 30), time(15, 0))
#: Age in days at which a puéricultrice comes.
AGES = {
    7: "vad_sortie",
    30: "vad_1m",
    75: "vad_2_3m",
    123: "vad_4m",
    180: "vad_suivi",
    230: "contact_telephonique",
    283: "vad_9m",
    330: "vad_suivi",
    375: "vad_12m",
    470: "vad_suivi",
    560: "vad_suivi",
    640: "contact_telephonique",
    730: "vad_24m",
    850: "vad_suivi",
}
#: Age in days of the visits to a child born before 35 SA, once home.
PRETERM_AGES = {38: "vad_prema", 45: "vad_prema", 52: "vad_prema", 59: "contact_telephonique"}
PRENATAL_EVERY = 25


def wished(family: Settled, today: date) -> list[tuple[date, str, str]]:
    """Day, type and login of each past visit of this family, before free hours are looked for."""
    found = []
    child = family.youngest
    if family.nurse and child:
        early = (child.term_weeks or 40) < 35
        for age, kind in (PRETERM_AGES if early else AGES).items():
            # Only a puéricultrice makes the visits of an age; an infirmier comes for the follow-up.
            if family.nurse == "thomas.gauthier" and kind != "contact_telephonique":
                kind = "vad_suivi"
            found.append((child.birth_date + timedelta(days=age), kind, family.nurse))
        if (today - child.birth_date).days > 900:
            found += [(today - timedelta(days=days), "vad_suivi", family.nurse) for days in (40, 95, 150)]
    if family.midwife and family.pregnancy:
        day = family.since + timedelta(days=8)
        while day < today:
            found.append((day, "vad_prenatale", family.midwife))
            day += timedelta(days=PRENATAL_EVERY)
    return found


def past(
    families: list[Settled],
    accounts: dict[str, uuid.UUID],
    new_id: chance.Ids,
    today: date,
) -> list[Visit]:
    """Visits on working days before last week, at an hour when their worker is free."""
    busy: set[tuple[str, date, time]] = set()
    visits = []
    first, rounds_begin = today - timedelta(days=HALF_YEAR), clock.main_monday(today) - timedelta(days=7)
    for family in families:
        if family.home.refuses:
            continue
        for day, kind, login in wished(family, today):
            if not first <= day < rounds_begin:
                continue
            day, hour = _free(login, day, busy, chance.of("hour", family.number, day))
            if day >= rounds_begin:
                continue
            busy.add((login, day, hour))
            visits.append(
                Visit(
                    id=new_id(),
                    family_id=family.household.id,
                    kind=kind,
                    planned_on=day,
                    planned_at=hour,
                    duration_min=kinds.DURATIONS[kind],
                    worker_id=accounts[login],
                    reason=kinds.REASONS[kind],
                    created_at=clock.instant(day - timedelta(days=5), time(8, 30)),
                    created_by=accounts[{"bresse": "isabelle.roux", "plaine": "catherine.vial"}[family.sector]],
                )
            )
    return visits


def _free(login: str, day: date, busy: set, draw) -> tuple[date, time]:
    hours = draw.sample(HOURS, len(HOURS))
    while True:
        if clock.is_working(day):
            for hour in hours:
                if (login, day, hour) not in busy:
                    return day, hour
        day += timedelta(days=1)
