"""The very days on which a file may go: the longest rule of the household decides, whatever the order of its facts."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldvisit.retention import durations
from fieldvisit.retention.durations import Due, Traces, due, read, years_after

KEPT = read()
#: A busy machine is no fault of the rules.
QUICK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.integers(date(1990, 1, 1).toordinal(), date(2090, 1, 1).toordinal()).map(date.fromordinal)


def test_a_childs_file_at_the_eighth_and_the_twenty_eighth_birthday():
    found = due(Traces((date(1998, 5, 17),), date(2004, 1, 5)), KEPT)
    assert (found.archive_on, found.eliminate_on) == (date(2006, 5, 17), date(2026, 5, 17))
    assert (found.archive_why, found.eliminate_why) == ("8 ans du plus jeune enfant", "28 ans du plus jeune enfant")


def test_born_on_a_29_february_the_day_after_the_28th_counts():
    found = due(Traces((date(1996, 2, 29),), date(1996, 3, 5)), KEPT)
    assert (found.archive_on, found.eliminate_on) == (date(2004, 2, 29), date(2024, 2, 29))
    assert years_after(date(1996, 2, 29), 29) == date(2025, 3, 1)


def test_a_later_child_keeps_the_whole_household():
    alone = due(Traces((date(1990, 1, 1),), date(1996, 1, 1)), KEPT)
    with_another = due(Traces((date(1990, 1, 1), date(2003, 6, 1)), date(1996, 1, 1)), KEPT)
    assert alone.eliminate_on == date(2018, 1, 1) and with_another.eliminate_on == date(2031, 6, 1)


def test_two_years_after_the_last_contact_where_that_is_later():
    found = due(Traces((date(1990, 1, 1),), date(2025, 11, 23)), KEPT)
    assert found.archive_on == found.eliminate_on == date(2027, 11, 23)
    assert found.archive_why == "2 ans après le dernier contact"


def test_a_social_file_without_a_child_is_archived_after_two_years_and_goes_with_its_hours_after_ten():
    found = due(Traces((), date(2016, 11, 23), social=True), KEPT)
    assert (found.archive_on, found.eliminate_on) == (date(2018, 11, 23), date(2026, 11, 23))


def test_child_protection_without_a_figure_is_never_offered():
    traces = Traces((date(1980, 1, 1),), date(1988, 1, 1), protected_on=date(1988, 1, 1))
    assert due(traces, KEPT) == Due()


def test_child_protection_with_the_countys_own_figure(tmp_path):
    told = tmp_path / "durees.json"
    told.write_text(json.dumps({"protection_years": 40}), encoding="utf-8")
    found = due(Traces((date(1980, 1, 1),), date(1988, 1, 1), protected_on=date(1988, 1, 1)), read(told))
    assert found.archive_on == found.eliminate_on == date(2028, 1, 1)


@pytest.mark.parametrize("traces", [Traces((date(1980, 1, 1),)), Traces((), date(1988, 1, 1), undated=True)])
def test_what_has_no_date_is_never_offered(traces):
    assert due(traces, KEPT) == Due()


@pytest.mark.parametrize(
    "told",
    [{"contact_years": 0}, {"contact_years": None}, {"contact_years": "2"}, {"contact_years": True}, {"inconnu": 3}],
)
def test_a_duration_mistyped_lets_nothing_go(tmp_path, told):
    path = tmp_path / "durees.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ValueError, match="FIELDVISIT_RETENTION"):
        read(path)


@QUICK
@given(st.lists(DAYS, max_size=5), DAYS, st.booleans(), DAYS)
def test_the_order_of_the_children_changes_nothing_and_one_more_shortens_nothing(births, contact, social, more):
    found = due(Traces(tuple(births), contact, social), KEPT)
    assert due(Traces(tuple(reversed(births)), contact, social), KEPT) == found
    longer = due(Traces((*births, more), contact, social), KEPT)
    assert found.archive_on <= longer.archive_on and found.eliminate_on <= longer.eliminate_on
    assert found.archive_on <= found.eliminate_on


@QUICK
@given(st.lists(DAYS, min_size=1, max_size=4), DAYS)
def test_nobody_goes_before_the_youngest_is_28(births, contact):
    assert due(Traces(tuple(births), contact), KEPT).eliminate_on >= durations.years_after(max(births), 28)


@QUICK
@given(DAYS, st.integers(1, 40))
def test_some_years_after_is_never_before(day, years):
    later = years_after(day, years)
    assert later.year == day.year + years and later - day >= timedelta(days=365 * years)
