"""The calendars as they are published: how many, in which order, and what is never late."""

from datetime import date

from fieldvisit.carnet import calendar
from fieldvisit.carnet.certificate import Kind


def test_there_are_twenty_exams_split_thirteen_three_four():
    listed = list(calendar.exams().values())
    assert [one.code for one in listed] == [f"ex{number:02}" for number in range(1, 21)]
    until = [one.due[0] if one.due[1] == "months" else 0 for one in listed]
    assert [sum(months <= 36 for months in until), sum(36 < months <= 72 for months in until)] == [13, 3]


def test_each_certificate_belongs_to_one_exam():
    asked = {one.certificate: one.code for one in calendar.exams().values() if one.certificate}
    assert asked == {Kind.CS8: "ex01", Kind.CS9: "ex08", Kind.CS24: "ex12"}


def test_an_exam_is_late_fifteen_days_after_its_window_until_six_months_and_thirty_afterwards():
    late = {code: one.late_days for code, one in calendar.exams().items()}
    assert {code for code, days in late.items() if days == 15} == {f"ex{number:02}" for number in range(1, 8)}
    assert set(late.values()) == {15, 30}


def test_only_the_exam_of_six_years_is_new_in_2025():
    assert {code: one.in_force for code, one in calendar.exams().items() if one.in_force} == {"ex17": date(2025, 1, 1)}


def test_the_mandatory_doses_are_those_of_2025():
    asked = {
        f"{dose.vaccine}.{dose.rank}": dose.months
        for vaccine in calendar.vaccines().values()
        if vaccine.mandatory
        for dose in vaccine.doses
    }
    assert asked == {
        **{f"{code}.{rank}": at for code in ("hexa", "pneumo") for rank, at in (("D1", 2), ("D2", 4), ("R", 11))},
        **{"menb.D1": 3, "menb.D2": 5, "menb.R": 12, "menacwy.D1": 6, "menacwy.D2": 12, "ror.D1": 12, "ror.D2": 16},
    }


def test_the_immunisation_against_rsv_is_never_late_and_bcg_and_flu_are_only_asked_about():
    vaccines = calendar.vaccines()
    never = {code for code, one in vaccines.items() if all(dose.late_days is None for dose in one.doses)}
    assert never == {"vrs", "rota", "bcg", "grippe"}
    assert {code for code, one in vaccines.items() if one.to_check} == {"bcg", "grippe"}


def test_meningococcal_vaccines_are_caught_up_until_two_years():
    assert {calendar.vaccines()[code].until_months for code in ("menb", "menacwy")} == {24}
