"""Ids by the million: UUIDv7 one millisecond after the other, so that indexes grow at their end."""

import uuid
from datetime import UTC, date, datetime, time

from fieldvisit.demo import chance


class Ids:
    """32 hexadecimal digits each; the same words and day give the same ids in the same order."""

    def __init__(self, today: date, *words: object):
        self._stamp = int(datetime.combine(today, time(0), UTC).timestamp() * 1000) - 10_000_000
        self._bits = chance.of("ids", today, *words).getrandbits

    def __call__(self) -> str:
        self._stamp += 1
        rest = self._bits(74)
        return f"{self._stamp:012x}7{rest & 0xFFF:03x}{0x8000000000000000 | rest >> 12:016x}"


def dashed(cell: str) -> str:
    """The id as JSON writes it."""
    return str(uuid.UUID(cell))
