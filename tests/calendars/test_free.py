"""When someone works: hours minus absences minus holidays, on civil days of Paris."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.calendars import absence, free, working
from fieldvisit.calendars.absence import Absence
from fieldvisit.calendars.working import USUAL, WorkingPattern

FULL = {str(day): [["08:30", "12:00"], ["13:30", "17:00"]] for day in range(1, 6)}
NO_WEDNESDAY = FULL | {"3": []}


@pytest.fixture
def pattern(engine, cast, today, now):
    def write(week=FULL, week_b=None, since=None, by="helene", of="claire"):
        with db.writing(engine) as session:
            return working.save(
                session,
                cast.actor(by),
                getattr(cast, of).id,
                since or today,
                1 if week_b is None else 2,
                week,
                week_b or {},
            )

    return write


@pytest.fixture
def gone(engine, cast, today, now):
    def write(first, last=None, half="jour", why="conge", by="claire", of="claire", note=""):
        with db.writing(engine) as session:
            return absence.enter(
                session, cast.actor(by), getattr(cast, of).id, first, last or first, half, why, note, today, now
            )

    return write


def spans(engine, account, day):
    return [f"{one.begin:%H:%M}-{one.end:%H:%M}" for one in of_day(engine, account, day)]


def of_day(engine, account, day):
    with db.reading(engine) as session:
        [found] = free.days(session, [account.id], day, day)[account.id]
    return found.spans


def test_without_a_pattern_the_usual_week_is_counted_on(engine, cast, today):
    assert spans(engine, cast.claire, today) == ["08:30-12:00", "13:30-17:30"]
    assert spans(engine, cast.claire, today + timedelta(days=5)) == []


def test_a_part_time_week_and_a_cycle_of_two(engine, cast, pattern, today):
    pattern(NO_WEDNESDAY, FULL, since=today + timedelta(days=2))  # a Wednesday: its week is week A
    wednesday = today + timedelta(days=2)
    assert [bool(spans(engine, cast.claire, wednesday + timedelta(weeks=week))) for week in range(4)] == [
        False,
        True,
        False,
        True,
    ]


def test_new_hours_end_the_former_ones_which_stay_readable(engine, cast, pattern, today):
    pattern(FULL, since=today - timedelta(days=30))
    pattern(NO_WEDNESDAY, since=today + timedelta(days=7))
    wednesday = today + timedelta(days=2)
    assert spans(engine, cast.claire, wednesday) and not spans(engine, cast.claire, wednesday + timedelta(weeks=1))
    pattern({"1": [["09:00", "10:00"]]}, since=today + timedelta(days=1))  # before the one that begins next week
    assert spans(engine, cast.claire, wednesday) == []
    assert spans(engine, cast.claire, today + timedelta(days=8))
    pattern(FULL, since=today + timedelta(days=7))  # the same day again: the newer one stands, the other is kept
    assert spans(engine, cast.claire, wednesday + timedelta(weeks=1))
    with db.reading(engine) as session:
        assert len(session.exec(select(WorkingPattern)).all()) == 4


@pytest.mark.parametrize(
    ("week", "word"),
    [
        ({"1": [["8h30", "12:00"]]}, "lundi"),
        ({"2": [["12:00", "08:30"]]}, "avant le début"),
        ({"3": [["08:00", "12:00"], ["11:00", "13:00"]]}, "chevauchent"),
        ({"4": [["07:00", "17:30"]]}, "10 heures"),
        ({str(day): [["07:00", "17:00"]] for day in range(1, 7)}, "48 heures"),
        ({}, "au moins une plage"),
        ({"1": [["08:30"]]}, "lundi"),
    ],
)
def test_impossible_hours_are_refused_with_what_to_change(pattern, week, word):
    with pytest.raises(working.Invalid) as refusal:
        pattern(week)
    assert word in refusal.value.sentence


def test_only_who_plans_writes_the_hours(pattern):
    for stranger in ("sylvie", "nadia", "root"):
        with pytest.raises(working.NotAllowed):
            pattern(by=stranger)


def test_absences_and_holidays_are_taken_off(engine, cast, pattern, gone, today):
    pattern()
    gone(today, half="matin")
    gone(today + timedelta(days=1), half="apres_midi")
    gone(today + timedelta(days=2), today + timedelta(days=3))
    assert [spans(engine, cast.claire, today + timedelta(days=count)) for count in range(5)] == [
        ["13:30-17:00"],
        ["08:30-12:00"],
        [],
        [],
        ["08:30-12:00", "13:30-17:00"],
    ]
    assert spans(engine, cast.claire, date(2026, 12, 25)) == []


def test_good_friday_is_a_holiday_in_moselle_only(engine, cast, monkeypatch):
    good_friday = date(2027, 3, 26)
    assert spans(engine, cast.claire, good_friday)
    monkeypatch.setenv("FIELDVISIT_HOLIDAYS", "alsace-moselle")
    assert spans(engine, cast.claire, good_friday) == []


def test_the_nights_when_clocks_change_last_what_they_last(engine, cast):
    night = {"7": [["00:00", "06:00"]]}
    with db.writing(engine) as session:
        session.add(WorkingPattern(account_id=cast.sylvie.id, since=date(2026, 1, 1), week=night))
    changes = (date(2026, 3, 22), date(2026, 3, 29), date(2026, 10, 25))
    minutes = {day: of_day(engine, cast.sylvie, day)[0].minutes for day in changes}
    assert list(minutes.values()) == [360, 300, 420]


def test_an_absence_upon_another_is_said_and_both_stay(gone, today):
    _, said = gone(today, today + timedelta(days=4))
    assert said == ""
    _, said = gone(today + timedelta(days=4), today + timedelta(days=9), why="maladie")
    assert "Une autre absence était déjà notée du 23/11/2026 au 27/11/2026" in said
    gone(today + timedelta(days=20), half="matin")
    assert gone(today + timedelta(days=20), half="apres_midi")[1] == ""


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"first": date(2026, 11, 24), "last": date(2026, 11, 23)}, "inversez"),
        ({"first": date(2026, 11, 24), "last": date(2026, 11, 25), "half": "matin"}, "seul jour"),
        ({"first": date(2062, 11, 24)}, "année"),
        ({"first": date(2026, 11, 24), "half": "soir"}, "liste"),
    ],
)
def test_an_impossible_absence_is_refused_with_what_to_change(gone, wrong, word):
    with pytest.raises(absence.Invalid) as refusal:
        gone(**wrong)
    assert word in refusal.value.sentence


def test_one_notes_ones_own_absences_and_who_plans_those_of_the_sector(gone, today):
    gone(today, by="sylvie", of="sylvie")
    gone(today, by="helene", of="sylvie")
    for by, of in (("sylvie", "claire"), ("nadia", "claire"), ("helene", "nadia"), ("root", "claire")):
        with pytest.raises(absence.NotAllowed):
            gone(today, by=by, of=of)


def test_a_cancelled_absence_keeps_its_line_and_no_longer_counts(engine, cast, gone, today, now):
    made, _ = gone(today)
    with db.writing(engine) as session:
        absence.cancel(session, cast.actor("helene"), made.id, now)
        absence.cancel(session, cast.actor("claire"), made.id, now + timedelta(hours=1))
    assert spans(engine, cast.claire, today)
    with db.reading(engine) as session:
        kept = session.get(Absence, made.id)
        assert (kept.cancelled_at, kept.cancelled_by) == (now, cast.helene.id)
    with pytest.raises(absence.NotFound), db.writing(engine) as session:
        absence.cancel(session, cast.actor("nadia"), made.id, now)


def warned(engine, account, day, at=time(10), minutes=45):
    with db.reading(engine) as session:
        return free.warning(session, account.id, account.name, day, at, minutes)


def test_a_visit_is_warned_of_on_an_absence_a_holiday_and_outside_her_hours(engine, cast, pattern, gone, today):
    assert warned(engine, cast.claire, today, time(19)) == ""  # nobody noted her hours
    pattern(NO_WEDNESDAY)
    gone(today + timedelta(days=1), half="matin", why="maladie", note="grippe")
    assert warned(engine, cast.claire, today) == ""
    assert "08:30–12:00, 13:30–17:00" in warned(engine, cast.claire, today, time(11, 30))
    assert "ne travaille pas" in warned(engine, cast.claire, today + timedelta(days=2))
    away = warned(engine, cast.claire, today + timedelta(days=1))
    assert "absence" in away and "matin" in away and "grippe" not in away and "Arrêt" not in away
    assert warned(engine, cast.claire, today + timedelta(days=1), time(14)) == ""
    assert "absence" in warned(engine, cast.claire, today + timedelta(days=1), None)
    assert "férié (Noël)" in warned(engine, cast.claire, date(2026, 12, 25))
    assert "dehors" in warned(engine, cast.claire, today, time(23, 30), 60)


def test_the_usual_week_is_five_days():
    assert sorted(USUAL) == ["1", "2", "3", "4", "5"]
