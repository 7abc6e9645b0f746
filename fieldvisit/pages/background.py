"""What the server does by itself beside answering: the due lists follow what was written; each night all are redone.

Every process of the server runs this; the database says whose turn it is. At most a fifth of the time goes into it, so
that tablets that come home are not kept waiting.
"""

import asyncio
import logging
import subprocess
import sys
import time

from fieldvisit import db
from fieldvisit.due import follow, recompute
from fieldvisit.pages import who

log = logging.getLogger("fieldvisit")

#: Seconds between two looks, when there was nothing to do.
IDLE = 2.0
#: Rest after a step, as many times its length.
REST = 4.0


async def keep_lists() -> None:
    """Until the server stops. What fails is told in the log and tried again: the lists are only worked out."""
    while True:
        pause = IDLE
        try:
            pause = await asyncio.to_thread(_look)
        except Exception:
            log.warning("the due lists could not be followed; it is tried again", exc_info=True)
        await asyncio.sleep(pause)


def _look() -> float:
    """One step; seconds to wait before the next."""
    today = who.today()
    if recompute.wanted(db.engine(), today) and recompute.claim(db.engine(), today, who.now()):
        _night(today)
        return IDLE
    with db.reading() as session:
        if not follow.behind(session):
            return IDLE
    began = time.monotonic()
    with db.writing() as session:
        read = follow.catch_up(session, today)
    rest = (time.monotonic() - began) * REST
    return max(0.1, rest) if read == follow.STEP else max(IDLE, rest)


def _night(today) -> None:
    """A whole county has its own processes: this one goes on answering."""
    if not recompute.is_large(db.engine()):
        recompute.recompute_all(db.engine(), today, processes=1)
        return
    done = subprocess.run([sys.executable, "-m", "fieldvisit", "due", "recompute"], capture_output=True, text=True)
    if done.returncode:
        log.warning("the due lists of the night were not worked out: %s", done.stderr[-2_000:])
