"""What is attached to a report: documents and photos, bounded, kept byte for byte as they were given."""

import hashlib
import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.concerns import history, reach, reading
from fieldvisit.concerns.lists import Status
from fieldvisit.concerns.report import Act, ConcernPiece, ConcernReport
from fieldvisit.words import Refusal, sound

LARGEST, MOST = 10 * 2**20, 10
#: By how each begins: what a name says is not believed.
BEGINNINGS = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)


class NotTaken(Refusal):
    sentence = "Ce fichier n’est ni un PDF ni une photo (JPEG, PNG) : enregistrez-le autrement, puis joignez-le."


class TooLarge(Refusal):
    sentence = f"Ce fichier dépasse {LARGEST // 2**20} Mo : joignez-le en plusieurs parties."


def attach(
    session: Session, actor: Actor, report_id: uuid.UUID, name: str, content: bytes, now: datetime
) -> ConcernPiece:
    """To one's own draft, or to what one transmitted; the same file twice is one.

    :raises Refusal: if it is not this author's, or the file is not one that is taken
    """
    mine = select(ConcernReport).where(ConcernReport.id == report_id, ConcernReport.author_id == actor.account_id)
    report = session.exec(mine.with_for_update()).one_or_none()
    if report is None:
        raise reach.NotFound
    if len(content) > LARGEST:
        raise TooLarge
    kind = next((one for one in BEGINNINGS if content.startswith(one[0])), None)
    if kind is None:
        raise NotTaken
    digest = hashlib.sha256(content).hexdigest()
    there = session.exec(select(ConcernPiece.id, ConcernPiece.sha256).where(ConcernPiece.report_id == report.id)).all()
    for id, known in there:
        if known == digest:
            return session.get_one(ConcernPiece, id)
    if len(there) >= MOST:
        raise NotTaken(f"{MOST} pièces au plus : joignez les autres dans un seul PDF.")
    title = " ".join(sound(name).replace("/", " ").replace("\\", " ").split())[:120] or f"piece.{kind[2]}"
    piece = ConcernPiece(
        report_id=report.id,
        added_by=actor.account_id,
        added_at=now,
        name=title,
        media_type=kind[1],
        size=len(content),
        sha256=digest,
        content=content,
    )
    session.add(piece)
    if report.status != Status.DRAFT:
        history.note(session, actor, report, Act.ATTACHED, now, title)
    return piece


def remove(session: Session, actor: Actor, piece_id: uuid.UUID) -> None:
    """From a draft only: what was transmitted stays.

    :raises NotFound: if it is not of this author's draft
    """
    query = (
        select(ConcernPiece)
        .join(ConcernReport, ConcernReport.id == ConcernPiece.report_id)
        .where(ConcernPiece.id == piece_id, ConcernReport.author_id == actor.account_id)
        .where(ConcernReport.status == Status.DRAFT)
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise reach.NotFound
    session.delete(found)


def named(session: Session, report_id: uuid.UUID) -> list[tuple[uuid.UUID, str, int]]:
    """Id, name and size of each, in their order."""
    query = select(ConcernPiece.id, ConcernPiece.name, ConcernPiece.size).where(ConcernPiece.report_id == report_id)
    return [tuple(one) for one in session.exec(query.order_by(ConcernPiece.added_at, ConcernPiece.id))]


def read(session: Session, actor: Actor, piece_id: uuid.UUID, today: date, now: datetime) -> ConcernPiece:
    """As it was given; written down.

    :raises NotFound: if its report is not open to this actor
    """
    piece = session.get(ConcernPiece, piece_id)
    draft = sa.and_(ConcernReport.author_id == actor.account_id, ConcernReport.status == Status.DRAFT)
    if piece is None:
        raise reach.NotFound
    if session.exec(select(ConcernReport.id).where(ConcernReport.id == piece.report_id, draft)).first():
        return piece
    report = reading.find(session, actor, piece.report_id, today)
    history.note(session, actor, report, Act.LOOKED, now, piece.name)
    return piece
