"""The bytes of pictures at the door: told of, taken piece by piece, given back to whoever sent them.

No table is written while pieces travel. When the signed line and the whole are both here, the picture gets its
word, and what is shown of it is drawn later (``drawing.py``). The digest that names a ciphertext is made of a
random key: who has it has the picture, and no answer tells anything of the same picture in another hand.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from fieldvisit import db
from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.pictures import agreement, pieces
from fieldvisit.pictures import picture as pictures
from fieldvisit.pictures.objects import Missing, Objects
from fieldvisit.pictures.picture import WHOLE, Kind, Picture, State
from fieldvisit.pictures.shown import Shelf
from fieldvisit.sync import originals
from fieldvisit.sync.originals import PARIS
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

MOST_ASKED = 500
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,9}")
LARGEST_NUMBER = 999_999_999


class Unreadable(Refusal):
    sentence = "Cette demande de la tablette n’est pas lisible : mettez l’application à jour."


class NotAnnounced(Refusal):
    sentence = "Cette photo n’est pas encore annoncée : reconnectez-vous, la tablette l’enverra."


class NotFound(Refusal):
    sentence = "Cette photo n’est pas au bureau, ou n’est pas la vôtre."


class Ended(Refusal):
    sentence = agreement.WITHDRAWN


def read(body: object) -> list[str]:
    """The digests asked for.

    :raises Unreadable: if it is not a question of the protocol
    """
    asked = body.get("blobs") if isinstance(body, dict) else None
    if not isinstance(asked, list) or len(asked) > MOST_ASKED or not all(isinstance(one, dict) for one in asked):
        raise Unreadable
    return [digest(one.get("sha256")) for one in asked]


def digest(text: object) -> str:
    """:raises Unreadable: if it is none"""
    if not isinstance(text, str) or not _DIGEST.fullmatch(text):
        raise Unreadable
    return text


def number(text: object) -> int:
    """:raises Unreadable: if it is not a whole number of bytes"""
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise Unreadable
    return int(text)


@dataclass(frozen=True)
class Blobs:
    """``arrived``: called when a picture is there to be drawn."""

    engine: sa.Engine
    keyring: Keyring
    shelf: Shelf
    arrived: Callable[[], None] = lambda: None

    def tell(self, actor: Actor | None, asked: list[str], now: datetime) -> list[dict]:
        """How far each has come. Without a session, only of what signed lines announce."""
        with db.reading(self.engine) as session:
            named = pictures.of_blobs(session, asked)
            closed = {one for one in asked if actor is None and pictures.announced(session, one) is None}
        return [
            _answer(one, 0, whole=False) if one in closed else self._told(actor, one, named.get(one, []), now)
            for one in asked
        ]

    def take(self, actor: Actor | None, sha256: str, size: int, offset: int, piece: bytes, now: datetime) -> dict:
        """Keep a piece, and give the picture its word when this one was the last.

        :raises NotAnnounced: without a session, for bytes that no signed line announces
        :raises Refusal: as :func:`pieces.add`
        """
        if actor is None:
            with db.reading(self.engine) as session:
                announced = pictures.announced(session, sha256)
            if announced is None or announced not in (0, size):
                raise NotAnnounced
        received, content = pieces.add(self.shelf.objects, sha256, size, offset, piece)
        if content is None:
            return _answer(sha256, received, whole=False)
        try:
            judged = self._settle(actor, sha256, content, now)
            if actor and (judged is None or judged.author_id != actor.account_id):
                with db.writing(self.engine) as session:
                    pictures.claim(session, [sha256], actor.account_id, now, signed=False)
        except DBAPIError:  # the bytes are here; the tablet asks again for the word
            log.warning("blob %s has no word yet", sha256, exc_info=True)
            judged = None
        return _answer(sha256, received, whole=True, judged=judged)

    def give(self, actor: Actor, sha256: str, now: datetime) -> bytes:
        """The ciphertext, to its own worker, who goes on with a draft elsewhere.

        :raises NotFound: if it is not whole, or not hers
        :raises Ended: if it is a photo whose family took its agreement back
        """
        with db.reading(self.engine) as session:
            hers = pictures.owns(session, sha256, actor.account_id)
            if hers and (why := _ended(session, sha256, now)):
                raise Ended(why)
        try:
            content = pieces.whole(self.shelf.objects, sha256) if hers else None
        except Missing:
            content = None
        if content is None:
            raise NotFound
        with db.writing(self.engine) as session:
            for one in pictures.of_blobs(session, [sha256]).get(sha256, []):
                journal.note(session, actor, one.family_id, journal.What.READ, one.kind, now, subject_id=one.id)
        return content

    def _told(self, actor: Actor | None, sha256: str, named: list[Picture], now: datetime) -> dict:
        known = _best(actor, named)
        if known and known.state in (*WHOLE, State.UNREADABLE):
            return _answer(sha256, known.blob_size, whole=True, judged=known)
        received, whole = pieces.received(self.shelf.objects, sha256)
        if whole and named:
            known = self._settle(actor, sha256, pieces.whole(self.shelf.objects, sha256), now)
        return _answer(sha256, received, whole=whole, judged=known if whole else None)

    def _settle(self, actor: Actor | None, sha256: str, content: bytes, now: datetime):
        """Judge the pictures that these bytes were awaited for; return the one whose word is said."""
        with db.reading(self.engine) as session:
            named = pictures.of_blobs(session, [sha256]).get(sha256, [])
            waiting = [one for one in named if one.state in (State.AWAITED, State.NOT_AGREED)]
            judged = {one.id: originals.judge(session, self.keyring, one, content, now) for one in waiting}
        changed = {one.id for one in waiting if one.state != judged[one.id].state}
        if changed:
            with db.writing(self.engine) as session:
                named = [_settled(session, one, judged.get(one.id), now) for one in named]
            self.arrived()
        return _best(actor, named)


def _ended(session: Session, sha256: str, now: datetime) -> str:
    """Why this photo is handed to no tablet any more; nothing while its family agrees."""
    photos = [one for one in pictures.of_blobs(session, [sha256]).get(sha256, []) if one.kind == Kind.PHOTO]
    ended = agreement.ended(session, {one.family_id for one in photos}, now.astimezone(PARIS).date())
    return next(iter(ended.values()), "")


def clean(engine: sa.Engine, objects: Objects, before: datetime) -> int:
    """Remove what arrived before an instant and no signed line announces: an upload that nobody went on with. How many
    pictures it concerned; only an administrator asks for it.
    """
    removed = 0
    found = pieces.unclaimed(objects, before)
    digests = sorted(found)
    for start in range(0, len(digests), MOST_ASKED):
        some = digests[start : start + MOST_ASKED]
        with db.reading(engine) as session:
            announced = pictures.announced_of(session, some)
        for sha256 in some:
            if sha256 not in announced:
                objects.remove(*found[sha256])
                removed += 1
    return removed


def _settled(session: Session, known: Picture, judged: originals.Judged | None, now: datetime) -> Picture:
    """Written unless another request was first."""
    found = session.get_one(Picture, known.id, with_for_update=True)
    if judged and found.state in (State.AWAITED, State.NOT_AGREED):
        found.state, found.sentence = judged.state, judged.sentence
        found.arrived_at = found.arrived_at or now
        session.add(found)
    return found


def _best(actor: Actor | None, named: list[Picture]) -> Picture | None:
    """One's own before another's, and a good word before a bad one: bytes are nobody's to spoil."""
    mine = [one for one in named if actor and one.author_id == actor.account_id] or named
    order = (*WHOLE, State.AWAITED, State.NOT_AGREED, State.UNREADABLE)
    return min(mine, key=lambda one: order.index(State(one.state)), default=None)


def _answer(sha256: str, received: int, *, whole: bool, judged: Picture | None = None) -> dict:
    word = None
    if judged and judged.state != State.AWAITED:
        word = "received" if judged.state in WHOLE else "invalid"
    sentence = judged.sentence if word == "invalid" else ""
    return {"sha256": sha256, "received": received, "whole": whole, "word": word, "sentence": sentence}
