"""What the office is shown: drawn anew, encrypted under a key of its own that the master key wraps.

Neither the disk nor whoever runs the store can read it.
"""

import os
import uuid
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldvisit.db import new_id
from fieldvisit.pictures.looking import Drawn
from fieldvisit.pictures.objects import Objects

_NONCE = 12
SIZES = ("large", "small")


@dataclass(frozen=True)
class Shelf:
    """Objects, and the master key that wraps each picture's own. Safe to share between threads."""

    objects: Objects
    master: bytes

    def keep(self, drawn: Drawn) -> tuple[uuid.UUID, bytes]:
        """Lay down both sizes under a name that nobody used; return the name and the wrapped key.

        :raises fieldvisit.pictures.objects.Full: if there is no room
        """
        name, key = new_id(), AESGCM.generate_key(256)
        for size, content in zip(SIZES, (drawn.large, drawn.small), strict=True):
            self.objects.put(_path(name, size), _encrypted(key, content, _bound(name, size)))
        return name, _encrypted(self.master, key, _bound(name, "key"))

    def show(self, name: uuid.UUID, wrapped: bytes, size: str) -> bytes:
        """:raises fieldvisit.pictures.objects.Missing: if the store lost it
        :raises cryptography.exceptions.InvalidTag: if it is not what was kept, or under another master key
        """
        key = _decrypted(self.master, wrapped, _bound(name, "key"))
        return _decrypted(key, self.objects.get(_path(name, size)), _bound(name, size))


def names(name: uuid.UUID) -> list[str]:
    """Where both sizes lie."""
    return [_path(name, size) for size in SIZES]


def _path(name: uuid.UUID, size: str) -> str:
    return f"shown/{name.hex[-2:]}/{name}.{size}"


def _bound(name: uuid.UUID, what: str) -> bytes:
    return f"fieldvisit picture {name} {what}".encode()


def _encrypted(key: bytes, content: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def _decrypted(key: bytes, content: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], bound)
