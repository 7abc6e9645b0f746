"""Certificates that should have come: listed for whoever keeps the arrivals, asked for by a letter, once."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.carnet import certificates
from fieldvisit.due import awaited, listing
from fieldvisit.families.contact import Contact
from fieldvisit.families.person import Person


@pytest.fixture
def secretary(session, cast, now):
    account = Account(login="sec", name="Monique Girard", role="secretariat", created_at=now)
    session.add(account)
    session.flush()
    session.add(AccountSector(account_id=account.id, sector_id=cast.bourg.id))
    session.flush()
    return Actor(account.id, account.name, account.role, frozenset([cast.bourg.id]))


@pytest.fixture
def adam(session, cast, today):
    """Ten months old, whose exam of the ninth month was never told."""
    child = session.get_one(Person, cast.benali_child.id)
    child.birth_date = date(2026, 1, 10)
    session.add(child)
    listing.refresh(session, {cast.benali.id}, today)
    return child


def kinds(session, actor, today):
    return [(one.kind.value, one.child.first_name) for one in awaited.awaited(session, actor, today)]


def test_the_secretariat_sees_what_has_not_come_and_a_letter_waits_to_leave(session, secretary, adam, now, today):
    assert kinds(session, secretary, today) == [("CS9", "Adam")]
    assert awaited.count(session, secretary, today) == 1
    [one] = awaited.awaited(session, secretary, today)
    letter = awaited.ask(session, secretary, one.item.id, now, today)
    assert (letter.means, letter.result, letter.person_id) == ("courrier", "a_envoyer", adam.id)
    assert "Adam Benali, né·e le 10/01/2026" in letter.words and "(CS9)" in letter.words
    assert awaited.awaited(session, secretary, today)[0].asked_at == now
    with pytest.raises(awaited.AlreadyAsked):
        awaited.ask(session, secretary, one.item.id, now, today)


def test_what_arrived_is_not_awaited_and_is_again_once_it_was_an_error(session, secretary, adam, now, today, cast):
    made = certificates.receive(session, secretary, adam.id, "CS9", today, now, today)
    listing.refresh(session, {cast.benali.id}, today)
    assert kinds(session, secretary, today) == []
    certificates.strike(session, secretary, made.id, "celui de sa sœur", now, today)
    listing.refresh(session, {cast.benali.id}, today)
    assert kinds(session, secretary, today) == [("CS9", "Adam")]


def test_two_arrivals_of_one_kind_and_an_unread_one_do_not_stop_the_list(session, secretary, adam, now, today, cast):
    for day in (today, today - timedelta(days=1)):
        session.add(certificates.Certificate(
            family_id=cast.benali.id, child_id=adam.id, kind="CS9", received_on=day, noted_by=secretary.account_id,
            noted_at=now,
        ))  # fmt: skip
    assert listing.refresh(session, {cast.benali.id}, today)
    assert kinds(session, secretary, today) == []


@pytest.mark.parametrize("who", ["nadia", "sylvie", "root"])
def test_who_keeps_no_arrivals_here_sees_and_asks_for_nothing(session, cast, adam, secretary, now, today, who):
    stranger = cast.actor(who)
    [one] = awaited.awaited(session, secretary, today)
    assert kinds(session, stranger, today) == [] and awaited.count(session, stranger, today) == 0
    with pytest.raises(awaited.NotAwaited):
        awaited.ask(session, stranger, one.item.id, now, today)
    assert session.exec(select(Contact)).all() == []
