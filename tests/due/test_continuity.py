"""Who should go: whoever follows the family, else a colleague of its sector who is there; too many changes are said."""

from datetime import timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.calendars.absence import Absence
from fieldvisit.due import continuity
from fieldvisit.schedule.visit import Status, Visit

NURSE = ("puericultrice",)


@pytest.fixture
def lea(engine, cast, now):
    """A second nurse of Claire's sector, who follows nobody."""
    with db.writing(engine) as writer:
        account = Account(login="lea.pons", name="Léa Pons", role="puericultrice", created_at=now)
        writer.add(account)
        writer.flush()
        writer.add(AccountSector(account_id=account.id, sector_id=cast.bourg.id))
        return account


@pytest.fixture
def propose(engine, cast, today, lea):
    """``propose()``: (name, why, day) for a visit at the Benali's within the next ten days."""

    def ask(first=None, last=None):
        begin, end = first or today + timedelta(days=1), last or today + timedelta(days=10)
        with db.reading(engine) as reader:
            found = continuity.propose(reader, cast.benali.id, NURSE, begin, end, today)
        return [(one.name, one.why, one.day) for one in found]

    return ask


def visits(engine, cast, now, *made):
    with db.writing(engine) as writer:
        writer.add_all(
            Visit(
                family_id=family.id,
                kind="vad_suivi",
                planned_on=day,
                duration_min=45,
                worker_id=worker.id,
                status=status,
                created_at=now,
                created_by=cast.helene.id,
            )
            for family, worker, day, status in made
        )


def away(engine, cast, worker, first, last, now):
    with db.writing(engine) as writer:
        noted = {"noted_by": cast.helene.id, "noted_at": now}
        writer.add(Absence(account_id=worker.id, first_on=first, last_on=last, **noted))


def test_whoever_follows_the_family_comes_first_and_nobody_of_another_sector_or_trade(propose, today):
    tomorrow = today + timedelta(days=1)
    assert propose() == [("Claire Morel", "suit la famille", tomorrow), ("Léa Pons", "", tomorrow)]


def test_who_is_away_is_replaced_by_a_colleague_unless_she_is_back_in_time(propose, engine, cast, today, now):
    away(engine, cast, cast.claire, today, today + timedelta(days=3), now)
    back = today + timedelta(days=4)
    assert propose()[0] == ("Claire Morel", "suit la famille", back)
    away(engine, cast, cast.claire, back, today + timedelta(days=11), now)
    assert [one[0] for one in propose()] == ["Léa Pons", "Claire Morel"]


def test_a_full_day_and_a_sunday_are_passed_over(propose, engine, cast, today, now):
    tomorrow = today + timedelta(days=1)
    full = [(cast.petit, cast.claire, tomorrow, Status.PLANNED)] * continuity.A_DAY
    visits(engine, cast, now, *full)
    assert propose()[0] == ("Claire Morel", "suit la famille", today + timedelta(days=2))
    saturday = today + timedelta(days=5)
    assert propose(first=saturday)[0][2] == today + timedelta(days=7)


def test_who_came_of_late_goes_before_who_never_did(propose, engine, cast, today, now, lea):
    visits(engine, cast, now, (cast.benali, lea, today - timedelta(days=20), Status.DONE))
    away(engine, cast, cast.claire, today, today + timedelta(days=40), now)
    assert propose()[0][:2] == ("Léa Pons", "venue le 03/11/2026")
    assert propose()[1][2] is None


def test_a_third_change_within_half_a_year_is_said(engine, cast, today, now, lea):
    def said(worker):
        with db.reading(engine) as reader:
            return continuity.warning(reader, cast.benali.id, worker.id, today)

    made = [(cast.claire, 150), (lea, 100), (cast.claire, 50)]
    visits(engine, cast, now, *[(cast.benali, who, today - timedelta(days=ago), Status.DONE) for who, ago in made])
    assert said(lea) == "3 changements de professionnelle en six mois pour cette famille."
    assert said(cast.claire) == ""
    visits(engine, cast, now, (cast.benali, lea, today - timedelta(days=250), Status.DONE))
    assert said(cast.claire) == ""
