"""The list follows what is written anywhere, one process at a time, and is worked out whole each day."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.due import follow, listing, position, recompute
from fieldvisit.due.decision import Choose, DueDecision
from fieldvisit.due.item import DueItem, State
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person


def catch_up(engine, today):
    steps = 0
    while True:
        with db.writing(engine) as session:
            if not follow.catch_up(session, today):
                return steps
        steps += 1


def codes(engine, family):
    with db.reading(engine) as session:
        return {one.code for one in session.exec(select(DueItem).where(DueItem.family_id == family.id))}


@pytest.fixture
def followed(engine, cast, today):
    recompute.recompute_all(engine, today, processes=1)
    catch_up(engine, today)
    return engine


def test_a_death_written_elsewhere_shows_in_the_list_at_the_next_step(followed, cast, today):
    with db.writing(followed) as session:
        session.get_one(Person, cast.benali_child.id).deceased_on = today
    with db.reading(followed) as session:
        assert follow.behind(session)
    assert catch_up(followed, today) > 0
    assert codes(followed, cast.benali) == {"epnp1", "epnp2"}
    with db.reading(followed) as session:
        assert not follow.behind(session)


def test_what_it_wrote_itself_is_not_worked_out_again(followed, cast, today, monkeypatch):
    with db.writing(followed) as session:
        session.get_one(Household, cast.petit.id).status = "hors_departement"
    asked = []
    kept = listing.refresh
    monkeypatch.setattr(listing, "refresh", lambda s, ids, day: asked.append(set(ids)) or kept(s, ids, day))
    catch_up(followed, today)
    assert [one for one in asked if one] == [{cast.petit.id}]
    assert codes(followed, cast.petit) == set()


def test_while_one_process_is_at_it_another_goes_on_with_something_else(followed, cast, today):
    if followed.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    with db.writing(followed) as session:
        session.get_one(Person, cast.benali_child.id).deceased_on = today
    with db.writing(followed) as first:
        assert position.held(first) is not None
        with db.writing(followed) as second:
            assert follow.catch_up(second, today) == 0
    assert catch_up(followed, today) > 0


def test_a_day_is_worked_out_once_by_whoever_claims_it_first(engine, cast, today, now):
    assert recompute.wanted(engine, today)
    assert recompute.claim(engine, today, now)
    assert not recompute.claim(engine, today, now + timedelta(minutes=5))
    assert recompute.claim(engine, today, now + timedelta(hours=2))  # the first one was cut off
    done = recompute.recompute_all(engine, today, processes=1)
    assert (done.families, done.changed > 0) == (3, True)
    assert not recompute.wanted(engine, today)
    assert not recompute.claim(engine, today, now + timedelta(hours=4))
    assert recompute.wanted(engine, today + timedelta(days=1))


def test_a_run_that_finds_nothing_new_writes_nothing(followed, today):
    assert recompute.recompute_all(followed, today, processes=1).changed == 0


def test_what_a_colleague_decides_while_it_runs_is_in_the_list_at_its_end(engine, cast, today, now, monkeypatch):
    recompute.recompute_all(engine, today, processes=1)
    compare = listing.compare

    def decided_meanwhile(session, families, day):
        found = compare(session, families, day)
        monkeypatch.setattr(listing, "compare", compare)
        with db.writing(engine) as writer:
            item = writer.exec(select(DueItem).where(DueItem.code == "vad_1m", DueItem.state == State.OPEN)).first()
            writer.add(
                DueDecision(
                    family_id=item.family_id,
                    subject_id=item.subject_id,
                    code=item.code,
                    choice=Choose.REFUSED,
                    account_id=cast.claire.id,
                    made_at=now,
                )
            )
        return found

    monkeypatch.setattr(listing, "compare", decided_meanwhile)
    assert recompute.recompute_all(engine, today, processes=1).changed == 1
