"""An account's own password, at its holder's hand: proved again before something weighty, and changed."""

import uuid
from datetime import datetime

from sqlmodel import Session

from fieldvisit import db
from fieldvisit.access import account_event, connections, password, throttle
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.account_event import Happened
from fieldvisit.words import Refusal


class WrongPassword(Refusal):
    sentence = "Le mot de passe actuel n’est pas le bon."


class WithoutPassword(Refusal):
    sentence = "Ce compte n’a pas de mot de passe : il s’ouvre par Pro Santé Connect ou ProConnect."


class Differ(Refusal):
    sentence = "Les deux saisies du nouveau mot de passe diffèrent : tapez deux fois le même."


def prove(actor: Actor, secret: str, address: str, now: datetime) -> None:
    """That it is she who sits there. Guesses count with those made at the login.

    In transactions of its own, because a password is slow to check on purpose and must not hold the database.

    :raises Refusal: for a wrong one, and for too many of them
    """
    with db.reading() as reader:
        account = reader.get_one(Account, actor.account_id)
        login, stored = account.login, account.password_hash
    if not stored:
        raise WithoutPassword
    with db.writing() as writer:
        attempt = throttle.admit(writer, login, address, now)
    if not password.matches(stored, secret):
        raise WrongPassword
    with db.writing() as writer:
        throttle.clear(writer, attempt)


def change(session: Session, actor: Actor, here: uuid.UUID, fresh: str, again: str, now: datetime) -> None:
    """After :func:`prove`. Every session of hers but ``here`` ends: a stolen password opens nothing any more.

    :raises Refusal: with what to change
    """
    account = session.get_one(Account, actor.account_id)
    if fresh != again:
        raise Differ
    password.check(fresh, account.login)
    account.password_hash = password.make_hash(fresh)
    session.add(account)
    account_event.note(session, account.id, account.id, Happened.PASSWORD, now)
    connections.close_my_others(session, actor, here, now)
