"""A school's session and a visit for a licence keep the place that a worker gave them in her own round."""

from datetime import timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.licences.visit import LicenceVisit
from fieldvisit.schools.sessions import SchoolSession


@pytest.fixture
def together(engine, held, inspection, cast, today):
    """The session is today too, and Inès, who is a nurse here, makes it with Claire."""
    with db.writing(engine) as session:
        session.get(Account, cast.ines.id).role = "infirmiere_pmi"
        found = session.get(SchoolSession, held.id)
        found.held_on, found.second_id = today, cast.ines.id
        session.add(found)
    return held, inspection


def order(tablet, today, *ones, id=None):
    body = {"date": today.isoformat(), "order": [str(one.id) for one in ones]}
    [word] = tablet.push(tablet.line("round_order", body, id=id))
    return word["word"]


def position(tablet, one) -> int | None:
    tablet.pull(places={})
    return tablet.aboard("visit")[str(one.id)]["position"]


def test_each_keeps_its_own_order_of_a_session_that_two_nurses_share(tablet_of, together, today):
    held, inspection = together
    claire, ines = tablet_of("claire"), tablet_of("ines")
    assert position(claire, held) is None
    before = claire.aboard("family")[str(held.id)]["version"]
    assert order(claire, today, inspection, held) == "received"
    docs = claire.pull(places={str(held.id): before})["docs"]
    assert {doc["id"]: doc["body"].get("position") for doc in docs}[str(held.id)] == 2, "her tablet gets it anew"
    assert (position(claire, inspection), position(ines, held)) == (1, None)
    assert order(ines, today, held) == "received"
    assert (position(claire, held), position(ines, held)) == (2, 1)
    assert order(claire, today, held, inspection) == "received"
    assert (position(claire, held), position(claire, inspection), position(ines, held)) == (1, 2, 1)


def test_moved_to_another_day_the_place_is_over(tablet_of, together, engine, today):
    held, inspection = together
    claire, ines = tablet_of("claire"), tablet_of("ines")
    assert order(claire, today, held, inspection) == "received"
    assert order(ines, today, inspection, held) == "received", "the licence is not hers: its place stays Claire's"
    with db.writing(engine) as session:
        visit = session.get(LicenceVisit, inspection.id)
        visit.planned_on = today + timedelta(days=1)
        session.add(visit)
    assert (position(claire, inspection), position(claire, held), position(ines, held)) == (None, 1, 2)
    with db.writing(engine) as session:
        visit = session.get(LicenceVisit, inspection.id)
        visit.planned_on = today
        session.add(visit)
    assert position(claire, inspection) == 2
