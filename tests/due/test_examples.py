"""Worked examples: every date below was counted by hand, on a paper calendar."""

from datetime import date

import pytest

from fieldvisit.due import windows
from fieldvisit.due.decision import Choose
from fieldvisit.due.item import State
from fieldvisit.schedule.visit import Status
from tests.due.family import Family, window

#: A day on which a child born on 20 October 2026 is one month and three days old.
TODAY = date(2026, 11, 23)


def of_birth(born, code):
    """The window of what is counted from a birth, whatever the day."""
    found = [slot.window for slot in windows.of_child(born, 0) if slot.rule.code == code]
    return tuple(found[0]) if found else None


@pytest.mark.parametrize(
    ("code", "opens", "due", "late"),
    [
        ("ex01", date(2026, 10, 20), date(2026, 10, 28), date(2026, 11, 12)),
        ("ex02", date(2026, 10, 27), date(2026, 11, 3), date(2026, 11, 18)),
        ("ex03", date(2026, 11, 20), date(2026, 12, 19), date(2027, 1, 3)),
        ("ex04", date(2026, 12, 20), date(2027, 1, 19), date(2027, 2, 3)),
        ("ex05", date(2027, 1, 20), date(2027, 2, 19), date(2027, 3, 6)),
        ("ex06", date(2027, 2, 20), date(2027, 3, 19), date(2027, 4, 3)),
        ("ex07", date(2027, 3, 20), date(2027, 4, 19), date(2027, 5, 4)),
        ("ex08", date(2027, 6, 20), date(2027, 7, 19), date(2027, 8, 18)),
        ("ex09", date(2027, 9, 20), date(2027, 10, 19), date(2027, 11, 18)),
        ("ex10", date(2027, 10, 20), date(2027, 11, 19), date(2027, 12, 19)),
        ("ex11", date(2028, 2, 20), date(2028, 4, 19), date(2028, 5, 19)),
        ("ex12", date(2028, 9, 20), date(2028, 11, 19), date(2028, 12, 19)),
        ("ex13", date(2028, 11, 20), date(2029, 10, 19), date(2029, 11, 18)),
        ("ex14", date(2029, 10, 20), date(2030, 10, 19), date(2030, 11, 18)),
        ("ex15", date(2030, 10, 20), date(2031, 10, 19), date(2031, 11, 18)),
        ("ex16", date(2031, 10, 20), date(2032, 10, 19), date(2032, 11, 18)),
        ("ex17", date(2032, 10, 20), date(2033, 10, 19), date(2033, 11, 18)),
        ("ex18", date(2034, 10, 20), date(2035, 10, 19), date(2035, 11, 18)),
        ("ex19", date(2037, 10, 20), date(2039, 10, 19), date(2039, 11, 18)),
        ("ex20", date(2041, 10, 20), date(2042, 10, 19), date(2042, 11, 18)),
        ("cs8", date(2026, 10, 20), date(2026, 11, 5), date(2026, 11, 20)),
        ("cs9", date(2027, 6, 20), date(2027, 7, 27), date(2027, 8, 26)),
        ("cs24", date(2028, 9, 20), date(2028, 11, 27), date(2028, 12, 27)),
        ("vac_hexa_d1", date(2026, 12, 20), date(2026, 12, 20), date(2027, 1, 4)),
        ("vac_menb_d1", date(2027, 1, 20), date(2027, 1, 20), date(2027, 2, 4)),
        ("vac_menb_d2", date(2027, 3, 20), date(2027, 3, 20), date(2027, 4, 4)),
        ("vac_menacwy_d1", date(2027, 4, 20), date(2027, 4, 20), date(2027, 5, 20)),
        ("vac_hexa_r", date(2027, 9, 20), date(2027, 9, 20), date(2027, 10, 20)),
        ("vac_ror_d2", date(2028, 2, 20), date(2028, 4, 20), date(2028, 5, 20)),
        ("vac_vrs_d1", date(2026, 10, 20), date(2026, 10, 20), None),
        ("vac_rota_d2", date(2027, 1, 20), date(2027, 1, 20), None),
    ],
)
def test_exams_certificates_and_vaccines_of_a_child_born_on_20_october_2026(code, opens, due, late):
    assert of_birth(date(2026, 10, 20), code)[:3] == (opens, due, late)


def test_a_child_of_33_weeks_is_visited_each_week_from_its_discharge_and_looked_at_by_its_corrected_age():
    family = Family()
    child = family.person(weeks=33, days=2, discharged=date(2026, 11, 14))  # 233 days: 47 before 40 SA
    visits = family.all("vad_prema", TODAY)
    assert [one.due_on for one in visits] == [
        date(2026, 11, 21),
        date(2026, 11, 28),
        date(2026, 12, 5),
        date(2026, 12, 12),
        date(2026, 12, 19),
        date(2026, 12, 26),
    ]
    assert family.one("vad_sortie", TODAY) is None
    # 20 October + 47 days = 6 December 2026: the exam counts from the birth, the grid from then on.
    in_may = date(2027, 5, 10)
    assert family.one("tnd_6m", in_may).opens_on == date(2027, 6, 6)
    assert family.one("ex08", in_may).opens_on == date(2027, 6, 20)
    assert family.one("ex02", TODAY, child).late_on == date(2026, 11, 18)


def test_age_is_corrected_until_two_years_and_not_on_the_day_of_two_years():
    family = Family()
    family.person(born=date(2025, 1, 10), weeks=28, days=0)  # 84 days: corrected from 4 April 2025
    assert family.one("tnd_18m", date(2026, 9, 1)).opens_on == date(2026, 10, 4)
    assert family.one("tnd_24m", TODAY).opens_on == date(2027, 1, 10)


def test_after_a_death_only_the_interview_with_the_mother_stays():
    family = Family()
    family.person(born=date(2026, 10, 20), died=date(2026, 11, 2))
    family.follow_up("FREQ=WEEKLY", date(2026, 11, 10))
    first, second = family.items(TODAY)
    assert (first.code, second.code) == ("epnp1", "epnp2")
    assert first.subject_id == second.subject_id == family.mother.id
    assert window(first)[:3] == (date(2026, 11, 17), date(2026, 12, 1), date(2026, 12, 15))
    assert window(second)[:3] == (date(2026, 12, 29), date(2027, 1, 12), date(2027, 1, 26))


def test_a_stillbirth_is_a_delivery_and_an_early_loss_is_not():
    for ended, asked in ((date(2026, 11, 1), True), (date(2026, 8, 1), False)):
        family = Family()
        family.pregnancy(term=date(2027, 3, 10), declared=date(2026, 8, 1), ended=ended)  # 22 SA on 28 October 2026
        assert ({one.code for one in family.items(TODAY)} >= {"epnp1"}) is asked
        assert not {one.code for one in family.items(TODAY)} & {"epp", "vad_prenatale"}


def test_a_pregnancy_counts_from_its_term_less_287_days():
    family = Family()
    family.pregnancy(term=date(2027, 3, 10), declared=date(2026, 8, 3))  # 27 May 2026
    assert window(family.one("epp", date(2026, 9, 1))) == (
        date(2026, 8, 3),
        date(2026, 9, 16),
        date(2026, 11, 11),
        date(2027, 3, 10),
    )


def test_a_pregnancy_declared_late_is_asked_for_at_once_and_late_the_day_after():
    family = Family()
    family.pregnancy(term=date(2027, 3, 10), declared=date(2026, 11, 20))
    assert window(family.one("epp", TODAY))[:3] == (date(2026, 11, 20),) * 3


def test_a_child_born_on_29_february_completes_its_year_on_1_march():
    born = date(2024, 2, 29)
    assert of_birth(born, "ex09")[:3] == (date(2025, 1, 29), date(2025, 2, 28), date(2025, 3, 30))
    assert of_birth(born, "ex10")[:2] == (date(2025, 3, 1), date(2025, 3, 28))
    assert of_birth(born, "vac_ror_d1")[0] == date(2025, 3, 1)
    assert of_birth(born, "ex15")[:2] == (date(2028, 2, 29), date(2029, 2, 28))


def test_a_child_born_before_2025_follows_the_new_calendar_for_what_is_still_to_come():
    # Nineteen months old on 1 January 2025: caught up from that day until two years.
    assert of_birth(date(2023, 6, 1), "vac_menb_d1") == (
        date(2025, 1, 1),
        date(2025, 1, 1),
        date(2025, 1, 16),
        date(2025, 5, 31),
    )
    assert of_birth(date(2022, 6, 1), "vac_menb_d1") is None
    # Seven on 15 January 2025: two weeks are left for the new exam; who was seven before is not asked for it.
    assert of_birth(date(2018, 1, 15), "ex17")[:2] == (date(2025, 1, 1), date(2025, 1, 14))
    assert of_birth(date(2017, 12, 31), "ex17") is None
    assert of_birth(date(2017, 12, 31), "ex18")[0] == date(2025, 12, 31)


def test_twins_are_one_delivery_and_a_visit_to_one_of_them_leaves_the_other_to_see():
    family = Family()
    lea, tom = (family.person(born=date(2026, 10, day), multiple=True) for day in (19, 20))
    assert len(family.all("epnp1", TODAY)) == 1
    assert len(family.all("epnp2", TODAY)) == 1  # twins: a risk factor
    family.visit("vad_1m", date(2026, 11, 16), children=frozenset([lea.id]))
    assert family.one("vad_1m", TODAY, lea).state == State.DONE
    assert family.one("vad_1m", TODAY, tom).state == State.OPEN


def test_the_second_interview_is_for_a_first_child_or_a_risk():
    family = Family()
    family.person(born=date(2023, 5, 1))
    family.person(born=date(2026, 10, 20))
    assert family.one("epnp2", TODAY) is None
    family.visit("epnp", date(2026, 11, 20), role="sage_femme_pmi", rank="premier", signs=True)
    assert family.one("epnp1", TODAY).state == State.DONE
    assert family.one("epnp2", TODAY).state == State.OPEN


def test_what_was_postponed_is_asked_for_again_from_the_chosen_day_and_not_late_before():
    family = Family()
    child = family.person()
    assert window(family.one("vad_1m", TODAY)) == (
        date(2026, 11, 10),
        date(2026, 11, 24),
        date(2026, 12, 1),
        date(2026, 12, 19),
    )
    family.decide(child.id, "vad_1m", Choose.POSTPONED, date(2026, 12, 10))
    assert window(family.one("vad_1m", TODAY)) == (date(2026, 12, 10),) * 3 + (date(2026, 12, 24),)


def test_a_weekly_follow_up_keeps_its_weekday_when_the_clocks_change():
    family = Family()
    family.person()
    family.follow_up("FREQ=WEEKLY;BYDAY=TU;COUNT=4", date(2026, 10, 13))  # the clocks change on Sunday the 25th
    found = family.all("suivi_vad_suivi", date(2026, 10, 12))
    assert [one.due_on.isoformat() for one in found] == ["2026-10-13", "2026-10-20", "2026-10-27", "2026-11-03"]
    assert [(one.opens_on, one.late_on) for one in found][1] == (date(2026, 10, 18), date(2026, 10, 22))
    family.visit("vad_suivi", date(2026, 10, 21))
    assert [one.state for one in family.all("suivi_vad_suivi", date(2026, 10, 22))].count(State.DONE) == 1


def test_a_return_home_is_visited_at_two_seven_and_fifteen_days_one_and_three_months():
    family = Family()
    child = family.person(born=date(2025, 3, 1))
    family.support("retour_domicile", date(2026, 11, 30), child)
    codes = ("retour_j2", "retour_j7", "retour_j15", "retour_m1", "retour_m3")
    assert [family.one(code, TODAY).due_on for code in codes] == [
        date(2026, 12, 2),
        date(2026, 12, 7),
        date(2026, 12, 15),
        date(2026, 12, 30),
        date(2027, 2, 28),
    ]


def test_an_evaluation_is_due_three_months_after_it_was_received_and_done_when_it_ends():
    family = Family()
    family.person()
    family.support("ip_evaluation", date(2026, 11, 30))
    assert family.one("ip_evaluation", TODAY).late_on == date(2027, 2, 28)
    family.facts.supports[0] = family.facts.supports[0]._replace(ended=date(2027, 2, 1))
    assert family.one("ip_evaluation", date(2027, 2, 2)).done_on == date(2027, 2, 1)


def test_a_child_in_care_is_looked_at_on_its_entry_and_not_visited_at_its_parents_home():
    family = Family()
    family.person(born=date(2026, 10, 20), in_care=True, in_care_since=date(2026, 11, 20))
    assert window(family.one("confie_bilan", TODAY))[:3] == (
        date(2026, 11, 20),
        date(2026, 12, 5),
        date(2026, 12, 20),
    )
    assert not {one.code for one in family.items(TODAY)} & {"vad_1m", "vad_2_3m"}


def test_an_opposition_leaves_the_mandate_of_an_evaluation_only():
    family = Family()
    family.person()
    family.support("ip_evaluation", date(2026, 11, 1))
    family.facts.opposed = True
    assert {one.code for one in family.items(TODAY)} == {"ip_evaluation", "vad_eval_ip"}


def test_a_refusal_of_visits_leaves_the_exams_and_the_interviews():
    family = Family()
    family.person()
    family.facts.refuses_visits = True
    assert family.one("vad_1m", TODAY).state == State.REFUSED
    assert family.one("ex03", TODAY).state == family.one("epnp1", TODAY).state == State.OPEN


def test_a_family_that_left_the_county_has_nothing_due():
    family = Family()
    family.person()
    family.facts.status = "hors_departement"
    assert family.items(TODAY) == []


def test_a_nurses_visit_is_never_an_exam_nor_an_interview():
    family = Family()
    family.person()
    family.visit("vad_1m", date(2026, 11, 20))
    family.visit("epnp", date(2026, 11, 20), role="puericultrice")
    assert family.one("ex03", TODAY).state == family.one("epnp1", TODAY).state == State.OPEN
    assert family.one("vad_1m", TODAY).state == State.DONE


def test_a_visit_refused_at_the_door_is_refused_until_another_is_planned():
    family = Family()
    family.person()
    family.visit("vad_1m", date(2026, 11, 20), Status.REFUSED)
    assert family.one("vad_1m", TODAY).state == State.REFUSED
    planned = family.visit("vad_1m", date(2026, 11, 30), Status.PLANNED)
    assert (family.one("vad_1m", TODAY).state, family.one("vad_1m", TODAY).visit_id) == (State.OPEN, planned.id)


def test_a_certificate_is_awaited_eight_days_after_its_exam_and_says_that_the_exam_was_made():
    family = Family()
    child = family.person()
    family.facts.exams = {child.id: {"ex01": date(2026, 10, 23)}}
    assert window(family.one("cs8", TODAY))[1:3] == (date(2026, 10, 31), date(2026, 11, 15))
    family.facts.exams, received = {}, (date(2026, 10, 22), date(2026, 11, 2))
    family.facts.certificates = {child.id: {"CS8": received}}
    assert family.one("ex01", TODAY).done_on == date(2026, 10, 22)
    assert family.one("cs8", TODAY).done_on == date(2026, 11, 2)


def test_a_later_dose_takes_the_earlier_one_off_the_list():
    family = Family()
    child = family.person(born=date(2026, 5, 20))
    family.facts.doses = {child.id: {("hexa", "D2"): date(2026, 9, 25)}}
    assert family.one("vac_hexa_d1", TODAY) is None
    assert family.one("vac_hexa_d2", TODAY).state == State.DONE


def test_young_parents_are_accompanied_without_being_asked_for():
    family = Family()
    family.facts.persons[0] = family.mother._replace(born=date(2005, 10, 21))  # twenty on the day of the birth
    family.person()
    assert [one.opens_on for one in family.all("jeunes_parents", TODAY)][:2] == [date(2026, 10, 20), date(2026, 11, 20)]
