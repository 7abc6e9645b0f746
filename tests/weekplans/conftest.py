"""A sector's week to plan: the cast, homes with coordinates, visits in force, things due."""

import uuid
from datetime import date, time, timedelta

import pytest

from fieldvisit import db
from fieldvisit.due.band import Priority
from fieldvisit.due.item import DueItem
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Visit
from fieldvisit.weekplans import board, drafts
from fieldvisit.weekplans.plan import RoundBase

BASE = (46.20, 5.22)


@pytest.fixture
def monday(today) -> date:
    """The week after this one: all of it is still to come."""
    return today + timedelta(days=7 - today.weekday())


@pytest.fixture
def sector(engine, cast):
    """Bourg: a base, coordinates at both homes."""
    with db.writing(engine) as writer:
        writer.add(RoundBase(sector_id=cast.bourg.id, label="Centre de Bourg", lat=BASE[0], lon=BASE[1]))
        for name, north in (("benali", 0.02), ("petit", 0.05)):
            home = writer.get_one(Household, getattr(cast, name).id)
            home.lat, home.lon, home.city, home.insee = BASE[0] + north, BASE[1], "Viriat", "01451"
    return cast.bourg


@pytest.fixture
def home(engine, cast, sector):
    """``home(3)``: one more family, so many kilometres north of the base."""

    def make(km: float, **more) -> uuid.UUID:
        given = {"lat": BASE[0] + km / 111.2, "lon": BASE[1], "city": "Viriat", "insee": "01451"} | more
        label = given.pop("label", f"Famille {km}")
        with db.writing(engine) as writer:
            made = Household(case_number=uuid.uuid4().hex[:8], label=label, sector_id=sector.id, **given)
            writer.add(made)
        return made.id

    return make


@pytest.fixture
def due(engine, cast, sector, monday):
    """``due(family)``: something due of this family all that week; its id names it on the board."""

    def make(family_id: uuid.UUID, code="vad_1m", band=None, **more) -> uuid.UUID:
        given = {
            "group": "visite",
            "trade": "puericultrice",
            "opens_on": monday - timedelta(days=7),
            "due_on": monday + timedelta(days=2),
            "late_on": monday + timedelta(days=20),
        } | more
        with db.writing(engine) as writer:
            made = DueItem(family_id=family_id, sector_id=sector.id, subject_id=uuid.uuid4(), code=code, **given)
            writer.add(made)
            if band:
                writer.merge(Priority(family_id=family_id, band=band, score=90, computed_on=monday))
        return made.id

    return make


@pytest.fixture
def visit(engine, cast, sector, monday, now):
    """``visit(family, 1, time(10))``: Claire's visit on Tuesday of that week."""

    def make(family_id: uuid.UUID, day: int, at: time | None, who="claire", kind="vad_suivi", **more) -> uuid.UUID:
        given = {"duration_min": 45, "created_at": now, "created_by": cast.helene.id} | more
        with db.writing(engine) as writer:
            made = Visit(
                family_id=family_id,
                kind=kind,
                planned_on=monday + timedelta(days=day),
                planned_at=at,
                worker_id=getattr(cast, who).id,
                **given,
            )
            writer.add(made)
        return made.id

    return make


@pytest.fixture
def look(engine, cast, sector, monday, today, now):
    """``look()``: the board of that week as the coordinator sees it."""

    def read(by="helene", draft=True, **more):
        when = {"monday": monday, "today": today, "now": now} | more
        actor = cast.actor(by) if isinstance(by, str) else by
        with db.reading(engine) as reader:
            return board.read(reader, actor, sector.id, when["monday"], when["today"], when["now"], draft)

    return read


@pytest.fixture
def begin(engine, cast, sector, monday, today, now):
    def make(by="helene") -> uuid.UUID:
        with db.writing(engine) as writer:
            actor = cast.actor(by) if isinstance(by, str) else by
            return drafts.begin(writer, actor, sector.id, monday, today, now)

    return make


def day_of(board, name: str, day: int):
    return next(row for row in board.rows if row.name == name).days[day]
