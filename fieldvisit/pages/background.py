"""What the server does by itself beside answering: it knows of the grids published; the due lists follow what was
written; each night all are redone; mails that tell of concern reports leave; the journal's new lines are chained.

Every process of the server runs this; the database says whose turn it is. At most a fifth of the time goes into it, so
that tablets that come home are not kept waiting.
"""

import asyncio
import logging
import subprocess
import sys
import time

from fieldvisit import db, settings
from fieldvisit.access import chain
from fieldvisit.concerns import channel, mailing
from fieldvisit.due import follow, recompute
from fieldvisit.exports import concern_pdf
from fieldvisit.forms import shelf
from fieldvisit.pages import who

log = logging.getLogger("fieldvisit")

#: Seconds between two looks, when there was nothing to do.
IDLE = 2.0
#: Rest after a step, as many times its length.
REST = 4.0


async def follow_grids() -> None:
    """From now on this process knows the grids that the county publishes, whichever process published them."""
    shelf.follow(lambda: db.engine())


async def keep_lists() -> None:
    """Until the server stops. What fails is told in the log and tried again: the lists are only worked out."""
    while True:
        pause = IDLE
        try:
            pause = await asyncio.to_thread(_look)
        except Exception:
            log.warning("the due lists could not be followed; it is tried again", exc_info=True)
        await asyncio.sleep(pause)


async def send_mails() -> None:
    """Until the server stops. A mail that did not leave is kept and tried again, whatever failed."""
    while True:
        try:
            await asyncio.to_thread(send_due)
        except Exception as failure:
            log.warning("the mails could not be looked at: %s; it is tried again", type(failure).__name__)
        await asyncio.sleep(IDLE)


def send_due() -> int:
    """Those that are due now; how many left."""
    with db.reading() as session:
        if not mailing.due(session, who.now()):
            return 0
    mail = settings.read().mail
    return mailing.send_due(db.engine(), channel.of(mail), mail, concern_pdf.render, who.now())


async def chain_journal() -> None:
    """Until the server stops. Lines that could not be chained stay, and are chained later."""
    while True:
        pause = IDLE
        try:
            began = time.monotonic()
            if await asyncio.to_thread(_seal) == chain.AT_ONCE:
                pause = (time.monotonic() - began) * REST
        except Exception as failure:
            log.warning("the journal could not be chained: %s; it is tried again", type(failure).__name__)
        await asyncio.sleep(pause)


def _seal() -> int:
    with db.reading() as session:
        if not chain.behind(session, who.now()):
            return 0
    with db.writing() as session:
        return chain.seal(session, who.now())


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
