"""Open sessions: whose are told to whom, and that a closed one is closed at once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import browser, connections
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.access.account_event import AccountEvent, Happened
from fieldvisit.access.session import LoginSession

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def opened(engine, cast, now):
    """``opened("claire")`` opens a session; its token and id."""

    def open_for(name: str, at=None, agent: str = FIREFOX):
        with db.writing(engine) as writer:
            token = sessions.open_for(writer, writer.get_one(Account, getattr(cast, name).id), at or now, agent)
        with db.reading(engine) as reader:
            return token, sessions.find(reader, token, at or now).session_id

    return open_for


def test_she_sees_her_own_open_ones_and_nobody_else_s(engine, cast, opened, now):
    _, older = opened("helene", now - timedelta(hours=1))
    _, newer = opened("helene")
    opened("helene", now - timedelta(hours=3))  # over: not used for more than two hours
    opened("claire")
    with db.reading(engine) as reader:
        mine = connections.mine(reader, cast.actor("helene"), now)
    assert [one.id for one in mine] == [newer, older]
    assert mine[0].browser == "Firefox sur Windows"


def test_closing_one_acts_at_once_and_only_on_one_s_own(engine, cast, opened, now):
    token, mine = opened("helene")
    with db.writing(engine) as writer, pytest.raises(connections.NotFound):
        connections.close_mine(writer, cast.actor("claire"), mine, now)
    with db.writing(engine) as writer:
        connections.close_mine(writer, cast.actor("helene"), mine, now)
    with db.reading(engine) as reader:
        assert sessions.find(reader, token, now) is None


def test_closing_the_others_leaves_this_one(engine, cast, opened, now):
    kept, here = opened("helene")
    gone = [opened("helene")[0] for _ in range(3)]
    others, _ = opened("claire")
    with db.writing(engine) as writer:
        assert connections.close_my_others(writer, cast.actor("helene"), here, now) == 3
        assert connections.close_my_others(writer, cast.actor("helene"), here, now) == 0
    with db.reading(engine) as reader:
        assert sessions.find(reader, kept, now) and sessions.find(reader, others, now)
        assert not any(sessions.find(reader, token, now) for token in gone)
        events = reader.exec(select(AccountEvent)).all()
    assert [(one.account_id, one.by_id, one.what) for one in events] == [
        (cast.helene.id, cast.helene.id, Happened.CLOSED)
    ]


def test_only_the_administrator_sees_and_closes_those_of_all(engine, cast, opened, now):
    token, first = opened("helene")
    opened("claire")
    for name in ("helene", "claire"):
        actor = cast.actor(name)
        for refused in (
            lambda writer, actor=actor: connections.of_all(writer, actor, now),
            lambda writer, actor=actor: connections.close(writer, actor, first, now),
            lambda writer, actor=actor: connections.close_all_of(writer, actor, cast.claire.id, now),
        ):
            with db.writing(engine) as writer, pytest.raises(connections.NotAllowed):
                refused(writer)
    root = cast.actor("root")
    with db.writing(engine) as writer:
        assert set(connections.of_all(writer, root, now)) == {cast.helene.id, cast.claire.id}
        connections.close(writer, root, first, now)
        assert connections.close_all_of(writer, root, cast.claire.id, now) == 1
    with db.reading(engine) as reader:
        assert sessions.find(reader, token, now) is None
        assert connections.of_all(reader, root, now) == {}
        assert reader.exec(select(LoginSession)).all(), "the trace stays"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            "Chrome sur Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Linux; Android 15; SM-X210) Chrome/140.0 Safari/537.36", "Chrome sur Android"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari sur iPad"),
        ("", "Navigateur inconnu"),
        ("curl/8.5", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_told_in_words(agent, told):
    assert browser.told(agent) == told
