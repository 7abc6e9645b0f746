"""What the board of a week shows: visits in force, the tray, hours, who may look."""

from datetime import date, time, timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.calendars.absence import Absence
from fieldvisit.calendars.school import SchoolHoliday
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans import board, reach
from fieldvisit.weekplans.week import TooFar
from tests.weekplans.conftest import day_of


def test_visits_in_force_stand_at_their_hour_and_the_rest_waits(cast, visit, due, look, monday):
    planned = visit(cast.benali.id, 1, time(10))
    waiting = due(cast.petit.id, band=2)
    seen = look()
    assert (seen.status, seen.plan_id, seen.mine) == ("aucun", None, False)
    (card,) = day_of(seen, "Claire Morel", 1).cards
    assert (card.job, card.begin, card.end, card.state, card.pinned, card.fixed) == (
        planned,
        600,
        645,
        "same",
        False,
        "",
    )
    assert card.travel > 0 and card.travel % 5 == 0
    assert [(one.job, one.band, one.kind, one.due) for one in seen.tray] == [(waiting, 2, "1er mois", "avant le 20/12")]
    assert seen.totals.visits == 1 and seen.totals.waiting == 1 and seen.totals.contact == 45
    assert seen.travel == "estimé"


def test_a_day_shows_its_hours_its_absence_and_what_breaks(engine, cast, visit, look, monday, now):
    visit(cast.benali.id, 1, time(10))
    with db.writing(engine) as writer:
        gone = monday + timedelta(days=1)
        writer.add(
            Absence(account_id=cast.claire.id, first_on=gone, last_on=gone, noted_by=cast.claire.id, noted_at=now)
        )
    seen = look()
    day = day_of(seen, "Claire Morel", 1)
    assert (day.begin, day.end, day.away) == (None, None, "Absence")
    assert [card.begin for card in day.cards] == [600]
    assert day.broken == ("Claire Morel ne travaille pas mardi.",)
    free = day_of(seen, "Claire Morel", 0)
    assert (free.begin, free.end, free.away, free.lunch_minutes, free.broken) == (510, 1050, "", 45, ())


def test_a_home_without_coordinates_stands_at_its_commune_and_is_flagged(engine, cast, home, due, look):
    home(3)
    lost = home(9, lat=None, lon=None, label="Famille Perdue")
    due(lost)
    nowhere = home(8, lat=None, lon=None, label="Famille Nulle", city="Ailleurs", insee="")
    due(nowhere)
    seen = look()
    assert all(one.approximate for one in seen.tray) and len(seen.tray) == 2
    assert "Famille Perdue : adresse sans coordonnées, placée au centre de Viriat." in seen.aside
    assert any(one.startswith("Famille Nulle : adresse introuvable") for one in seen.aside)


def test_what_is_over_or_under_way_cannot_be_moved(engine, cast, visit, look, today, now):
    done, ahead = visit(cast.benali.id, -7, time(8, 30), status=Status.DONE), visit(cast.petit.id, -6, time(10))
    no_hour = visit(cast.petit.id, -7, None)
    seen = look(monday=today)
    fixed = {card.job: card.fixed for row in seen.rows for day in row.days for card in day.cards}
    assert fixed == {done: "faite", ahead: "", no_hour: ""}
    later = look(monday=today, today=today + timedelta(days=2), now=now + timedelta(days=2))
    fixed = {card.job: card.fixed for row in later.rows for day in row.days for card in day.cards}
    assert fixed == {done: "faite", ahead: "passée", no_hour: "passée"}


def test_two_things_due_of_one_kind_are_one_visit_and_a_planned_one_is_not_asked_again(cast, visit, due, look, monday):
    first = due(cast.benali.id, due_on=monday + timedelta(days=1))
    due(cast.benali.id, occurrence=1)
    due(cast.petit.id, code="vad_4m")
    visit(cast.petit.id, 2, time(9), kind="vad_4m")
    assert [one.job for one in look().tray] == [first]


@pytest.mark.parametrize("who", ["claire", "ines", "sylvie", "root", "nadia"])
def test_nobody_else_sees_the_board(engine, cast, sector, monday, today, now, who):
    actor = cast.actor(who)
    assert not reach.may_look(actor) and not reach.may_plan(actor)
    with db.reading(engine) as reader, pytest.raises(reach.NotFound):
        board.read(reader, actor, sector.id, monday, today, now)


def test_the_medical_head_reads_and_does_not_plan(cast, look):
    head = Actor(cast.root.id, "Cheffe", "medecin_responsable", frozenset([cast.bourg.id]))
    assert reach.may_look(head) and not reach.may_plan(head)
    assert look(by=head).rows and not look(by=head).mine


def test_another_sectors_coordinator_and_another_century_are_refused(cast, look, monday):
    stranger = Actor(cast.helene.id, "Hélène", "coordinatrice", frozenset([cast.oyonnax.id]))
    with pytest.raises(reach.NotFound):
        look(by=stranger)
    with pytest.raises(TooFar):
        look(monday=monday + timedelta(days=4000))


def test_the_secretariat_sees_no_reason_and_no_telling_name(engine, cast, visit, look):
    visit(cast.benali.id, 1, time(10), kind="vad_prema")
    typist = Actor(cast.root.id, "Monique", "secretariat", frozenset([cast.bourg.id]))
    (card,) = day_of(look(by=typist), "Claire Morel", 1).cards
    assert (card.kind, card.reasons) == ("Visite", ())


def test_a_wish_is_read_out_of_the_familys_words(engine, cast, due, look):
    with db.writing(engine) as writer:
        writer.get_one(Household, cast.petit.id).contact_hours = "plutôt l’après-midi, sauf mercredi"
    due(cast.petit.id)
    assert look().tray[0].wish == "plutôt l’après-midi, sauf mercredi"


def test_cancelled_visits_are_not_of_the_week(engine, cast, visit, look):
    gone = visit(cast.benali.id, 1, time(10))
    with db.writing(engine) as writer:
        writer.get_one(Visit, gone).status = Status.CANCELLED
    assert look().totals.visits == 0 and look().tray == ()


def test_public_and_school_holidays_lie_over_the_days_they_are_on(engine, cast, look):
    christmas = date(2026, 12, 21)
    with db.writing(engine) as writer:
        last = christmas + timedelta(days=4)
        writer.add(SchoolHoliday(zone="A", label="Vacances de Noël", first_on=last, last_on=date(2027, 1, 3)))
    seen = look(monday=christmas)
    assert [(one.holiday, one.school) for one in seen.heads][3:5] == [("", ""), ("Noël", "Vacances de Noël")]
    assert day_of(seen, "Claire Morel", 4).away == "Férié : Noël" and day_of(seen, "Claire Morel", 3).away == ""


@pytest.mark.parametrize(("half", "away"), [("matin", "Absence (matin)"), ("apres_midi", "Absence (après-midi)")])
def test_half_a_day_away_leaves_the_other_half(engine, cast, look, monday, now, half, away):
    with db.writing(engine) as writer:
        who, on = cast.claire.id, monday + timedelta(days=1)
        writer.add(Absence(account_id=who, first_on=on, last_on=on, half=half, noted_by=who, noted_at=now))
    day = day_of(look(), "Claire Morel", 1)
    assert day.away == away and (day.begin > 510 if half == "matin" else day.end < 1050)
