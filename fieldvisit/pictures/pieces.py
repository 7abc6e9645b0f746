"""Ciphertexts as they arrive: in pieces of any length, in order, believed once their digest is the one announced.

A piece is an object named by its offset, so that no table is written while it travels and any process may
take the next one. What is whole lies under its digest.
"""

import hashlib
from datetime import datetime

from fieldvisit.pictures.objects import Missing, Objects
from fieldvisit.words import Refusal

LARGEST = 12 * 2**20
LARGEST_PIECE = 2**20


class TooLarge(Refusal):
    sentence = "Cette photo est trop lourde (12 Mo au plus) : reprenez-la en plus petit."


class OutOfOrder(Refusal):
    """``told``: what the answer says besides; the next piece begins where what has ``received`` ends."""

    sentence = "Ce morceau n’est pas le suivant : la tablette reprend là où l’envoi s’est arrêté."

    def __init__(self, received: int):
        super().__init__()
        self.told = {"received": received}


class WrongDigest(Refusal):
    sentence = "Cette photo est arrivée abîmée : la tablette la renverra depuis le début."
    told = {"received": 0}


def received(objects: Objects, sha256: str) -> tuple[int, bool]:
    """Bytes that have arrived in order, and whether they are the whole."""
    size = objects.size(_whole(sha256))
    return (_chained(objects, sha256)[0], False) if size is None else (size, True)


def whole(objects: Objects, sha256: str) -> bytes:
    """:raises Missing: if it has not all arrived"""
    return objects.get(_whole(sha256))


def add(objects: Objects, sha256: str, size: int, offset: int, piece: bytes) -> tuple[int, bytes | None]:
    """Keep the next piece; return what has arrived, and the whole once it is there.

    :raises TooLarge: beyond :data:`LARGEST`, or more than was announced
    :raises OutOfOrder: if it is not the next one
    :raises WrongDigest: if the whole is not what it should be; it begins again
    """
    if size > LARGEST or len(piece) > LARGEST_PIECE:
        raise TooLarge
    if offset == 0 and len(piece) == size:
        return size, _believe(objects, sha256, piece, [])
    if objects.size(_whole(sha256)) == size:
        return size, whole(objects, sha256)
    arrived, names = _chained(objects, sha256)
    if offset != arrived or not piece:
        raise OutOfOrder(arrived)
    arrived += len(piece)
    names.append(_piece(sha256, offset))
    if arrived < size:
        objects.put(names[-1], piece)
        return arrived, None
    try:
        before = [objects.get(name) for name in names[:-1]]
    except Missing as gone:  # another process had the last piece as well, and was first
        if objects.size(_whole(sha256)) == size:
            return size, whole(objects, sha256)
        raise OutOfOrder(_chained(objects, sha256)[0]) from gone  # what came was not what was announced
    return size, _believe(objects, sha256, b"".join((*before, piece)), names)


def erase(objects: Objects, sha256: str) -> None:
    """All that has arrived of it, whole or in pieces."""
    names = [f"pieces/{sha256[:2]}/{sha256}/{name}" for name in objects.sizes(f"pieces/{sha256[:2]}/{sha256}")]
    objects.remove(_whole(sha256), *names)


def unclaimed(objects: Objects, before: datetime) -> dict[str, list[str]]:
    """Names by digest of what arrived, in part or whole, before an instant."""
    found: dict[str, list[str]] = {}
    for folder in ("pieces", "blobs"):
        for name, at in objects.all(folder):
            if at < before:
                found.setdefault(name.split("/")[2], []).append(name)
    return found


def _believe(objects: Objects, sha256: str, content: bytes, names: list[str]) -> bytes:
    if hashlib.sha256(content).hexdigest() != sha256:
        objects.remove(*names)
        raise WrongDigest
    objects.put(_whole(sha256), content)
    objects.remove(*names)
    return content


def _chained(objects: Objects, sha256: str) -> tuple[int, list[str]]:
    """How far the pieces follow each other from the first byte on, and their names."""
    sizes = objects.sizes(f"pieces/{sha256[:2]}/{sha256}")
    at, names = 0, []
    while piece := sizes.get(f"{at:08d}"):
        names.append(_piece(sha256, at))
        at += piece
    return at, names


def _piece(sha256: str, offset: int) -> str:
    return f"pieces/{sha256[:2]}/{sha256}/{offset:08d}"


def _whole(sha256: str) -> str:
    return f"blobs/{sha256[:2]}/{sha256}"
