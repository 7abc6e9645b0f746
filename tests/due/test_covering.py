"""An absent colleague's families, given to a stand-in for the days of the absence and not one more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import care
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.access.journal import AccessEvent
from fieldvisit.calendars import absence
from fieldvisit.due import covering
from fieldvisit.families import household
from fieldvisit.families.household import Household

DAY = timedelta(days=1)


@pytest.fixture
def away(engine, cast, today, now):
    """``away(days=…)``: Claire is absent from tomorrow on."""

    def make(days=5, first=None, who="claire"):
        first, account = first or today + DAY, getattr(cast, who)
        last = first + (days - 1) * DAY
        with db.writing(engine) as writer:
            return absence.enter(
                writer, cast.actor("helene"), account.id, first, last, "jour", "conge", "", today, now
            )[0]

    return make


@pytest.fixture
def give(engine, cast, today, now):
    def make(gone, families, to="ines", by="helene", on=None):
        by = cast.actor(by) if isinstance(by, str) else by
        ids = [getattr(cast, one).id for one in families]
        with db.writing(engine) as writer:
            return covering.give(writer, by, gone.id, getattr(cast, to).id, ids, on or today, now)

    return make


@pytest.fixture
def opens(engine, cast):
    """``opens("ines", day)``: the families whose visits she reads on that day."""

    def read(who, day, grace=care.NO_GRACE):
        with db.reading(engine) as reader:
            open_now = household.open_to(cast.actor(who), "observations_vad", day, grace=grace)
            return {home.label for home in reader.exec(select(Household).where(Household.id.in_(open_now)))}

    return read


def covers(engine):
    with db.reading(engine) as reader:
        return reader.exec(select(CareRelationship).where(CareRelationship.reason == Reason.COVER)).all()


def test_the_stand_in_reads_from_the_first_day_to_the_last_and_not_the_day_after(away, give, opens, today):
    gone = away()
    assert give(gone, ["petit"]) == 1
    assert [("Famille Petit" in opens("ines", today + count * DAY)) for count in range(8)] == [
        *(False, True, True, True, True, True, False, False)
    ]


def test_given_on_a_day_of_the_absence_it_begins_that_day(away, give, opens, today):
    gone = away(first=today - 2 * DAY, days=4)
    give(gone, ["petit"])
    assert "Famille Petit" in opens("ines", today) and "Famille Petit" not in opens("ines", today - DAY)


def test_the_absent_colleague_keeps_hers(away, give, opens, today):
    give(away(), ["benali", "petit"])
    assert opens("claire", today + 2 * DAY) == {"Famille Benali", "Famille Petit"}


def test_some_families_go_to_one_and_some_to_another(away, give, engine, cast, now, today):
    with db.writing(engine) as writer:
        leon = Account(login="leon", name="Léon Roy", role="infirmiere_pmi", created_at=now)
        writer.add(leon)
        writer.flush()
        writer.add(AccountSector(account_id=leon.id, sector_id=cast.bourg.id))
    object.__setattr__(cast, "leon", leon)
    gone = away()
    give(gone, ["benali"])
    give(gone, ["petit"], to="leon")
    with db.reading(engine) as reader:
        told = covering.followed(reader, cast.actor("helene"), gone.id, today)
    assert {one.family.label: one.stand_in.name for one in told} == {
        "Famille Benali": "Inès Costa",
        "Famille Petit": "Léon Roy",
    }


def test_given_to_another_the_first_one_s_cover_ends_and_stays_written(away, give, opens, engine, cast, today, now):
    gone = away(first=today, days=3)
    give(gone, ["petit"], on=today)
    with db.writing(engine) as writer:
        writer.get_one(Account, cast.sylvie.id).role = "puericultrice"
    give(gone, ["petit"], to="sylvie", on=today + DAY)
    assert "Famille Petit" not in opens("ines", today + DAY) and "Famille Petit" in opens("ines", today)
    assert {one.until for one in covers(engine)} == {today, today + 2 * DAY}


def test_the_same_gift_twice_changes_nothing(away, give, engine):
    gone = away()
    assert (give(gone, ["petit"]), give(gone, ["petit"])) == (1, 0)
    assert len(covers(engine)) == 1


@pytest.mark.parametrize("by", ["claire", "ines", "sylvie", "root", "nadia"])
def test_nobody_but_a_coordinator_of_the_sector_gives(away, give, engine, by):
    with pytest.raises(covering.NotAllowed):
        give(away(), ["petit"], by=by)
    assert covers(engine) == []


def test_a_coordinator_of_another_sector_does_not_give_either(away, give, engine, cast):
    other = replace(cast.actor("helene"), sectors=frozenset([cast.oyonnax.id]))
    with pytest.raises(covering.NotAllowed):
        give(away(), ["petit"], by=other)
    assert covers(engine) == []


@pytest.mark.parametrize("to", ["claire", "sylvie", "nadia", "helene", "root"])
def test_a_stand_in_is_a_colleague_of_the_sector_who_takes_part_in_care(away, give, engine, to):
    with pytest.raises(covering.Invalid):
        give(away(), ["petit"], to=to)
    assert covers(engine) == []


def test_a_family_that_she_does_not_follow_is_not_given_with_hers(away, give, engine, cast):
    with pytest.raises(covering.Invalid):
        give(away(), ["roche"])
    assert covers(engine) == []


def test_an_absence_that_is_over_or_cancelled_is_not_covered(away, give, engine, cast, today, now):
    gone = away()
    with pytest.raises(covering.NotFound):
        give(gone, ["petit"], on=gone.last_on + DAY)
    with db.writing(engine) as writer:
        absence.cancel(writer, cast.actor("helene"), gone.id, now)
    with pytest.raises(covering.NotFound):
        give(gone, ["petit"])


def test_cancelled_before_it_begins_it_never_opened_even_to_what_comes_in_late(
    away, give, opens, engine, cast, today, now
):
    gone = away()
    give(gone, ["petit"])
    with db.writing(engine) as writer:
        held = absence.cancel(writer, cast.actor("helene"), gone.id, now)
        assert covering.absence_cancelled(writer, cast.actor("helene"), held, today, now) == 1
    for count in range(8):
        assert "Famille Petit" not in opens("ines", today + count * DAY, care.GRACE)
    assert len(covers(engine)) == 1


def test_taken_back_it_ends_at_once_and_work_done_at_home_still_comes_in(away, give, opens, engine, cast, today, now):
    gone = away(first=today - DAY, days=5)
    give(gone, ["benali", "petit"], on=today - DAY)
    with db.writing(engine) as writer:
        assert covering.take_back(writer, cast.actor("helene"), gone.id, [cast.petit.id], today, now) == 1
    assert "Famille Petit" not in opens("ines", today)
    assert "Famille Petit" in opens("ines", today + 20 * DAY, care.GRACE)
    assert "Famille Petit" not in opens("ines", today + 40 * DAY, care.GRACE)
    assert {one.until for one in covers(engine)} == {today - DAY, today + 3 * DAY}


def test_each_gift_leaves_a_line_in_the_family_s_journal(away, give, engine, cast):
    give(away(), ["benali", "petit"])
    with db.reading(engine) as reader:
        lines = reader.exec(select(AccessEvent).where(AccessEvent.screen == covering.SCREEN)).all()
    assert {(one.account_id, one.family_id, one.subject_id) for one in lines} == {
        (cast.helene.id, home.id, cast.ines.id) for home in (cast.benali, cast.petit)
    }


def test_what_is_left_to_give_is_counted_and_a_day_off_is_not(away, give, engine, cast, today):
    def told(who="helene"):
        with db.reading(engine) as reader:
            return [(who.name, many, left) for _, who, many, left in covering.to_cover(reader, cast.actor(who), today)]

    away(days=1, first=today + 20 * DAY)
    assert told() == []
    gone = away()
    assert told() == [("Claire Morel", 2, 2)] and told("claire") == []
    give(gone, ["petit"])
    assert told() == [("Claire Morel", 2, 1)]
    give(gone, ["benali"])
    assert told() == []
    with db.reading(engine) as reader:
        [(name, _, many)] = covering.of_stand_in(reader, cast.actor("ines"), today)
    assert (name, many) == ("Claire Morel", 2)


def test_a_stand_in_who_left_covers_nobody(away, give, engine, cast, today, now):
    gone = away()
    give(gone, ["petit"])
    with db.writing(engine) as writer:
        writer.get_one(Account, cast.ines.id).disabled_at = now
    with db.reading(engine) as reader:
        told = covering.followed(reader, cast.actor("helene"), gone.id, today)
    assert all(one.stand_in is None for one in told)
