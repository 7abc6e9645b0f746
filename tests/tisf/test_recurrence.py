"""The pattern of an order: its days by the calendar, holidays left out, and what cannot be."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldvisit.calendars import public
from fieldvisit.tisf import recurrence
from fieldvisit.tisf.recurrence import DAYS, Invalid, Pattern

TOLD = {
    "frequence": "hebdomadaire",
    "jours": ["lun", "jeu"],
    "heure_debut": "09:00",
    "duree_min": 120,
    "premiere_date": "2026-11-23",
    "derniere_date": None,
    "jours_feries": "sauter",
    "vacances_scolaires": "maintenir",
    "exceptions": [],
    "intervenante": None,
}
UNTIL = date(2027, 1, 31)


def days(until=UNTIL, school=lambda day: "", **changes) -> list[date]:
    return recurrence.days(recurrence.read(TOLD | changes), until, public.name, school)


def test_each_week_on_its_days():
    assert days(until=date(2026, 12, 4)) == [
        date(2026, 11, 23),
        date(2026, 11, 26),
        date(2026, 11, 30),
        date(2026, 12, 3),
    ]


def test_every_other_week_counts_from_the_week_of_the_first_one():
    assert days(until=date(2026, 12, 20), frequence="quinzaine", premiere_date="2026-11-26") == [
        date(2026, 11, 26),
        date(2026, 12, 7),
        date(2026, 12, 10),
    ]


def test_each_month_on_the_same_weekday_of_the_month():
    found = days(frequence="mensuelle", jours=["mar"], premiere_date="2026-11-24")
    assert found == [date(2026, 11, 24), date(2026, 12, 22), date(2027, 1, 26)]
    fifth = days(frequence="mensuelle", jours=["lun"], premiere_date="2026-11-30")
    assert fifth == [date(2026, 11, 30), date(2026, 12, 28), date(2027, 1, 25)]


def test_a_single_one_is_on_its_day():
    assert days(frequence="ponctuelle", premiere_date="2026-11-25") == [date(2026, 11, 25)]


def test_public_holidays_school_holidays_and_excluded_dates_are_left_out():
    christmas, new_year = date(2026, 12, 25), date(2027, 1, 1)
    every = days(jours=["ven"])
    assert christmas not in every and new_year not in every
    assert {christmas, new_year} <= set(days(jours=["ven"], jours_feries="maintenir"))
    assert date(2026, 12, 4) not in days(jours=["ven"], exceptions=["2026-12-04"])

    def holidays(day):
        return "Noël" if date(2026, 12, 19) <= day <= date(2027, 1, 3) else ""

    assert date(2026, 12, 21) in days(school=holidays)
    assert date(2026, 12, 21) not in days(school=holidays, vacances_scolaires="sauter")


def test_it_ends_with_its_last_date_or_the_order():
    assert days(derniere_date="2026-11-30")[-1] == date(2026, 11, 30)
    assert days(until=date(2026, 11, 22)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"frequence": "parfois"}, "fréquence"),
        ({"jours": []}, "jour de la semaine"),
        ({"heure_debut": "9 heures"}, "heure de début"),
        ({"duree_min": 601}, "10 heures"),
        ({"duree_min": "120"}, "10 heures"),
        ({"derniere_date": "2026-11-01"}, "inversez"),
        ({"jours_feries": "peut-être"}, "jours fériés"),
        ({"intervenante": "Sylvie"}, "heure de début"),
    ],
)
def test_what_cannot_be_is_said(changes, said):
    with pytest.raises(Invalid) as refused:
        recurrence.read(TOLD | changes)
    assert said in refused.value.sentence


def test_it_stays_within_the_order():
    pattern = recurrence.read(TOLD | {"derniere_date": "2027-03-01"})
    with pytest.raises(Invalid, match="01/02/2027"):
        recurrence.check_period(pattern, date(2026, 11, 1), date(2027, 2, 1))
    with pytest.raises(Invalid, match="première séance"):
        recurrence.check_period(pattern, date(2026, 12, 1), date(2027, 3, 1))


PATTERNS = st.builds(
    Pattern,
    st.sampled_from(list(recurrence.FREQUENCIES)),
    st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(lambda some: tuple(d for d in DAYS if d in some)),
    st.times(timezones=st.none()).map(lambda at: time(at.hour, at.minute)),
    st.integers(15, 600),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)


@settings(deadline=None)
@given(PATTERNS, st.integers(0, 400))
def test_days_are_in_order_within_the_period_and_on_its_weekdays(pattern, length):
    until = pattern.first + timedelta(days=length)
    found = recurrence.days(pattern, until, public.name, lambda day: "")
    assert found == sorted(set(found))
    assert all(pattern.first <= day <= until and not public.name(day) for day in found)
    if pattern.frequency != "ponctuelle":
        assert {DAYS[day.weekday()] for day in found} <= set(pattern.days)
    assert recurrence.read(recurrence.written(pattern)) == pattern
    cut = replace(pattern, last=until)
    assert recurrence.days(cut, until + timedelta(days=60), public.name, lambda day: "") == found
