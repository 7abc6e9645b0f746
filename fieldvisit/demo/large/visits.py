"""Visits of six years and of the weeks to come: who came when, what was written of it, what was measured."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from types import SimpleNamespace
from uuid import UUID

from fieldvisit.demo import clock, kinds, telling
from fieldvisit.demo.ids import Ids, dashed
from fieldvisit.demo.large.family import Child, Delivery, Family
from fieldvisit.demo.large.files import is_followed, midwife_of, nurse_of, second_of
from fieldvisit.demo.large.staff import Staff
from fieldvisit.demo.sink import Sink
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit

#: Age of the child in days, type, share of the families followed that have it.
AGES = (
    (7, "vad_sortie", 0.85),
    (30, "vad_1m", 0.45),
    (52, "contact_telephonique", 0.2),
    (75, "vad_2_3m", 0.35),
    (123, "vad_4m", 0.25),
    (180, "vad_suivi", 0.2),
    (283, "vad_9m", 0.22),
    (375, "vad_12m", 0.18),
    (520, "vad_suivi", 0.12),
    (730, "vad_24m", 0.16),
)
PRETERM = ((38, "vad_prema", 0.8), (45, "vad_prema", 0.7), (59, "vad_prema", 0.5), (90, "vad_prema", 0.4))
PRENATAL = (25, 55, 90)
#: Visits of the last years are more frequent: the service grew.
RECENT_DAYS, RECENT = 730, 1.8
#: How far ahead visits are planned, in days.
AHEAD = 24
HOURS = (time(9, 0), time(10, 30), time(13, 30), time(15, 0))


@dataclass
class Diary:
    """Hours taken, so that nobody is at two doors at once. Only days still to be filled are kept in mind."""

    staff: Staff
    today: date
    taken: set[tuple[str, date, int]] = field(default_factory=set)

    def free(self, worker: str, day: date) -> tuple[date, time]:
        while True:
            if working(day):
                for rank, hour in enumerate(HOURS):
                    if (worker, day, rank) not in self.taken:
                        self.taken.add((worker, day, rank))
                        return day, hour
            day += timedelta(days=1)


@cache
def working(day: date) -> bool:
    return clock.is_working(day)


def write(sink: Sink, family: Family, diary: Diary, ids: Ids) -> None:
    for delivery, day, kind, worker in _wished(family, diary.today):
        day, hour = diary.free(worker, day)
        died = min((one.died_on for one in delivery.children if one.died_on), default=None)
        if died and day >= died:
            continue
        _visit(sink, family, delivery, diary, ids, kind, worker, day, hour)


def _wished(family: Family, today: date) -> list[tuple[Delivery, date, str, str]]:
    """Birth or pregnancy, day, type and worker of each visit, past or planned, before free hours are looked for."""
    if not family.followed:
        return []
    draw, until, found = family.draw, today + timedelta(days=AHEAD), []
    nurse, second = nurse_of(family), second_of(family)
    for delivery in family.deliveries:
        if draw.random() < 0.3:
            found += [
                (delivery, delivery.declared_on + timedelta(days=after), "vad_prenatale", midwife_of(family))
                for after in PRENATAL
                if draw.random() < 0.6
                and delivery.declared_on + timedelta(days=after)
                < (delivery.born or delivery.due_on - timedelta(days=20))
            ]
        if delivery.born is None:
            continue
        ages = AGES + (PRETERM if delivery.children[0].term_weeks < 35 else ())
        more = RECENT if (today - delivery.born).days < RECENT_DAYS else 1
        for age, kind, share in ages:
            if draw.random() < share * more:
                hers = second if second and kind in ("vad_suivi", "contact_telephonique") else nurse
                found.append((delivery, delivery.born + timedelta(days=age), kind, hers))
    late = max((one.born for one in family.deliveries if one.born), default=None)
    return sorted(
        (one for one in found if one[1] <= until and (one[1] < today or one[0].born is None or one[0].born == late)),
        key=lambda one: one[1],
    )


def _visit(
    sink: Sink,
    family: Family,
    delivery: Delivery,
    diary: Diary,
    ids: Ids,
    kind: str,
    worker: str,
    day: date,
    hour: time,
) -> None:
    draw, today = family.draw, diary.today
    # A file that closed has no visit to come: the care relationship ended with it.
    if day >= today and not (is_followed(family, today) or family.expecting):
        return
    end = draw.choices(*zip(*telling.ENDS, strict=True))[0] if day < today else Status.PLANNED
    visit = SimpleNamespace(
        id=ids(),
        kind=kind,
        planned_on=day,
        planned_at=hour,
        duration_min=kinds.DURATIONS[kind],
        started_at=None,
        ended_at=None,
        cancel_reason="",
    )
    if end is Status.CANCELLED:
        visit.cancel_reason = draw.choice(telling.WHY[end])
    elif end is not Status.PLANNED:
        visit.started_at = clock.instant(day, hour) + timedelta(minutes=draw.randint(-5, 10))
        length = visit.duration_min + draw.randint(-5, 15) if end is Status.DONE else 5
        visit.ended_at = visit.started_at + timedelta(minutes=max(length, 5))
    elif draw.random() < 0.2:
        end = Status.CONFIRMED
    planner = family.team.one("coordinatrice", 0)
    sink.add(
        Visit,
        **vars(visit),
        family_id=family.id,
        worker_id=worker,
        status=end.value,
        reason=kinds.REASONS[kind],
        created_at=clock.instant(min(day, today) - timedelta(days=6), time(8, 30)),
        created_by=planner,
    )
    if visit.ended_at is not None:
        _record(sink, family, delivery, diary, ids, visit, worker, end, planner)


def _record(
    sink: Sink,
    family: Family,
    delivery: Delivery,
    diary: Diary,
    ids: Ids,
    visit,
    worker: str,
    end: Status,
    planner: str,
) -> None:
    who = diary.staff.people[worker]
    author = telling.Author(UUID(worker), who.name, who.role, who.phone)
    seen = _as_met(family, delivery, visit.planned_on)
    visit.id, visit_id, visit.family_id = dashed(visit.id), visit.id, dashed(family.id)
    body = telling.words(seen, visit, end, author, family.draw)
    raw, signed = telling.written(body), datetime.fromisoformat(body["signed_at"])
    read = visit.planned_on < diary.today - timedelta(days=2)
    record_id = ids()
    sink.add(
        VisitRecord,
        id=record_id,
        family_id=family.id,
        visit_id=visit_id,
        author_id=worker,
        outcome=end.value,
        body=raw,
        digest=hashlib.sha256(raw.encode()).hexdigest(),
        captured_at=signed,
        received_at=signed + timedelta(minutes=4),
        seen_at=signed + timedelta(hours=3) if read else None,
        seen_by=planner if read else None,
    )
    for child, given in body["child_answers"].items():
        for item, kind in telling.MEASURES.items():
            if item in given:
                sink.add(
                    Measurement,
                    id=ids(),
                    family_id=family.id,
                    child_id=UUID(child).hex,
                    taken_at=visit.started_at,
                    kind=kind,
                    value=given[item]["v"],
                    method=given[item].get("method", ""),
                    entered_by=worker,
                    record_id=record_id,
                )


def _as_met(family: Family, delivery: Delivery, day: date) -> SimpleNamespace:
    """The family as whoever came found it: the newborn, or nobody yet."""
    born = delivery.born is not None and delivery.born <= day
    children = [_as_told(child) for child in delivery.children] if born else []
    adults = [SimpleNamespace(id=dashed(one.id), role=one.role) for one in family.adults]
    return SimpleNamespace(
        number=family.number,
        home=SimpleNamespace(name="", interpreter=family.interpreter),
        adults=adults,
        mother=adults[0],
        children=children,
        youngest=children[0] if children else None,
        pregnancy=None if born else delivery,
    )


def _as_told(child: Child) -> SimpleNamespace:
    return SimpleNamespace(**vars(child) | {"id": dashed(child.id)})
