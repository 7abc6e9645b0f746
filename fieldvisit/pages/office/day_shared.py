"""A sector's day, read once for all who look at it in this process, however many they are."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fieldvisit import db
from fieldvisit.pages import who
from fieldvisit.schedule import day
from fieldvisit.schedule.day import Day

#: How old what is shown may be, in seconds: a little less than the pages' own clock.
FRESH_S = 2.5
FORGOTTEN_S = 600


@dataclass(frozen=True)
class Sheet:
    day: Day
    fingerprint: int
    read_at: float


class Shared:
    """``read(sector, today)`` is asked by one viewer at a time; the others get what was read before."""

    def __init__(self, read: Callable[[uuid.UUID, date], Day], fresh_s: float = FRESH_S):
        self.read, self.fresh_s = read, fresh_s
        self._held: dict[tuple[uuid.UUID, date], Sheet] = {}
        self._locks: dict[tuple[uuid.UUID, date], threading.Lock] = {}
        self._guard = threading.Lock()

    def of(self, sector: uuid.UUID) -> Sheet:
        key = (sector, who.today())
        held = self._held.get(key)
        if self._is_fresh(held):
            return held
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        if not lock.acquire(blocking=held is None):
            return held
        try:
            held = self._held.get(key)
            if not self._is_fresh(held):
                held = self._held[key] = self._read(*key)
                self._forget()
            return held
        finally:
            lock.release()

    def _read(self, sector: uuid.UUID, today: date) -> Sheet:
        now = who.now()
        found = self.read(sector, today)
        return Sheet(found, day.fingerprint(found, now), time.monotonic())

    def _is_fresh(self, held: Sheet | None) -> bool:
        return held is not None and time.monotonic() - held.read_at < self.fresh_s

    def _forget(self) -> None:
        with self._guard:
            old = [key for key, held in list(self._held.items()) if time.monotonic() - held.read_at > FORGOTTEN_S]
            for key in old:
                del self._held[key]
                self._locks.pop(key, None)


def _from_database(sector: uuid.UUID, today: date) -> Day:
    with db.reading() as session:
        return day.of_sector(session, sector, today)


shared = Shared(_from_database)
