"""A stand-in's tablet: the families come with the first day, leave the day after the last, her work still comes in."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.calendars import absence
from fieldvisit.due import covering
from fieldvisit.schedule.record import VisitRecord
from tests.sync.tablet import visit_record

DAY = timedelta(days=1)


@pytest.fixture
def covered(engine, cast, today, now):
    """``covered(first, last)``: Inès stands in for Claire at the Petit's, days counted from today."""

    def make(first, last):
        begun = today + min(first, 0) * DAY
        with db.writing(engine) as writer:
            helene, claire = cast.actor("helene"), cast.claire.id
            days = today + first * DAY, today + last * DAY
            gone, _ = absence.enter(writer, helene, claire, *days, "jour", "conge", "", begun, now)
            covering.give(writer, helene, gone.id, cast.ines.id, [cast.petit.id], begun, now)

    return make


@pytest.mark.parametrize(
    ("first", "last", "aboard"), [(1, 5, False), (0, 3, True), (-3, 0, True), (-5, -1, False)], ids=str
)
def test_the_files_are_aboard_on_the_days_of_the_absence(tablet_of, covered, cast, first, last, aboard):
    covered(first, last)
    ines = tablet_of("ines")
    ines.pull_all()
    assert (str(cast.petit.id) in ines.aboard("family")) is aboard


def test_the_day_after_they_are_forgotten_and_what_was_written_comes_in(
    tablet_of, covered, door, plan, engine, cast, now
):
    covered(-2, 0)
    ines = tablet_of("ines")
    ines.pull_all()
    assert str(cast.petit.id) in ines.aboard("family")
    visit = plan("petit", "ines")
    door.clock = lambda: now + DAY
    with db.writing(engine) as writer:
        ines.token = sessions.open_for(writer, cast.ines, now + DAY)
    assert str(cast.petit.id) in ines.pull()["forget"]
    line = ines.line("visit_record", visit_record(visit, now), family_id=cast.petit.id)
    assert [one["word"] for one in ines.push(line)] == ["received"]
    with db.reading(engine) as reader:
        assert reader.exec(select(VisitRecord)).one().author_id == cast.ines.id
