"""A follow-up set by whoever plans: in the list at once, gone from it when it is stopped, kept in the file."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.due import calendar, follow_ups, rhythm
from fieldvisit.due.follow_ups import Asked
from fieldvisit.due.item import DueItem
from fieldvisit.families import household

START = date(2026, 11, 25)
WEEKLY = Asked("vad_suivi", "puericultrice", rhythm.rule_of(1, "semaine", START, times=4), START, "Pesée à revoir")


def set_up(engine, cast, today, now, who="helene", asked=WEEKLY, family="benali"):
    with db.writing(engine) as session:
        return follow_ups.set_up(session, cast.actor(who), getattr(cast, family).id, asked, today, now)


def due(engine, made):
    with db.reading(engine) as session:
        query = select(DueItem.due_on).where(DueItem.subject_id == made.id).order_by(DueItem.due_on)
        return list(session.exec(query))


def test_its_visits_are_due_at_once_and_no_more_once_it_is_stopped(engine, cast, today, now):
    made = set_up(engine, cast, today, now)
    assert due(engine, made) == [START + timedelta(weeks=week) for week in range(4)]
    with db.writing(engine) as session:
        follow_ups.stop(session, cast.actor("claire"), made.id, today, now)
    assert due(engine, made) == []
    with db.reading(engine) as session:
        (shown,) = follow_ups.of_family(session, cast.actor("helene"), cast.benali.id, today)
    assert (shown.words, shown.set_by, shown.follow_up.ended_on) == ("Chaque semaine, 4 fois", "Hélène Vidal", today)


@pytest.mark.parametrize("who", ["nadia", "sylvie", "root"])
def test_a_stranger_neither_sets_nor_stops_nor_sees_one(engine, cast, today, now, who):
    with pytest.raises(household.NotFound):
        set_up(engine, cast, today, now, who)
    made = set_up(engine, cast, today, now)
    with db.writing(engine) as session, pytest.raises(follow_ups.NotFound):
        follow_ups.stop(session, cast.actor(who), made.id, today, now)
    with db.reading(engine) as session:
        assert follow_ups.of_family(session, cast.actor(who), cast.benali.id, today) == []


def test_what_cannot_be_is_refused_with_what_to_change(engine, cast, today, now):
    for wrong in (
        replace(WEEKLY, kind="vad_agrement"),
        replace(WEEKLY, kind="vad_sortie", trade="medecin_pmi"),
        replace(WEEKLY, starts_on=date(2026, 1, 1)),
        replace(WEEKLY, rule="FREQ=WEEKLY"),
        replace(WEEKLY, reason="x" * 501),
        replace(WEEKLY, person_id=cast.roche_child.id),
    ):
        with pytest.raises(follow_ups.Invalid) as refused:
            set_up(engine, cast, today, now, asked=wrong)
        assert refused.value.sentence.endswith(".")
    with pytest.raises(calendar.Unreadable):
        set_up(engine, cast, today, now, asked=replace(WEEKLY, rule="FREQ=HOURLY;COUNT=3"))


@pytest.mark.parametrize(
    ("every", "unit", "end", "said", "days"),
    [
        (2, "semaine", {"times": 3}, "Toutes les 2 semaines, 3 fois", [(1, 31), (2, 14), (2, 28)]),
        (1, "mois", {"times": 3}, "Chaque mois, 3 fois", [(1, 31), (2, 28), (3, 31)]),
        (3, "mois", {"until": date(2027, 8, 1)}, "Tous les 3 mois, jusqu’au 01/08/2027", [(1, 31), (4, 30), (7, 31)]),
        (10, "jour", {"times": 2}, "Tous les 10 jours, 2 fois", [(1, 31), (2, 10)]),
    ],
)
def test_a_rhythm_is_chosen_in_words_and_said_in_the_same_words(every, unit, end, said, days):
    first = date(2027, 1, 31)
    rule = rhythm.rule_of(every, unit, first, **end)
    assert rhythm.words(rule) == said
    assert calendar.occurrences(rule, first, date(2028, 1, 1)) == [date(2027, month, day) for month, day in days]


@pytest.mark.parametrize(
    ("every", "unit", "end"),
    [
        (0, "jour", {"times": 2}),
        (1, "heure", {"times": 2}),
        (1, "mois", {}),
        (1, "mois", {"times": 61}),
        (1, "mois", {"times": 2, "until": date(2027, 5, 1)}),
        (1, "mois", {"until": date(2031, 1, 1)}),
    ],
)
def test_a_rhythm_without_end_or_measure_is_refused(every, unit, end):
    with pytest.raises(rhythm.Invalid):
        rhythm.rule_of(every, unit, date(2027, 1, 31), **end)
