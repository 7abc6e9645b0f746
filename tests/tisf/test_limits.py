"""Working time of home help: each rule refuses or warns where it should, in whatever order sessions were planned."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldvisit.families.age import PARIS
from fieldvisit.tisf import limits
from fieldvisit.tisf.limits import Span, at, check

MONDAY = date(2026, 11, 23)


def day(count: int) -> date:
    return MONDAY + timedelta(days=count)


def rules(planned: list[Span], new: Span) -> dict[str, bool]:
    return {one.rule: one.hard for one in check(planned, new)}


def test_an_ordinary_day_says_nothing():
    morning = at(MONDAY, time(9), 180, "Famille Özdemir")
    assert check([morning], at(MONDAY, time(14), 120)) == []


def test_an_overlap_is_refused_with_both_sessions_shown():
    [fault] = check([at(MONDAY, time(9), 120, "Famille Özdemir")], at(MONDAY, time(10), 60, "Famille Lefebvre"))
    assert fault.hard and fault.sentence == (
        "Deux séances à la même heure : Famille Özdemir, le 23/11/2026 de 09:00 à 11:00 ; "
        "Famille Lefebvre, le 23/11/2026 de 10:00 à 11:00."
    )
    assert check([at(MONDAY, time(9), 60)], at(MONDAY, time(10), 60)) == []


def test_more_than_ten_hours_a_day_are_refused():
    planned = [at(MONDAY, time(8), 240), at(MONDAY, time(13), 300)]
    assert rules(planned, at(MONDAY, time(18, 20), 60)) == {}
    assert rules(planned, at(MONDAY, time(18, 20), 61)) == {"jour": True}


@pytest.mark.parametrize(
    ("end", "found"), [(time(18, 30), {}), (time(19), {"amplitude": False}), (time(20), {"amplitude": True})]
)
def test_a_day_spans_twelve_hours_thirteen_by_exception(end, found):
    last = datetime.combine(MONDAY, end)
    minutes = int((last - datetime.combine(MONDAY, time(17, 30))).total_seconds() // 60)
    assert rules([at(MONDAY, time(6, 30), 60)], at(MONDAY, time(17, 30), minutes)) == found


@pytest.mark.parametrize(("begin", "refused"), [(time(7), False), (time(6, 59), True)])
def test_eleven_hours_of_rest_lie_between_two_days(begin, refused):
    found = check([at(MONDAY, time(18), 120)], at(day(1), begin, 60))
    assert [one.rule for one in found] == (["repos"] if refused else [])
    if refused:
        assert "Repos de 11 h" in found[0].sentence and "10 h 59" in found[0].sentence.replace("\u00a0", " ")


def test_the_night_of_the_change_of_the_clock_is_an_hour_shorter():
    saturday, sunday = date(2026, 3, 28), date(2026, 3, 29)
    assert rules([at(saturday, time(18), 120)], at(sunday, time(7, 30), 60)) == {"repos": True}


def test_a_week_has_forty_eight_hours_at_most():
    planned = [at(day(count), time(8), 570) for count in range(5)]  # 47 h 30
    assert "semaine" not in rules(planned, at(day(5), time(8), 30))
    assert rules(planned, at(day(5), time(8), 31))["semaine"] is True


def test_twelve_weeks_have_forty_four_hours_in_the_mean():
    planned = [at(day(7 * week + count), time(8), 540) for week in range(11) for count in range(5)]  # 45 h each
    last = [at(day(77 + count), time(8), 480) for count in range(4)]
    assert "moyenne" not in rules([*planned, *last], at(day(81), time(8), 60))
    assert rules([*planned, *last], at(day(81), time(8), 61))["moyenne"] is True


def test_six_days_in_a_row_are_the_most():
    planned = [at(day(count), time(9), 60) for count in range(6)]
    assert "suite" not in rules(planned[:5], planned[5])
    assert rules(planned, at(day(6), time(9), 60))["suite"] is True


def test_a_fortnight_has_four_days_of_rest_two_in_a_row_and_a_sunday():
    worked = [at(day(count), time(9), 60) for count in (0, 1, 2, 3, 4, 5, 7, 8, 9, 10)]
    # Three days of rest in these two weeks, but fortnights may be cut otherwise: warned of only.
    assert rules(worked, at(day(11), time(9), 60)) == {"quinzaine": False}
    # With the weeks before, no cut holds any more.
    before = [at(day(count - 14), time(9), 60) for count in (0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11)]
    assert rules([*before, *worked], at(day(11), time(9), 60)) == {"quinzaine": True}
    # Four days of rest, but never two in a row.
    apart = [at(day(count), time(9), 60) for count in (0, 1, 2, 4, 5, 7, 8, 9, 11)]
    assert rules(apart, at(day(12), time(9), 60)) == {"quinzaine": False}


def test_six_hours_without_a_break_and_no_meal_are_warned_of():
    found = rules([at(MONDAY, time(8), 180)], at(MONDAY, time(11, 10), 210))
    assert found == {"pause": False, "repas": False}


@pytest.mark.parametrize(("begin", "warned"), [(time(12, 50), False), (time(12, 40), True)])
def test_a_meal_of_thirty_minutes_counts_without_the_way(begin, warned):
    assert ("repas" in rules([at(MONDAY, time(9), 180)], at(MONDAY, begin, 150))) is warned


def test_hard_faults_come_first():
    planned = [at(MONDAY, time(6), 300), at(MONDAY, time(11), 240)]
    found = check(planned, at(MONDAY, time(15), 300))
    assert [one.hard for one in found] == sorted((one.hard for one in found), reverse=True)


SESSIONS = st.lists(
    st.builds(
        lambda count, quarter, minutes: at(day(count), time(quarter // 4, 15 * (quarter % 4)), minutes),
        st.integers(0, 20),
        st.integers(20, 84),
        st.sampled_from((30, 60, 120, 180, 300)),
    ),
    max_size=14,
)


@settings(deadline=None)
@given(SESSIONS, st.randoms(use_true_random=False))
def test_what_is_said_does_not_depend_on_the_order_in_which_sessions_were_planned(listed, random):
    if not listed:
        return
    *planned, new = listed
    shuffled = list(planned)
    random.shuffle(shuffled)
    assert check(planned, new) == check(shuffled, new)


def test_two_that_begin_together_are_said_in_one_order():
    short, long, new = (at(MONDAY, time(5), minutes) for minutes in (30, 60, 30))
    assert check([short, long], new) == check([long, short], new)


@settings(deadline=None)
@given(SESSIONS)
def test_sessions_that_were_each_accepted_break_no_hard_rule_together(listed):
    kept: list[Span] = []
    for one in listed:
        if not any(fault.hard for fault in check(kept, one)):
            kept.append(one)
    for rank, one in enumerate(kept):
        others = [*kept[:rank], *kept[rank + 1 :]]
        assert not [fault for fault in check(others, one) if fault.hard]
    # Worked out anew in the plainest way.
    by_day: dict[date, list[Span]] = {}
    for one in sorted(kept, key=lambda one: one.start):
        by_day.setdefault(one.day, []).append(one)
    for spans in by_day.values():
        assert sum(one.minutes for one in spans) <= limits.DAY_MOST
        assert spans[-1].end - spans[0].start <= timedelta(hours=13)
        assert all(one.end <= other.start for one, other in zip(spans, spans[1:], strict=False))
    days = sorted(by_day)
    for one, other in zip(days, days[1:], strict=False):
        assert by_day[other][0].start - by_day[one][-1].end >= timedelta(hours=11)
    assert all(any(begin + timedelta(days=count) not in by_day for count in range(7)) for begin in days)


def test_a_session_over_the_change_of_the_clock_lasts_its_minutes():
    one = at(date(2026, 10, 25), time(1), 180)
    assert one.minutes == 180 and one.end.astimezone(PARIS).hour == 3
