"""Follows the change feed: what a tablet sent or a colleague wrote shows in the list a moment later, in small steps.

A push only writes its own rows; the families that it names are worked out here, by one process at a time.
"""

from datetime import date

from sqlmodel import Session

from fieldvisit import feed
from fieldvisit.due import listing, position, priority

#: Lines of the feed read at once: a step holds the families' locks for a fraction of a second.
STEP = 60


def behind(session: Session) -> bool:
    """Whether the feed tells of anything since the last step. Reads only."""
    at = position.peek(session)
    return at is None or bool(feed.since(session, (at.txid, at.seq), 1, up_to=feed.horizon(session)))


def catch_up(session: Session, today: date, step: int = STEP) -> int:
    """Work out the families that the feed names since last time, in this transaction; how many lines were read.

    0 when there is nothing new, or another process is at it. Call it again while it answers as many as ``step``.
    """
    at = position.held(session)
    if at is None:
        return 0
    up_to = feed.horizon(session)
    changes = feed.since(session, (at.txid, at.seq), step, up_to=up_to)
    if not changes:
        return 0
    families = {one.family_id for one in changes if one.kind not in listing.TOLD}
    listing.refresh(session, families, today)
    priority.refresh(session, sorted(families), today)
    # Told also where no line moved: a tablet goes on from the last word it was told of.
    feed.tell(session, listing.FEED, sorted({one.family_id for one in changes if one.kind == listing.DECIDED}))
    at.txid, at.seq = changes[-1].txid, changes[-1].seq
    session.add(at)
    return len(changes)
