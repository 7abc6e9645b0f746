"""Hours add up: over both changes of the clock, over midnight, in whatever order, by whatever rule."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldvisit.tisf import hours, rounding
from fieldvisit.tisf.hours import Counted, Totals, Warn
from fieldvisit.tisf.rounding import Rounding, Way

PARIS = ZoneInfo("Europe/Paris")
RULES = (
    Rounding(date(2024, 1, 1), 15, Way.NEAREST),
    Rounding(date(2026, 1, 1), 30, Way.UP),
    Rounding(date(2027, 1, 1), 10, Way.DOWN),
)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
sessions = st.builds(
    lambda at, lasting: hours.made(at, at + timedelta(seconds=lasting), RULES), instants, st.integers(0, 14 * 3600)
)


def paris(*at, fold=0) -> datetime:
    return datetime(*at, tzinfo=PARIS, fold=fold)


@pytest.mark.parametrize(
    ("started", "ended", "minutes"),
    [
        (paris(2026, 10, 25, 1, 30), paris(2026, 10, 25, 3, 30), 180),  # the hour that comes twice
        (paris(2026, 10, 25, 2, 30), paris(2026, 10, 25, 2, 30, fold=1), 60),
        (paris(2027, 3, 28, 1, 30), paris(2027, 3, 28, 3, 30), 60),  # the hour that is not there
        (paris(2026, 11, 23, 22, 15), paris(2026, 11, 24, 0, 45), 150),
        (paris(2026, 11, 23, 9, 0), paris(2026, 11, 23, 9, 0), 0),
    ],
)
def test_a_session_has_its_real_minutes(started, ended, minutes):
    assert hours.minutes(started, ended) == minutes
    assert hours.minutes(started.astimezone(UTC), ended.astimezone(UTC)) == minutes


def test_seconds_count_as_they_are_shown():
    at = datetime(2026, 11, 23, 9, 0, 59, 999000, tzinfo=UTC)
    assert hours.minutes(at, at + timedelta(seconds=1)) == 1  # 09:00 to 09:01 on paper
    assert hours.minutes(at.replace(second=0), at) == 0


def test_an_instant_without_its_zone_is_none():
    with pytest.raises(ValueError, match="zone"):
        hours.minutes(datetime(2026, 11, 23, 9), datetime(2026, 11, 23, 10))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), date(2026, 7, 2)),  # summer: 00:30 in Paris
        (datetime(2026, 12, 1, 22, 30, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 2)),
    ],
)
def test_the_day_is_that_of_the_start_in_paris(at, day):
    assert hours.day(at) == day


@settings(deadline=None)
@given(instants, st.integers(0, 14 * 60), st.integers(0, 14 * 60))
def test_a_session_cut_in_two_has_as_many_minutes(at, first, second):
    middle = at + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    assert hours.minutes(at, middle) + hours.minutes(middle, end) == hours.minutes(at, end) == first + second


@settings(deadline=None)
@given(st.lists(sessions), st.randoms())
def test_sums_do_not_depend_on_the_order(listed, chance):
    mixed = list(listed)
    chance.shuffle(mixed)
    cut = chance.randint(0, len(mixed))
    assert hours.total(listed) == hours.total(mixed)
    assert hours.total(mixed[:cut]) + hours.total(mixed[cut:]) == hours.total(listed)


@settings(deadline=None)
@given(st.integers(0, 14 * 60), st.sampled_from(rounding.STEPS))
def test_a_rule_rounds_to_its_step_and_no_further(minutes, step):
    down, nearest, up = (Rounding(date.min, step, way).billed(minutes) for way in (Way.DOWN, Way.NEAREST, Way.UP))
    assert minutes - step < down <= minutes <= up < minutes + step
    assert abs(nearest - minutes) * 2 <= step and nearest in (down, up)
    assert all(one % step == 0 for one in (down, nearest, up))


@pytest.mark.parametrize(("minutes", "billed"), [(0, 0), (7, 0), (8, 15), (52, 45), (53, 60), (180, 180)])
def test_the_project_bills_the_nearest_quarter(minutes, billed):
    assert rounding.on(date(2026, 11, 23)).billed(minutes) == billed


def test_a_session_is_billed_by_the_rule_of_its_day():
    at = paris(2025, 12, 31, 23, 50)
    assert hours.made(at, at + timedelta(minutes=20), RULES).billed == 15  # the day of its start
    assert hours.made(at + timedelta(minutes=10), at + timedelta(minutes=30), RULES).billed == 30
    before = paris(2023, 6, 1, 9)
    assert hours.made(before, before + timedelta(minutes=47), RULES) == Counted(47, 47)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"rules": [{"from": "2026-01-01", "step_min": 7, "way": "superieur"}]}',
        '{"rules": [{"from": "2026-01-01", "step_min": 15, "way": "hasard"}]}',
        '{"rules": [{"from": "hier", "step_min": 15, "way": "superieur"}]}',
        '{"rules": [{"from": "2026-01-01", "step_min": true, "way": "superieur"}]}',
        '{"rules": [{"from": "2026-01-01", "step_min": 15, "way": "superieur"},'
        ' {"from": "2026-01-01", "step_min": 30, "way": "superieur"}]}',
    ],
)
def test_a_file_that_says_no_rule_is_refused(text):
    with pytest.raises(ValueError):
        rounding.read(text)


@pytest.mark.parametrize(
    ("done", "planned", "ends", "told"),
    [
        (0, 0, 60, []),
        (479, 121, 60, []),
        (480, 120, 60, [Warn.NEARLY]),
        (480, 121, 60, [Warn.NEARLY, Warn.PLANNED_OVER]),
        (600, 0, 60, [Warn.USED]),
        (601, 60, 60, [Warn.OVER]),
        (0, 0, 16, []),
        (0, 0, 15, [Warn.ENDING]),
        (0, 0, 0, [Warn.ENDING]),
        (0, 0, -1, [Warn.ENDED]),
    ],
)
def test_an_order_says_when_hours_or_days_run_out(done, planned, ends, told):
    today = date(2026, 11, 23)
    totals = Totals(done, done, planned)
    assert hours.warnings(600, totals, today + timedelta(days=ends), today) == told
    assert hours.left(600, totals) == 600 - done - planned


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (125, "2 h 05"), (-90, "−1 h 30")]
)
def test_hours_in_words(minutes, words):
    assert hours.words(minutes).replace("\u00a0", " ") == words
