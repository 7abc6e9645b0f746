"""Agreements: given, refused, withdrawn; a withdrawal holds at once and nothing is rewritten."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit.access.journal import AccessEvent
from fieldvisit.families import agreeing, file
from fieldvisit.families.agreeing import NotAllowed, Taken
from fieldvisit.families.fact import Invalid
from fieldvisit.families.person import Agreement, agreed, last_word
from fieldvisit.feed import Change


@pytest.fixture
def claire(acting):
    return acting("claire")


@pytest.fixture
def give(session, cast, claire, today, now):
    def give(kind="accord_vad", status="Accordé", actor=claire, **more):
        more = {"person_id": cast.benali_mother.id} | more
        return agreeing.note(session, actor, cast.benali.id, kind, status, today, more.pop("at", now), **more)

    return give


def test_an_agreement_lasts_a_year_unless_told(give, today):
    assert give().expires_on == date(2027, 11, 23)
    assert give("accord_photo", expires_on=date(2027, 1, 1)).expires_on == date(2027, 1, 1)
    assert give("accord_photo", "Refusé").expires_on is None
    assert give("opposition").expires_on is None


def test_a_withdrawal_holds_at_once_and_the_agreement_stays(session, cast, claire, give, today, now):
    given = give("accord_partage_tisf", on=today - timedelta(days=3), scope="TISF de l’ADMR")
    sylvie = cast.actor("sylvie")
    assert file.read(session, sylvie, cast.benali.id, today).instructions
    mother = cast.benali_mother.id
    agreeing.withdraw(session, claire, given.id, today, now, said_by=mother, why="Ne souhaite plus")
    assert file.read(session, sylvie, cast.benali.id, today).instructions == ""
    [kept] = session.exec(select(Agreement)).all()
    assert (kept.status, kept.standing, kept.scope) == ("Accordé", "Retiré", "TISF de l’ADMR")
    assert (kept.withdrawn_by, kept.withdrawn_said_by) == (claire.account_id, mother)
    assert [one.family_id for one in session.exec(select(Change).order_by(Change.seq))][-1] == cast.benali.id
    assert len(session.exec(select(AccessEvent).where(AccessEvent.screen == "accord")).all()) == 2


def test_what_was_given_before_a_withdrawal_and_arrives_after_it_does_not_undo_it(
    session, cast, claire, give, today, now
):
    old = give(on=today - timedelta(days=200))
    agreeing.withdraw(session, claire, old.id, today, now, said_by=cast.benali_mother.id)
    give(at=now - timedelta(hours=1))
    everything = session.exec(select(Agreement)).all()
    assert not agreed(everything, "accord_vad", today)
    assert last_word(everything, "accord_vad").id == old.id


def test_only_the_last_word_is_withdrawn_and_only_once(session, cast, claire, give, today, now):
    old, new = give(on=today - timedelta(days=9)), give()
    said = {"said_by": cast.benali_mother.id}
    with pytest.raises(Taken):
        agreeing.withdraw(session, claire, old.id, today, now, **said)
    agreeing.withdraw(session, claire, new.id, today, now, **said)
    with pytest.raises(Taken):
        agreeing.withdraw(session, claire, new.id, today, now, **said)


def test_an_opposition_is_recorded_and_lifted(session, cast, claire, give, today, now):
    said = give("opposition")
    assert agreeing.opposition(session.exec(select(Agreement)).all(), today)
    agreeing.withdraw(session, claire, said.id, today, now, said_by=cast.benali_mother.id)
    assert not agreeing.opposition(session.exec(select(Agreement)).all(), today)


def test_who_says_it_is_an_adult_of_the_household_on_a_day_that_came(cast, give, today):
    for person in (None, cast.benali_child.id, cast.petit_mother.id):
        with pytest.raises(Invalid, match="un adulte"):
            give(person_id=person)
    with pytest.raises(Invalid, match="pas encore venu"):
        give(on=today + timedelta(days=1))
    with pytest.raises(Invalid, match="après l’accord"):
        give(expires_on=today)


def test_words_are_kept_whole_or_sent_back_never_cut(session, cast, claire, give, today, now):
    assert give("accord_photo", scope=" " + "m" * 300).scope == "m" * 300
    with pytest.raises(Invalid, match="trop long : 301 signes, 300 au plus"):
        give(scope="m" * 301)
    words = "Elle dit : " + "non " * 200
    given = give()
    agreeing.withdraw(session, claire, given.id, today, now, said_by=cast.benali_mother.id, why=words)
    assert given.withdrawn_why == words.strip()


def test_the_secretariat_notes_what_concerns_the_door_and_nothing_of_care(acting, give):
    clerk = acting("secretariat")
    assert give("accord_vad", actor=clerk) and give("opposition", actor=clerk)
    with pytest.raises(NotAllowed):
        give("accord_psychologue", actor=clerk)


@pytest.mark.parametrize("who", ["sylvie", "nadia", "psychologue_pmi"])
def test_who_may_not_write_the_family_notes_none(acting, give, who):
    with pytest.raises(NotAllowed):
        give(actor=acting(who))
