"""The pictures of a record as far as one reader may see them: what came, what is still awaited, what stays closed."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import select

from fieldvisit.forms import compartments
from fieldvisit.pictures import agreement
from fieldvisit.pictures.picture import WHOLE, Kind, Picture, State
from fieldvisit.schedule.record import VisitRecord


@dataclass
class Album:
    """``pictures``: those that this reader may see, in the order they were taken. ``unsaid``: what the record names and
    no line has told of yet. ``closed``: how many the family did not agree to. ``ended``: why no photo is shown any
    more, where the family's agreement was withdrawn or is out of date.
    """

    pictures: list[Picture] = field(default_factory=list)
    unsaid: list[dict] = field(default_factory=list)
    closed: int = 0
    ended: str = ""

    @property
    def arrived(self) -> list[Picture]:
        return [one for one in self.pictures if one.state in WHOLE]


def of(shown, records: Iterable[VisitRecord]) -> dict[uuid.UUID, Album]:
    """The album of each record. ``shown``: what the reader may see of their families (``documents.Shown``); the records
    are open to her.
    """
    records = list(records)
    named = {record.id: {one["id"]: one for one in _named(record)} for record in records}
    carried = {uuid.UUID(one) for each in named.values() for one in each}
    if not records:
        return {}
    query = select(Picture).where(
        sa.or_(Picture.record_id.in_(list(named)), Picture.id.in_(list(carried)) if carried else sa.false())
    )
    found = list(shown.session.exec(query.order_by(Picture.taken_at, Picture.id)))
    pictured = {record.family_id for record in records if named[record.id]} | {one.family_id for one in found}
    ended = agreement.ended(shown.session, pictured, shown.today)
    return {
        record.id: _album(shown, record, named[record.id], found, ended.get(record.family_id, "")) for record in records
    }


def may_see(shown, picture: Picture) -> bool:
    """Whether this reader, to whom the visits of the family are open, may see this picture of one of them.

    What the family thinks of photos by now is asked apart (``agreement.ended``).
    """
    own = picture.author_id == shown.actor.account_id
    if picture.item and not compartments.may_read(compartments.of(picture.item), shown.actor.role, own):
        return False
    return own or picture.child_id is None or picture.family_id in shown.open(compartments.CHILD)


def as_documents(album: Album, stamp) -> list[dict]:
    """``attachments`` of a ``record`` document."""
    said = [
        {
            "id": str(one.id),
            "kind": one.kind,
            "caption": one.caption,
            "taken_at": stamp(one.taken_at),
            "custody": one.state,
        }
        for one in album.pictures
    ]
    return said + [
        {"id": one["id"], "kind": one["kind"], "caption": "", "taken_at": None, "custody": State.AWAITED.value}
        for one in album.unsaid
    ]


def _album(shown, record: VisitRecord, named: dict[str, dict], found: list[Picture], ended: str) -> Album:
    """A correction names the pictures of what it corrects: they are the same ones, of the same author."""
    own = [
        one
        for one in found
        if one.family_id == record.family_id
        and (one.record_id == record.id or (str(one.id) in named and one.author_id == record.author_id))
    ]
    told = {str(one.id) for one in own}
    album = Album(
        unsaid=[one for id, one in named.items() if id not in told and not (ended and _is_photo(one["kind"]))]
    )
    for one in own:
        if not may_see(shown, one):
            continue
        if ended and _is_photo(one.kind):
            album.ended = ended
        elif one.state == State.NOT_AGREED:
            album.closed += 1
        else:
            album.pictures.append(one)
    return album


def _is_photo(kind: str) -> bool:
    return kind != Kind.SIGNATURE


def _named(record: VisitRecord) -> list[dict]:
    named = (record.body or {}).get("attachments")
    return [one for one in named if isinstance(one, dict) and "kind" in one] if isinstance(named, list) else []
