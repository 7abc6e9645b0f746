"""Whoever reads a whole county chooses a sector first; it is remembered, and never more than what is hers."""

from datetime import time, timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Sector
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.planning import Planning
from fieldvisit.schedule.visit import Visit
from tests.pages.test_duplicates import last


@pytest.fixture
def chief(office, engine, today, now):
    """Helene reads six sectors; Nadia of Oyonnax has a visit in Bourg."""
    with db.writing(engine) as session:
        session.get_one(Account, office.helene.id).role = "medecin_responsable"
        for number in range(4):
            sector = Sector(code=f"S{number}", name=f"Secteur {number}")
            session.add(sector)
            session.flush()
            session.add(AccountSector(account_id=office.helene.id, sector_id=sector.id))
        session.add(AccountSector(account_id=office.helene.id, sector_id=office.oyonnax.id))
        for worker, home in ((office.claire, office.petit), (office.nadia, office.benali)):
            session.add(
                Visit(
                    family_id=home.id, kind="vad_suivi", planned_on=today + timedelta(days=1), planned_at=time(9),
                    duration_min=45, worker_id=worker.id, created_at=now, created_by=office.helene.id,
                )
            )  # fmt: skip
    return office


@pytest.fixture
def planning(tab, cookie, chief):
    client = tab(cookie=cookie("helene"), path="/planning")
    client.load(Desk.arrive, Planning.load)
    return client


def names(client):
    return {one["name"] for one in last(client, "rows_rx")}


def test_a_sector_is_chosen_first_and_its_rows_are_shown(planning, chief):
    assert last(planning, "choose_first") and last(planning, "rows_rx") == []
    assert "Famille Petit" not in planning.text()
    planning.call(Planning.choose_sector, sector_id=str(chief.bourg.id))
    assert not last(planning, "choose_first")
    assert {"Claire Morel", "Nadia Ferrand"} <= names(planning), "who comes from elsewhere is shown too"
    planning.call(Planning.choose_sector, sector_id=str(chief.oyonnax.id))
    assert "Claire Morel" not in names(planning)


def test_what_was_chosen_is_there_the_next_time(planning, chief, cookie, tab):
    planning.call(Planning.choose_sector, sector_id=str(chief.bourg.id))
    assert last(planning, "sector_rx") == str(chief.bourg.id)
    planning.path = "/familles"
    planning.load(Desk.arrive)
    planning.path = "/planning"
    planning.load(Desk.arrive, Planning.load)
    assert "Claire Morel" in names(planning)


@pytest.mark.parametrize("asked", ["", "x", "1a59be2b-156d-404f-8752-668010e55554"])
def test_a_sector_that_is_not_hers_is_as_none(planning, asked):
    planning.call(Planning.choose_sector, sector_id=asked)
    assert last(planning, "choose_first") and last(planning, "rows_rx") == []


def test_whoever_has_one_sector_chooses_nothing(tab, cookie, office):
    client = tab(cookie=cookie("claire"), path="/planning")
    client.load(Desk.arrive, Planning.load)
    assert last(client, "sectors") == [] and last(client, "rows_rx")
