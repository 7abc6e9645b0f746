"""The months that are counted here are those of python-dateutil."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as some

from fieldvisit.due import calendar
from fieldvisit.growth import plausibility

DAYS = some.dates(date(1990, 1, 1), date(2040, 12, 31))
MONTHS = some.integers(-300, 300)


@given(DAYS, MONTHS, some.integers(-60, 60))
def test_a_period_ends_where_dateutil_says(anchor, months, days):
    assert calendar.after(anchor, months, days) == anchor + relativedelta(months=months) + timedelta(days=days)


@given(DAYS, MONTHS)
def test_an_age_is_reached_where_dateutil_says_or_on_the_day_after_a_short_month(birth, months):
    reached = birth + relativedelta(months=months)
    assert calendar.at_age(birth, months) == reached + timedelta(days=reached.day < birth.day)


def test_what_is_due_corrects_ages_as_the_county_does_for_charts_and_grids(monkeypatch):
    birth, shift = date(2025, 1, 10), calendar.correction(33, 0)
    assert (shift, calendar.correction(37, 0), calendar.correction(None, None)) == (49, 0, 0)
    corrected, real = calendar.at_age(date(2025, 2, 28), 18), calendar.at_age(birth, 18)
    assert calendar.at_corrected_age(birth, shift, 18) == corrected
    monkeypatch.setitem(plausibility.SETTINGS, "age_corrige_arret_mois", 12)
    assert calendar.at_corrected_age(birth, shift, 18) == real
    monkeypatch.setitem(plausibility.SETTINGS, "age_corrige_arret_mois", 36)
    assert calendar.at_corrected_age(birth, shift, 24) == calendar.at_age(date(2025, 2, 28), 24)
    monkeypatch.setitem(plausibility.SETTINGS, "age_corrige_seuil_sa", 33)
    assert (calendar.correction(33, 0), calendar.correction(32, 6)) == (0, 50)
