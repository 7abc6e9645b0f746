"""Sessions from a pattern or by hand: planned, moved and cancelled as one, those that follow, or the whole series."""

from datetime import date, time

import pytest
from sqlmodel import select

from fieldvisit.access.care import cared_for
from fieldvisit.calendars.absence import Absence
from fieldvisit.schedule import planning, visit
from fieldvisit.schedule.planning import Plan
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import ordering, planned, series, steps
from fieldvisit.tisf.order import InterventionOrder, Status
from fieldvisit.tisf.planned import NeedsReason, When
from fieldvisit.tisf.series import Scope
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.words import Refusal

MONDAY = date(2026, 11, 23)


@pytest.fixture
def fatima(person):
    return person("Fatima El Idrissi", "tisf")


@pytest.fixture
def nora(person):
    return person("Nora Petit", "tisf")


@pytest.fixture
def setting(session, order_of, patricia, fatima, nora, today):
    """An order of Patricia's association, a month old, with sixty days and sixty hours left."""
    made = order_of(usual_worker_id=fatima.account_id)
    order = session.get_one(InterventionOrder, made.id)
    return session, patricia, order


@pytest.fixture
def pattern(fatima):
    def make(**changes) -> dict:
        return {
            "frequence": "hebdomadaire",
            "jours": ["lun", "jeu"],
            "heure_debut": "09:00",
            "duree_min": 120,
            "premiere_date": MONDAY.isoformat(),
            "derniere_date": "2026-12-10",
            "jours_feries": "sauter",
            "intervenante": str(fatima.account_id),
        } | changes

    return make


def listed(session, order) -> list[tuple[date, str, int]]:
    found = planned.of_order(session, order.id, MONDAY)
    return [(at.planned_on, f"{at.planned_at:%H:%M}", at.duration_min) for _, at in found]


def test_a_pattern_becomes_sessions_that_are_visits_of_the_planning(setting, pattern, fatima, today, now):
    session, patricia, order = setting
    told = series.plan(session, patricia, order.id, pattern(), "", today, now)
    assert told.count == 6 and told.refused == ()
    assert [on for on, *_ in listed(session, order)] == [
        date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 3), date(2026, 12, 7),
        date(2026, 12, 10),
    ]  # fmt: skip
    held, at = planned.of_order(session, order.id, today)[0]
    assert (at.kind, at.worker_id, held.from_series) == ("seance_tisf", fatima.account_id, MONDAY)
    assert order.family_id in session.exec(cared_for(fatima.account_id, order.ends_on)).all()
    assert (
        order.recurrence["jours"] == ["lun", "jeu"] and "6 séances" in ordering.history(session, order.id)[0][0].words
    )
    # Once more: what stands stays, nothing is there twice.
    assert series.plan(session, patricia, order.id, pattern(), "", today, now).count == 0


def test_only_the_associations_responsable_plans(setting, pattern, fatima, cast, today, now):
    session, _, order = setting
    for actor in (fatima, cast.actor("helene"), cast.actor("claire")):
        with pytest.raises(planned.NotAllowed):
            series.plan(session, actor, order.id, pattern(), "", today, now)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SENT, Status.SUSPENDED, Status.ENDED, Status.REFUSED])
def test_nothing_is_planned_for_an_order_that_does_not_stand(setting, pattern, today, now, status):
    session, patricia, order = setting
    order.status = status
    session.flush()
    with pytest.raises(Refusal):
        series.plan(session, patricia, order.id, pattern(), "", today, now)


def test_the_hours_granted_end_the_series(setting, pattern, today, now):
    session, patricia, order = setting
    order.minutes_granted = 5 * 60
    told = series.plan(session, patricia, order.id, pattern(), "", today, now)
    assert told.count == 2 and "4 séances de moins" in told.warnings[0]
    with pytest.raises(Refusal, match="demandez une prolongation"):
        series.plan(session, patricia, order.id, pattern(duree_min=300), "", today, now)


def test_days_that_the_limits_refuse_are_left_out_and_said(setting, pattern, order_of, session_of, fatima, today, now):
    session, patricia, order = setting
    taken = Visit(
        family_id=order.family_id, kind="seance_tisf", planned_on=date(2026, 11, 26), planned_at=time(10),
        duration_min=60, worker_id=fatima.account_id, created_at=now, created_by=patricia.account_id,
    )  # fmt: skip
    session.add(taken)
    session.flush()
    told = series.plan(session, patricia, order.id, pattern(), "", today, now)
    assert told.count == 5
    assert told.refused == (
        "Deux séances à la même heure : Famille Benali, le 26/11/2026 de 10:00 à 11:00 ; "
        "Famille Benali, le 26/11/2026 de 09:00 à 11:00.",
    )


def test_a_soft_rule_asks_for_a_reason_kept_in_the_history(setting, pattern, today, now):
    session, patricia, order = setting
    long = pattern(duree_min=400, jours=["lun"])
    with pytest.raises(NeedsReason) as asked:
        series.plan(session, patricia, order.id, long, "", today, now)
    assert "6 h de travail" in asked.value.sentence and listed(session, order) == []
    assert series.plan(session, patricia, order.id, long, "Sortie à la journée.", today, now).count == 3
    assert "Sortie à la journée." in ordering.history(session, order.id)[0][0].words


def test_an_absence_and_a_holiday_are_told(setting, pattern, fatima, patricia, today, now):
    session, _, order = setting
    session.add(
        Absence(
            account_id=fatima.account_id, first_on=date(2026, 12, 3), last_on=date(2026, 12, 3), why="conge",
            noted_by=patricia.account_id, noted_at=now,
        )
    )  # fmt: skip
    session.flush()
    told = series.plan(session, patricia, order.id, pattern(), "", today, now)
    assert told.count == 6 and len(told.warnings) == 1 and "Fatima El Idrissi" in told.warnings[0]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 20), "date est passée"),
        (date(2027, 3, 1), "Hors de la période de l’ordre"),
    ],
)
def test_a_session_by_hand_is_within_the_order(setting, fatima, today, now, on, said):
    session, patricia, order = setting
    with pytest.raises(Refusal, match=said):
        series.add(session, patricia, order.id, When(on, time(9), 60, fatima.account_id), "", today, now)


def test_a_session_by_hand_beyond_the_hours_asks_why(setting, fatima, today, now):
    session, patricia, order = setting
    order.minutes_granted = 60
    when = When(MONDAY, time(9), 90, fatima.account_id)
    with pytest.raises(NeedsReason, match="30.min de plus que les heures accordées"):
        series.add(session, patricia, order.id, when, "", today, now)
    assert series.add(session, patricia, order.id, when, "Accord oral de la coordinatrice.", today, now).count == 1


def by_day(session, order, on) -> InterventionSession:
    return next(held for held, at in planned.of_order(session, order.id, MONDAY) if at.planned_on == on)


def test_one_session_moved_leaves_the_series_as_it_was(setting, pattern, fatima, today, now):
    session, patricia, order = setting
    series.plan(session, patricia, order.id, pattern(), "", today, now)
    one = by_day(session, order, date(2026, 11, 30))
    to = When(date(2026, 12, 1), time(14), 90, fatima.account_id)
    assert series.move(session, patricia, one.id, Scope.THIS, to, "", today, now).count == 1
    assert listed(session, order)[2] == (date(2026, 12, 1), "14:00", 90)
    assert one.from_series == date(2026, 11, 30) and order.recurrence["heure_debut"] == "09:00"
    assert series.plan(session, patricia, order.id, pattern(), "", today, now).count == 0


def test_the_following_take_the_hour_and_those_of_the_weekday_the_day(setting, pattern, fatima, today, now):
    session, patricia, order = setting
    series.plan(session, patricia, order.id, pattern(), "", today, now)
    one = by_day(session, order, date(2026, 11, 30))
    to = When(date(2026, 12, 1), time(14), 90, fatima.account_id)
    assert series.move(session, patricia, one.id, Scope.FOLLOWING, to, "", today, now).count == 4
    assert listed(session, order) == [
        (date(2026, 11, 23), "09:00", 120),
        (date(2026, 11, 26), "09:00", 120),
        (date(2026, 12, 1), "14:00", 90),
        (date(2026, 12, 3), "14:00", 90),
        (date(2026, 12, 8), "14:00", 90),
        (date(2026, 12, 10), "14:00", 90),
    ]
    assert order.recurrence["jours"] == ["mar", "jeu"] and order.recurrence["heure_debut"] == "14:00"
    assert series.plan(session, patricia, order.id, order.recurrence, "", today, now).count == 0


def test_the_whole_series_goes_to_another_worker_who_then_carries_the_file(setting, pattern, nora, today, now):
    session, patricia, order = setting
    series.plan(session, patricia, order.id, pattern(), "", today, now)
    one = by_day(session, order, date(2026, 12, 3))
    to = When(date(2026, 12, 3), time(9), 120, nora.account_id)
    assert series.move(session, patricia, one.id, Scope.SERIES, to, "", today, now).count == 6
    assert {at.worker_id for _, at in planned.of_order(session, order.id, today)} == {nora.account_id}
    assert order.usual_worker_id == nora.account_id


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (Scope.THIS, [23, 26, 3, 7, 10]),
        (Scope.FOLLOWING, [23, 26]),
        (Scope.SERIES, []),
    ],
)
def test_cancelled_sessions_stay_with_why_and_do_not_come_back(setting, pattern, today, now, scope, left):
    session, patricia, order = setting
    series.plan(session, patricia, order.id, pattern(), "", today, now)
    one = by_day(session, order, date(2026, 11, 30))
    with pytest.raises(Refusal, match="Dites pourquoi"):
        series.cancel(session, patricia, one.id, scope, " ", today, now)
    series.cancel(session, patricia, one.id, scope, "Formation.", today, now)
    assert [on.day for on, *_ in listed(session, order)] == left
    held = session.get_one(Visit, one.visit_id)
    assert (one.status, held.status, held.cancel_reason) == ("non_realisee", "annulee", "Formation.")
    if order.recurrence:
        assert series.plan(session, patricia, order.id, order.recurrence, "", today, now).count == 0
    assert len(session.exec(select(InterventionSession)).all()) == 6


def test_what_has_begun_is_neither_moved_nor_cancelled(setting, pattern, today, now):
    session, patricia, order = setting
    series.plan(session, patricia, order.id, pattern(), "", today, now)
    one = by_day(session, order, MONDAY)
    session.get_one(Visit, one.visit_id).status = visit.Status.RUNNING
    session.flush()
    with pytest.raises(Refusal, match="a commencé"):
        series.cancel(session, patricia, one.id, Scope.THIS, "Non", today, now)


def test_suspending_cancels_what_is_to_come_and_resuming_plans_it_anew(setting, pattern, cast, today, now):
    session, patricia, order = setting
    series.plan(session, patricia, order.id, pattern(), "", today, now)
    steps.suspend(session, patricia, order.id, "Famille absente.", today, now)
    assert listed(session, order) == []
    steps.resume(session, cast.actor("helene"), order.id, "", today, now)
    assert series.plan(session, patricia, order.id, order.recurrence, "", today, now).count == 6


def test_the_planning_page_leaves_sessions_to_the_association(setting, pattern, cast, today, now):
    session, patricia, order = setting
    series.plan(session, patricia, order.id, pattern(), "", today, now)
    one = by_day(session, order, date(2026, 11, 30))
    plan = Plan(date(2026, 12, 1), time(9), 60, cast.sylvie.id)
    with pytest.raises(Refusal, match="Interventions"):
        planning.move(session, cast.actor("helene"), one.visit_id, plan, today, now)
