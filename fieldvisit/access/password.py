"""Passwords: Argon2id, and the few rules that help (length and unlikeness count, punctuation does not)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fieldvisit.words import Refusal

SHORTEST = 12
LONGEST = 200  # a hash of a megabyte would be a way to keep the server busy
COMMON = ("motdepasse", "password", "azerty", "qwerty", "123456", "fieldvisit")

_hasher = PasswordHasher()
#: What an unknown login is compared with, so that it takes as long as a known one.
_DECOY = _hasher.hash("aucun compte ne porte ce mot de passe")


class Weak(Refusal):
    sentence = f"Ce mot de passe est trop court : il en faut au moins {SHORTEST} caractères."


def check(password: str, login: str) -> None:
    """:raises Weak: with what to change"""
    if len(password) < SHORTEST:
        raise Weak
    if len(password) > LONGEST:
        raise Weak(f"Ce mot de passe est trop long : {LONGEST} caractères au plus.")
    folded = password.casefold()
    if len(set(folded)) < 5:
        raise Weak("Ce mot de passe répète toujours les mêmes caractères : variez-les.")
    if login and login.casefold() in folded:
        raise Weak("Ce mot de passe contient l’identifiant : choisissez-en un autre.")
    for word in COMMON:
        if word in folded:
            raise Weak(f"Ce mot de passe contient « {word} », trop facile à deviner : choisissez-en un autre.")


def make_hash(password: str) -> str:
    return _hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """``stored`` is empty when no such account exists: the answer is no, after the same effort."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(stored or _DECOY, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def is_dated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's and should be made again."""
    return _hasher.check_needs_rehash(stored)
