"""What bounds a request: how much of it is read, and how many are worked on at once."""

import zlib
from collections.abc import Callable

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from fieldvisit.sync import envelope
from fieldvisit.words import Refusal

LARGEST_PUSH = 64 * 2**20
LARGEST_UNKNOWN_PUSH = 16 * 2**20
LARGEST_QUESTION = 2**20
#: More than these do not wait here: a tablet that tries again in a few seconds is served sooner than one in a queue.
MOST_WAITING = 100


class TooLarge(Refusal):
    sentence = "Cet envoi est trop volumineux : la tablette l’enverra en plusieurs fois."


class Damaged(Refusal):
    sentence = "Cet envoi est abîmé : la tablette le renverra."


class Busy(Refusal):
    sentence = "Le bureau reçoit beaucoup d’envois en ce moment : la tablette réessaie d’elle-même."


async def in_turn(limiter: CapacityLimiter, work: Callable, *given):
    """Work in a thread, a few at once.

    :raises Busy: if too many wait already
    """
    if limiter.statistics().tasks_waiting >= MOST_WAITING:
        raise Busy
    return await to_thread.run_sync(work, *given, limiter=limiter)


def is_small(request: Request) -> bool:
    """Whether it says that it is no larger than what anybody may push; a packed one does not say it."""
    length = request.headers.get("content-length", "")
    packed = request.headers.get("content-encoding", "identity") != "identity"
    return not packed and length.isdecimal() and int(length) <= LARGEST_UNKNOWN_PUSH


async def question(request: Request) -> object:
    """A small JSON body.

    :raises Damaged: if it is not JSON
    """
    return told(await content(request, LARGEST_QUESTION))


def told(body: bytes) -> object:
    """:raises Damaged: if it is not JSON"""
    try:
        return envelope.parse_json(body)
    except envelope.Unreadable as error:
        raise Damaged from error


async def content(request: Request, most: int) -> bytes:
    """The body, unpacked where it came packed, never more than ``most`` bytes on either side.

    :raises TooLarge: as soon as it is known
    """
    encoding = request.headers.get("content-encoding", "identity")
    if encoding not in ("identity", "gzip"):
        raise Damaged
    unpacker = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    read, sent = bytearray(), 0
    async for piece in request.stream():
        sent += len(piece)
        try:
            read += unpacker.decompress(piece, most + 1 - len(read)) if unpacker else piece
        except zlib.error as error:
            raise Damaged from error
        if sent > most or len(read) > most:
            raise TooLarge
    return bytes(read)
