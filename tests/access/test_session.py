from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import administration
from fieldvisit.access import session as sessions
from fieldvisit.access.session import LoginSession


@pytest.fixture
def token(engine, cast, now):
    with db.writing(engine) as writer:
        return sessions.open_for(writer, cast.helene, now)


def found(engine, token, now):
    with db.reading(engine) as reader:
        return sessions.find(reader, token, now)


def test_the_holder_of_the_token_is_the_actor_with_her_sectors(engine, cast, token, now):
    assert found(engine, token, now).actor == cast.actor("helene")


def test_the_table_keeps_only_a_digest_of_the_token(engine, token):
    with db.reading(engine) as reader:
        row = reader.exec(select(LoginSession)).one()
    assert token not in row.model_dump_json()


@pytest.mark.parametrize("forged", ["", "x", "\ud800", "a" * 5000])
def test_an_unknown_token_is_nobody(engine, token, now, forged):
    assert found(engine, forged, now) is None


def test_it_ends_when_nobody_uses_it(engine, token, now):
    idle = sessions.OFFICE.idle
    assert found(engine, token, now + idle - timedelta(seconds=1))
    assert found(engine, token, now + idle) is None


def test_use_prolongs_it_but_never_beyond_its_absolute_end(engine, token, now):
    moment = now
    while moment < now + sessions.OFFICE.at_most - timedelta(hours=1):
        moment += timedelta(hours=1)
        caller = found(engine, token, moment)
        assert sessions.wants_touch(caller, moment)
        with db.writing(engine) as writer:
            sessions.touch(writer, caller.session_id, moment)
    assert found(engine, token, now + sessions.OFFICE.at_most - timedelta(seconds=1))
    assert found(engine, token, now + sessions.OFFICE.at_most) is None


def test_a_tablet_worker_keeps_hers_through_a_day_out_of_range(engine, cast, now):
    with db.writing(engine) as writer:
        token = sessions.open_for(writer, cast.claire, now)
    assert found(engine, token, now + timedelta(hours=11))


def test_it_is_not_written_at_every_event(engine, token, now):
    assert not sessions.wants_touch(found(engine, token, now), now + timedelta(seconds=20))


def test_a_revoked_session_ends_at_once_and_the_others_go_on(engine, cast, token, now):
    with db.writing(engine) as writer:
        other = sessions.open_for(writer, cast.helene, now)
    with db.writing(engine) as writer:
        sessions.end(writer, sessions.find(writer, token, now).session_id, now)
    assert found(engine, token, now) is None
    assert found(engine, other, now)


def test_disabling_the_account_ends_its_sessions_at_once_and_for_good(engine, cast, token, now):
    with db.writing(engine) as writer:
        administration.disable(writer, cast.actor("root"), cast.helene.id, now)
    assert found(engine, token, now) is None
    with db.writing(engine) as writer:
        administration.enable(writer, cast.actor("root"), cast.helene.id, now)
    assert found(engine, token, now) is None
