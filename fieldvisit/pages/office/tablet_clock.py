"""What a tablet's clock showed when it was wrong: both hours are said, the office's first."""

from datetime import timedelta

from sqlmodel import Session, select

from fieldvisit.pages.office import french
from fieldvisit.pages.who import PARIS
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.received import ReceivedLine

#: A clock is worth a word from here on, in seconds.
WORTH = 5 * 60


def said(session: Session, record: VisitRecord) -> str:
    """« Signée le 23/11/2026 à 14:05 (horloge de la tablette : 14:05 le 23/11/2027) »; empty when it was right.

    How far it was ahead is known of the moment it sent: what happened to it since it signed, nobody knows.
    """
    query = select(ReceivedLine.clock_offset_s).where(
        ReceivedLine.envelope_id == record.id, ReceivedLine.digest == record.digest
    )
    ahead = session.exec(query).first()
    if ahead is None or abs(ahead) < WORTH:
        return ""
    shown = record.captured_at.astimezone(PARIS)
    signed = record.captured_at - timedelta(seconds=ahead)
    return f"Signée le {french.moment(signed)} (horloge de la tablette : {shown:%H:%M le %d/%m/%Y})"
