"""The weeks around today: three to five visits a day for each field worker, near each other, from 9:00 to 17:00."""

import math
import uuid
from datetime import date, time, timedelta

from fieldvisit.demo import chance, clock, kinds
from fieldvisit.demo.households import Settled
from fieldvisit.demo.people import Professional
from fieldvisit.demo.places import BASE, COMMUNES
from fieldvisit.schedule.visit import Visit

FIELD_ROLES = ("puericultrice", "infirmiere_pmi", "sage_femme_pmi")
#: The doctor mostly works at the centre; she goes out on Tuesdays in one sector, on Thursdays in the other.
DOCTOR_DAYS = {1: "bresse", 3: "plaine"}
DOCTOR_VISITS = 2
#: Days between two visits of the same worker to the same family; the second when her day would stay empty.
GAPS = (3, 2, 1)
NEVER = 14
DAY_ENDS = time(17, 0)
NOON = time(12, 15)
AFTERNOON = time(13, 30)
TRAVEL_MIN = 20


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    north = (a[0] - b[0]) * 111.2
    east = (a[1] - b[1]) * 111.2 * math.cos(math.radians(a[0]))
    return math.hypot(north, east)


def place(family: Settled) -> tuple[float, float]:
    return family.household.lat, family.household.lon


class Planner:
    """Plans one worker's days in order, remembering who was seen when."""

    def __init__(
        self, worker: Professional, worker_id: uuid.UUID, authors: dict[str, uuid.UUID], new_id: chance.Ids, today: date
    ):
        self.worker, self.worker_id, self.authors = worker, worker_id, authors
        self.new_id, self.today = new_id, today
        # The visit that an age calls for is kept for this week and the next, where a demo looks first.
        self.main = clock.main_monday(today)
        self.seen: dict[uuid.UUID, list[date]] = {}

    def day(self, families: list[Settled], taken: set[uuid.UUID], day: date, wanted: int) -> list[Visit]:
        """Visits of one day. ``taken``: families that someone else sees on this day."""
        free = [one for one in families if one.household.id not in taken and self._may_be_seen(one, day)]
        chosen = []
        for gap in GAPS:
            due = [one for one in free if self._waiting(one, day) >= gap]
            chosen = self._near_each_other(due, day, wanted)
            if len(chosen) >= wanted:
                break
        return self._hours(self._in_order(chosen), day)

    def _may_be_seen(self, family: Settled, day: date) -> bool:
        if not clock.is_working(day) and family.home.priority == 1:
            return False  # duty takes calls; what is heavy is seen by a whole team on the next working day
        child = family.youngest
        if family.pregnancy or child is None:
            return family.pregnancy is not None
        newborn = (self.main - child.birth_date).days <= 15
        if newborn and day < self.main and self.worker.role != "sage_femme_pmi":
            return False
        return (day - child.birth_date).days >= 3

    def _waiting(self, family: Settled, day: date) -> int:
        """Days since this worker was last there."""
        before = self.seen.get(family.household.id)
        return (day - before[-1]).days if before else NEVER

    def _near_each_other(self, free: list[Settled], day: date, wanted: int) -> list[Settled]:
        def urgency(family: Settled) -> int:
            return min(self._waiting(family, day), NEVER) + (6 if family.home.priority == 1 else 0)

        if not free:
            return []
        first = max(free, key=urgency)
        # A family not seen for long is worth a detour: one day of waiting weighs as much as two kilometres.
        cost = {one.household.id: kilometres(place(first), place(one)) - 2 * urgency(one) for one in free}
        return sorted(free, key=lambda one: (one is not first, cost[one.household.id]))[:wanted]

    def _in_order(self, chosen: list[Settled]) -> list[Settled]:
        base = COMMUNES[BASE[self.worker.sectors[0]]]
        here, rest, order = (base.lat, base.lon), list(chosen), []
        while rest:
            nearest = min(rest, key=lambda one: kilometres(here, place(one)))
            rest.remove(nearest)
            order.append(nearest)
            here = place(nearest)
        return order

    def _hours(self, order: list[Settled], day: date) -> list[Visit]:
        hour = chance.of("start", self.worker.login, day).choice((time(9, 0), time(9, 0), time(9, 15), time(9, 30)))
        visits = []
        for family in order:
            visit = self._visit(family, day)
            end = clock.later(hour, visit.duration_min)
            if hour < AFTERNOON and end > NOON:
                hour = AFTERNOON
                end = clock.later(hour, visit.duration_min)
            if end > DAY_ENDS:
                break
            visit.planned_at, visit.position = hour, len(visits) + 1
            visits.append(visit)
            self.seen.setdefault(family.household.id, []).append(day)
            hour = clock.later(end, TRAVEL_MIN + (-(end.minute + TRAVEL_MIN) % 15))
        return visits

    def _visit(self, family: Settled, day: date) -> Visit:
        before = self.seen.get(family.household.id, ())
        nth = sum(one >= self.main for one in before) if day >= self.main else 1 + len(before)
        weekend = "" if clock.is_working(day) else " (permanence)"
        kind = kinds.due(family, self.worker.role, day, nth)
        return Visit(
            id=self.new_id(),
            family_id=family.household.id,
            kind=kind,
            planned_on=day,
            duration_min=kinds.DURATIONS[kind],
            worker_id=self.worker_id,
            reason=kinds.reason(family, self.worker.role, kind, nth) + weekend,
            created_at=clock.instant(min(clock.monday(day), self.today), time(8, 30)),
            created_by=self.authors[family.sector],
        )


def days_of(today: date) -> list[date]:
    """Last week, this one and the next, Monday to Friday, without holidays; and today itself whatever it is."""
    return sorted({*clock.working_days(clock.main_monday(today) - timedelta(days=7), 3), today})


def _wanted(worker: Professional, day: date) -> int:
    if worker.role == "medecin_pmi":
        return DOCTOR_VISITS if clock.is_working(day) else 0
    return chance.of("count", worker.login, day).choice((3, 4, 4, 5)) if clock.is_working(day) else 2


def around(
    families: list[Settled],
    workers: list[Professional],
    accounts: dict[str, uuid.UUID],
    new_id: chance.Ids,
    today: date,
) -> list[Visit]:
    """Every field worker's visits of :func:`days_of`, none twice on one day at the same family."""
    authors = {"bresse": accounts["isabelle.roux"], "plaine": accounts["catherine.vial"]}
    field = [one for one in workers if one.role in (*FIELD_ROLES, "medecin_pmi")]
    planners = {one.login: Planner(one, accounts[one.login], authors, new_id, today) for one in field}
    visits: list[Visit] = []
    for day in days_of(today):
        taken: set[uuid.UUID] = set()
        for worker in field:
            hers = [one for one in families if worker.login in one.workers]
            if worker.role == "medecin_pmi":
                hers = [one for one in hers if one.sector == DOCTOR_DAYS.get(day.weekday())]
            planned = planners[worker.login].day(hers, taken, day, _wanted(worker, day))
            taken.update(one.family_id for one in planned)
            visits += planned
    return visits
