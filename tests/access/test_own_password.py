"""Changing one's own password: proved first, guesses counted, the other sessions closed."""

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import own_password, password, throttle
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.access.account_event import AccountEvent, Happened

SECRET, FRESH = "tilleul bleu matin", "quatre chaises vertes dehors"


@pytest.fixture(autouse=True)
def helene(engine, cast, monkeypatch):
    monkeypatch.setattr(db, "engine", lambda: engine)
    monkeypatch.setattr(password, "_hasher", PasswordHasher(time_cost=1, memory_cost=512, parallelism=1))
    with db.writing(engine) as writer:
        writer.get_one(Account, cast.helene.id).password_hash = password.make_hash(SECRET)
    return cast.actor("helene")


def prove(helene, secret, now):
    own_password.prove(helene, secret, "192.0.2.7", now)


def test_her_password_proves_her_and_guesses_are_slowed_with_those_at_the_login(engine, helene, now):
    prove(helene, SECRET, now)
    for _ in range(3):
        with pytest.raises(own_password.WrongPassword):
            prove(helene, "faux", now)
    with pytest.raises(throttle.TooMany):
        prove(helene, SECRET, now)
    with pytest.raises(throttle.TooMany), db.writing(engine) as writer:
        throttle.admit(writer, "helene.vidal", "192.0.2.8", now)


def test_a_change_closes_the_other_sessions_and_is_noted(engine, helene, cast, now):
    with db.writing(engine) as writer:
        account = writer.get_one(Account, cast.helene.id)
        here, there = (sessions.open_for(writer, account, now) for _ in range(2))
    with db.writing(engine) as writer:
        kept = sessions.find(writer, here, now).session_id
        own_password.change(writer, helene, kept, FRESH, FRESH, now)
    with db.reading(engine) as reader:
        assert sessions.find(reader, here, now) and not sessions.find(reader, there, now)
        assert Happened.PASSWORD in reader.exec(select(AccountEvent.what)).all()
    prove(helene, FRESH, now)
    with pytest.raises(own_password.WrongPassword):
        prove(helene, SECRET, now)


@pytest.mark.parametrize(
    ("fresh", "again", "refusal"),
    [
        (FRESH, FRESH + " ", own_password.Differ),
        ("court", "court", password.Weak),
        ("helene.vidal 2026", "helene.vidal 2026", password.Weak),
        ("motdepasse-solide", "motdepasse-solide", password.Weak),
    ],
)
def test_a_bad_new_one_is_refused_and_the_former_stays(engine, helene, now, fresh, again, refusal, cast):
    with pytest.raises(refusal), db.writing(engine) as writer:
        own_password.change(writer, helene, cast.helene.id, fresh, again, now)
    prove(helene, SECRET, now)


def test_an_account_without_password_is_told_so(engine, cast, now):
    with pytest.raises(own_password.WithoutPassword):
        prove(cast.actor("claire"), "", now)
