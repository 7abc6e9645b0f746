"""Verifying the journal: walk the chain from its beginning and name the first place where it does not hold."""

from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import chain
from fieldvisit.access.chain import Disposal, Link, Segment
from fieldvisit.access.journal import AccessEvent
from fieldvisit.words import french

_PAGE = 5_000
#: A line is sealed within seconds; one sealed so much later is told of: a stopped server, or a line slipped in.
LATE = timedelta(days=2)


@dataclass
class Found:
    """``broken``: a sentence naming the first place that does not hold; empty when all does.

    ``lines``: chained and verified; ``open``: written and not chained yet; ``late``: chained long after they were
    written; ``let_go``: months that were disposed of; ``head``: the digest of the newest link.
    """

    broken: str = ""
    lines: int = 0
    open: int = 0
    late: int = 0
    let_go: list[str] = field(default_factory=list)
    head: str = chain.BEGINNING


def verify(session: Session, anchor: str = "") -> Found:
    """Read the whole journal (some 10,000 lines a second on SQLite).

    ``anchor``: a digest noted earlier, elsewhere; that it stands in the chain no more is a break too: someone who may
    do anything in the database could otherwise have made the chain anew.
    """
    found = Found()
    closed = {one.month: one for one in session.exec(select(Segment))}
    gone = {one.month for one in session.exec(select(Disposal))}
    months = sorted({*closed, *session.exec(select(Link.month).distinct())})
    standing = not anchor or anchor == chain.BEGINNING
    for month in months:
        segment = closed.get(month)
        if segment is not None and segment.opening != found.head:
            found.broken = f"{month} : le mois ne commence pas où le précédent finit"
        elif segment is None and month != months[-1]:
            found.broken = f"{month} : la clôture du mois manque"
        elif month in gone and segment is not None:
            found.let_go.append(month)
            found.head = segment.closing
        else:
            standing |= _walk(session, month, found, anchor)
            if not found.broken and segment is not None:
                _compare(segment, found, session)
        standing |= anchor == found.head
        if found.broken:
            return found
    if not standing:
        found.broken = "l’empreinte donnée ne se trouve plus dans la chaîne : elle a été refaite ou coupée"
    found.open = session.exec(
        select(sa.func.count()).select_from(AccessEvent).where(~sa.exists().where(Link.event_id == AccessEvent.id))
    ).one()
    return found


def _walk(session: Session, month: str, found: Found, anchor: str) -> bool:
    """Whether the anchor was met."""
    met, place = False, 0
    while True:
        page = session.connection().execute(_page(month, place)).mappings().all()
        for row in page:
            place += 1
            where = f"{month}, ligne {french(place)}"
            if row["place"] != place:
                found.broken = f"{where} : le maillon manque"
            elif row["id"] is None:
                found.broken = f"{where} : la ligne {row['event_id']} a été supprimée"
            elif chain.digest(found.head, row) != row["digest"]:
                found.broken = f"{where} : la ligne {row['event_id']} n’est plus celle qui a été écrite"
            if found.broken:
                return met
            found.head = row["digest"]
            found.lines += 1
            found.late += row["sealed_at"] - row["written_at"] > LATE
            met |= found.head == anchor
        if len(page) < _PAGE:
            return met


def _page(month: str, after: int):
    return (
        sa.select(Link.event_id, Link.place, Link.digest, Link.sealed_at, AccessEvent.__table__)
        .select_from(Link.__table__.outerjoin(AccessEvent.__table__, AccessEvent.id == Link.event_id))
        .where(Link.month == month, Link.place > after)
        .order_by(Link.place)
        .limit(_PAGE)
    )


def _compare(segment: Segment, found: Found, session: Session) -> None:
    lines = session.exec(select(sa.func.count()).select_from(Link).where(Link.month == segment.month)).one()
    if (lines, found.head) != (segment.lines, segment.closing):
        found.broken = (
            f"{segment.month} : la fin du mois n’est pas celle de sa clôture ({french(segment.lines)} lignes)"
        )
