"""Seeded draws: each family has its own, so that one more family never changes the others."""

import uuid
from datetime import UTC, date, datetime, time
from random import Random


def of(*words: object) -> Random:
    return Random(" ".join(str(word) for word in words))


class Ids:
    """UUIDv7 of one day, drawn in order: the same day gives the same ids."""

    def __init__(self, today: date):
        self._stamp = int(datetime.combine(today, time(0), UTC).timestamp() * 1000).to_bytes(6, "big")
        self._draw = of("ids", today)

    def __call__(self) -> uuid.UUID:
        raw = bytearray(self._stamp + self._draw.randbytes(10))
        raw[6] = 0x70 | raw[6] & 0x0F
        raw[8] = 0x80 | raw[8] & 0x3F
        return uuid.UUID(bytes=bytes(raw))
