"""The ground every other test stands on: both databases, and a cast that is what it says."""

from sqlmodel import select

from fieldvisit import feed
from fieldvisit.families import household


def test_a_worker_finds_her_own_families_and_no_others(session, cast, today):
    found = set(session.exec(household.open_to(cast.actor("claire"), "sante_enfant", today)))
    assert found == {cast.benali.id, cast.petit.id}
    assert set(session.exec(household.open_to(cast.actor("nadia"), "sante_enfant", today))) == {cast.roche.id}


def test_the_tisf_opens_no_health_compartment(session, cast, today):
    assert set(session.exec(household.open_to(cast.actor("sylvie"), "identite_foyer", today))) == {cast.benali.id}
    assert not list(session.exec(household.open_to(cast.actor("sylvie"), "sante_enfant", today)))


def test_every_family_of_the_cast_is_in_the_change_feed(session, cast):
    told = set(session.exec(select(feed.Change.family_id)))
    assert told == {cast.benali.id, cast.petit.id, cast.roche.id}


def test_a_new_database_has_an_epoch(session):
    assert feed.epoch(session)
