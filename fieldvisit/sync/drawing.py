"""Drawing for the screen what has arrived: in one thread of each process while nothing comes in, or when asked for.

The table is the queue: what a stop interrupted is taken up again.
"""

import logging
import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from fieldvisit import db
from fieldvisit.pictures import looking, pieces
from fieldvisit.pictures import picture as pictures
from fieldvisit.pictures.picture import WHOLE, Picture, State
from fieldvisit.pictures.shown import Shelf
from fieldvisit.sync import originals
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

#: Seconds without a new picture before drawing begins: the tablets that come home first, then the screens.
QUIET = 3.0
_AT_ONCE = 20


@dataclass(frozen=True)
class Drawing:
    engine: sa.Engine
    keyring: Keyring
    shelf: Shelf

    def draw(self, picture_id: uuid.UUID, lost: uuid.UUID | None = None) -> Picture:
        """The picture, drawn if it was not yet; what cannot be decoded is marked so, its original kept.

        ``lost``: the name that the store no longer has, so that it is drawn again.
        :raises fieldvisit.pictures.objects.Missing: if the store lost its bytes
        """
        with db.reading(self.engine) as session:
            picture = session.get_one(Picture, picture_id)
            if picture.shown_as != lost or picture.state not in WHOLE:
                return picture
            blob = pieces.whole(self.shelf.objects, picture.blob_sha256)
            try:
                drawn = looking.draw(originals.opened(session, self.keyring, picture, blob))
            except Refusal as refusal:
                return self._note(picture_id, lost, state=State.UNREADABLE, sentence=refusal.sentence)
        name, key = self.shelf.keep(drawn)
        return self._note(picture_id, lost, shown_as=name, shown_key=key, **looking.told(drawn))

    def _note(self, picture_id: uuid.UUID, lost: uuid.UUID | None, **values) -> Picture:
        with db.writing(self.engine) as session:
            picture = session.get_one(Picture, picture_id, with_for_update=True)
            if picture.shown_as == lost:  # else another process was first
                for name, value in values.items():
                    setattr(picture, name, value)
                session.add(picture)
        return picture

    def draw_all(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Draw what waits, as long as ``go_on`` says so; how many were drawn."""
        done, failed = 0, set()
        while go_on():
            with db.reading(self.engine) as session:
                waiting = [one for one in pictures.undrawn(session, 10 * _AT_ONCE + len(failed)) if one not in failed]
            if not waiting:
                break
            # Not all the same ones as the other processes.
            for picture_id in random.sample(waiting, min(_AT_ONCE, len(waiting))):
                if not go_on():
                    break
                try:
                    self.draw(picture_id)
                    done += 1
                except Exception:  # one that cannot be drawn holds up no other
                    log.warning("picture %s could not be drawn", picture_id, exc_info=True)
                    failed.add(picture_id)
        return done


@dataclass
class Background:
    """At most one thread; it ends when nothing waits."""

    drawing: Drawing
    _thread: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _last: float = 0.0

    def wake(self) -> None:
        with self._lock:
            self._last = time.monotonic()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
                self._thread.start()

    def _quiet(self) -> bool:
        return time.monotonic() - self._last >= QUIET

    def _run(self) -> None:
        while True:
            while not self._quiet():
                time.sleep(QUIET / 3)
            try:
                self.drawing.draw_all(self._quiet)
            except Exception:
                log.warning("drawing stopped; it goes on with the next picture", exc_info=True)
            with self._lock:
                if self._quiet():
                    self._thread = None
                    return
