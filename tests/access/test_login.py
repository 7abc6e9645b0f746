import time as clock
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from argon2 import PasswordHasher

from fieldvisit import db
from fieldvisit.access import login, password, throttle
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account

SECRET = "tilleul bleu matin"


@pytest.fixture(autouse=True, scope="module")
def light():
    """Passwords as heavy as in production are tried in test_password; dozens of guesses need not be."""
    with pytest.MonkeyPatch.context() as change:
        change.setattr(password, "_hasher", PasswordHasher(time_cost=2, memory_cost=1024, parallelism=1))
        change.setattr(password, "_DECOY", password.make_hash("aucun compte ne porte ce mot de passe"))
        yield


@pytest.fixture
def claire(engine, cast):
    with db.writing(engine) as writer:
        account = writer.get_one(Account, cast.claire.id)
        account.password_hash = password.make_hash(SECRET)
        writer.add(account)
    return account


def attempt(engine, secret, now, typed="claire.morel", address="192.0.2.7"):
    with db.writing(engine) as writer:
        attempt_id = throttle.admit(writer, typed, address, now)
    with db.reading(engine) as reader:
        account_id = login.recognise(reader, typed, secret).id
    with db.writing(engine) as writer:
        return login.enter(writer, account_id, secret, attempt_id, now)


def wrong(engine, now, times, **who):
    for _ in range(times):
        with pytest.raises(login.Wrong):
            attempt(engine, "faux", now, **who)


def test_the_right_pair_opens_a_session(engine, claire, now):
    token = attempt(engine, SECRET, now, typed=" Claire.Morel ")
    with db.reading(engine) as reader:
        assert sessions.find(reader, token, now).actor.account_id == claire.id


def test_unknown_wrong_and_disabled_are_refused_with_the_same_sentence(engine, cast, claire, now):
    with db.writing(engine) as writer:
        gone = writer.get_one(Account, cast.nadia.id)
        gone.password_hash, gone.disabled_at = password.make_hash(SECRET), now
        writer.add(gone)
    said = set()
    for typed, secret in (("personne", SECRET), ("claire.morel", "faux"), ("nadia.ferrand", SECRET)):
        with pytest.raises(login.Wrong) as refusal:
            attempt(engine, secret, now, typed=typed)
        said.add(refusal.value.sentence)
    assert len(said) == 1


def test_after_three_wrong_passwords_one_must_wait_a_little_and_longer_each_time(engine, claire, now):
    wrong(engine, now, 3)
    with pytest.raises(throttle.TooMany, match="5 secondes"):
        attempt(engine, SECRET, now)
    wrong(engine, now + timedelta(seconds=6), 1)
    with pytest.raises(throttle.TooMany, match="15 secondes"):
        attempt(engine, SECRET, now + timedelta(seconds=6))


def test_waiting_lets_the_right_password_in_and_clears_the_count(engine, claire, now):
    wrong(engine, now, 3)
    attempt(engine, SECRET, now + timedelta(seconds=6))
    wrong(engine, now + timedelta(seconds=7), 2)
    attempt(engine, SECRET, now + timedelta(seconds=8))


def test_nobody_can_lock_a_colleague_out_for_more_than_five_minutes(engine, claire, now):
    moment = now
    for _ in range(20):
        moment += throttle.LONGEST_WAIT
        wrong(engine, moment, 1)
    attempt(engine, SECRET, moment + throttle.LONGEST_WAIT)


def test_an_address_that_tries_many_logins_is_refused_and_the_others_are_not(engine, claire, now):
    with db.writing(engine) as writer:
        for number in range(throttle.TOO_MANY_FROM_ADDRESS):
            throttle.admit(writer, f"essai{number}", "198.51.100.1", now)
    with pytest.raises(throttle.TooMany, match="adresse"):
        attempt(engine, SECRET, now, address="198.51.100.1")
    attempt(engine, SECRET, now)


def test_a_refused_attempt_does_not_prolong_the_wait(engine, claire, now):
    wrong(engine, now, 3)
    for second in range(5):
        with pytest.raises(throttle.TooMany):
            attempt(engine, SECRET, now + timedelta(seconds=second))
    attempt(engine, SECRET, now + timedelta(seconds=5))


@pytest.mark.parametrize("who", ["login", "address"])
def test_guesses_sent_at_once_are_counted_one_after_the_other(engine, claire, now, who):
    several = 12
    start = Barrier(several)
    counted = min(throttle.WAITS) if who == "login" else throttle.TOO_MANY_FROM_ADDRESS
    with db.writing(engine) as writer:
        for number in range(counted - 1):
            typed, address = (
                ("claire.morel", f"192.0.2.{number}") if who == "login" else (f"essai{number}", "192.0.2.7")
            )
            throttle.admit(writer, typed, address, now)

    def guess(number):
        typed, address = ("claire.morel", f"198.51.100.{number}") if who == "login" else (f"un{number}", "192.0.2.7")
        start.wait(10)
        try:
            with db.writing(engine) as writer:
                throttle.admit(writer, typed, address, now)
                writer.flush()
                clock.sleep(0.02)
        except throttle.TooMany:
            return False
        return True

    with ThreadPoolExecutor(several) as threads:
        assert sum(threads.map(guess, range(several))) == 1


def test_a_dated_hash_is_made_again_at_login(engine, claire, now):
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(SECRET)
    with db.writing(engine) as writer:
        writer.get_one(Account, claire.id).password_hash = weak
    attempt(engine, SECRET, now)
    with db.reading(engine) as reader:
        stored = reader.get_one(Account, claire.id).password_hash
    assert stored != weak and password.matches(stored, SECRET)
