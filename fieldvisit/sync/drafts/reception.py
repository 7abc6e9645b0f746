"""Receiving draft backups: each line checked as in a push, kept sealed, one word back.

To be worth « received », a line must open with the key it names and be what was signed: that is tried, and what was
opened is dropped unread. A tablet that was withdrawn, or a disabled account, may still send: only its author reads it.
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.access.device import DeviceKey
from fieldvisit.pictures import picture
from fieldvisit.sync import envelope as envelopes
from fieldvisit.sync.drafts.backup import DraftBackup, copies
from fieldvisit.sync.envelope import Envelope
from fieldvisit.sync.kinds.arrival import Refused
from fieldvisit.sync.line import LATER, Answer, Line, read
from fieldvisit.sync.push import OverQuota, Sender, TooManyLines
from fieldvisit.sync.received import Word
from fieldvisit.sync.sealing import Keyring, UnknownKey, Unopened
from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

KIND = "draft"
MOST_LINES = 200
LARGEST = 6 * 2**20
#: Drafts in hand on one tablet; nobody has that many visits open.
MOST_OPEN = 300
QUOTA_LINES = 600
QUOTA_BYTES = 64 * 2**20
MOST_HELD = 20
MOST_PICTURES = 60


class TooBig(Refusal):
    sentence = "Ce brouillon est trop volumineux pour être copié au bureau : il reste sur la tablette."


@dataclass(frozen=True)
class Said:
    """What the header of a backup says besides what every header does."""

    visit_id: uuid.UUID | None
    revision: int
    closed: bool
    holds: tuple[tuple[uuid.UUID, uuid.UUID, int], ...]
    pictures: tuple[str, ...] = ()


def receive(connection: sa.Connection, keyring: Keyring, content: bytes, sender: Sender, now: datetime) -> list[dict]:
    """Keep one request's lines and return its words, in order.

    :raises TooManyLines: nothing was kept
    :raises OverQuota: for a sender without a session; nothing was kept
    """
    lines = [read(raw) for raw in content.split(b"\n") if raw.strip()]
    if len(lines) > MOST_LINES:
        raise TooManyLines
    if sender.session_id is None and lines:
        with db.reading(connection) as session:
            _check_quota(session, sender.address, len(lines), len(content), now)
    return [line.answer(line.problem or _one(connection, keyring, line, sender, now)).as_json() for line in lines]


def _one(connection: sa.Connection, keyring: Keyring, line: Line, sender: Sender, now: datetime) -> Answer:
    for attempt in (1, 2):
        try:
            with db.reading(connection) as session:
                said = _check(session, keyring, line)
            with db.writing(connection) as session:
                return _keep(session, line, said, sender, now)
        except Refused as refusal:
            return Answer(Word.REFUSED, refusal.sentence)
        except Refusal as refusal:
            return Answer(Word.INVALID, refusal.sentence)
        except DBAPIError:  # two lines of one draft at once: the second try sees the first one's row
            log.warning("a draft backup: database error, attempt %d", attempt, exc_info=attempt == 2)
        except UnknownKey:
            break
        except Exception:
            log.exception("a draft backup could not be kept")
            break
    return Answer(Word.LATER, LATER)


def _check(session: Session, keyring: Keyring, line: Line) -> Said:
    """:raises Refusal: if it is not what this author sealed on this tablet"""
    sent = line.envelope
    if sent.kind != KIND:
        raise envelopes.Unreadable("Cet envoi n’est pas un brouillon : il reste sur la tablette.")
    if len(line.raw) > LARGEST:
        raise TooBig
    query = select(DeviceKey.public_jwk).where(DeviceKey.device_id == sent.device, DeviceKey.account_id == sent.author)
    if not any(envelopes.signed_by(sent, jwk) for jwk in session.exec(query)):
        raise Refused("Cette tablette n’est pas reconnue pour ce compte : le brouillon reste sur la tablette.")
    return _said(sent, open_backup(session, keyring, sent))


def open_backup(session: Session, keyring: Keyring, sent: Envelope) -> bytes:
    """What was sealed.

    :raises Unreadable: if it does not open, or is not what was signed
    :raises UnknownKey: if this database never had its key
    """
    try:
        body = keyring.open(session, sent.key, sent.enc, sent.ct, sent.header)
    except Unopened as error:
        raise envelopes.Unreadable("Ce brouillon ne s’ouvre pas : la tablette le renverra.") from error
    if not envelopes.digest_is_right(sent, body):
        raise envelopes.Unreadable("Le contenu de ce brouillon n’est pas celui annoncé : la tablette le renverra.")
    return body


def _said(sent: Envelope, body: bytes) -> Said:
    header = envelopes.parse_json(sent.header)
    revision, visit_id = header.get("revision"), header.get("visit_id")
    if not _is_revision(revision) or (visit_id is not None and envelopes.uuid_from(visit_id) is None):
        raise envelopes.Unreadable
    holds = header.get("holds") or []
    if not isinstance(holds, list) or len(holds) > MOST_HELD or not all(isinstance(each, dict) for each in holds):
        raise envelopes.Unreadable
    held = []
    for each in holds:
        draft, device = envelopes.uuid_from(each.get("draft_id")), envelopes.uuid_from(each.get("device_id"))
        if draft is None or device is None or not _is_revision(each.get("revision")):
            raise envelopes.Unreadable
        held.append((draft, device, each["revision"]))
    closed = header.get("closed") is True
    return Said(envelopes.uuid_from(visit_id), revision, closed, tuple(held), _pictures_of(body))


def _pictures_of(body: bytes) -> tuple[str, ...]:
    """The digests of the pictures that the draft names; nothing else of it is read."""
    content = envelopes.parse_json(body)
    named = content.get("blobs") if isinstance(content, dict) else None
    named = named if isinstance(named, list) else []
    return tuple(dict.fromkeys(one for one in named[:MOST_PICTURES] if envelopes.digest_from(one)))


def _is_revision(value: object) -> bool:
    return type(value) is int and 0 < value < 2**53


def _keep(session: Session, line: Line, said: Said, sender: Sender, now: datetime) -> Answer:
    sent = line.envelope
    there = copies(session, sent.author, sent.id)
    own = next((copy for copy in there if copy.device_id == sent.device), None)
    if own is not None and said.revision <= own.revision:
        return Answer(Word.IDENTICAL)
    if own is None:
        _check_room(session, sent)
        home = _elsewhere(there, sent.device)
        own = DraftBackup(
            draft_id=sent.id, author_id=sent.author, device_id=sent.device, raw=b"", digest="", size=0, revision=0,
            saved_at=now, received_at=now, moved_to=home, moved_at=now if home else None,
        )  # fmt: skip
    if not (said.closed and own.raw):  # what closes says nothing itself: the last words stay
        own.raw, own.digest, own.size, own.saved_at = line.raw, sent.digest, len(line.raw), sent.captured_at
        own.family_id, own.visit_id = sent.family_id, said.visit_id
    own.revision, own.received_at = said.revision, now
    own.closed_at = now if said.closed else None
    own.session_id, own.address = sender.session_id, sender.address
    session.add(own)
    picture.claim(session, said.pictures, sent.author, now, signed=True)
    for draft_id, device_id, revision in said.holds:
        if (draft_id, device_id) != (sent.id, sent.device):
            _hold(session, sent.author, draft_id, device_id, revision)
    if own.is_beside and not said.closed:
        return Answer(Word.DIVERGED, "Ce brouillon continue ailleurs : les deux versions sont gardées.")
    return Answer(Word.RECEIVED)


def _elsewhere(there: list[DraftBackup], here: uuid.UUID) -> uuid.UUID | None:
    """The tablet that a draft is at home on, as far as its other copies say; None when it is this one."""
    home = next((copy.device_id for copy in there if copy.moved_to is None), None)
    if home is None and there:
        home = max(there, key=lambda copy: copy.moved_at).moved_to
    return None if home == here else home


def _hold(session: Session, author_id: uuid.UUID, draft_id: uuid.UUID, device_id: uuid.UUID, revision: int) -> None:
    copy = sa.and_(DraftBackup.draft_id == draft_id, DraftBackup.device_id == device_id)
    session.execute(
        sa.update(DraftBackup)
        .where(DraftBackup.author_id == author_id, copy)
        .where(DraftBackup.held < revision, DraftBackup.revision >= revision)
        .values(held=revision)
    )


def _check_room(session: Session, sent: Envelope) -> None:
    query = select(sa.func.count()).select_from(DraftBackup)
    query = query.where(DraftBackup.device_id == sent.device, DraftBackup.closed_at.is_(None))
    if session.exec(query).one() >= MOST_OPEN:
        raise Refused("Trop de brouillons de cette tablette sont déjà au bureau : signez ou supprimez les anciens.")


def _check_quota(session: Session, address: str, lines: int, size: int, now: datetime) -> None:
    kept = select(sa.func.count(), sa.func.coalesce(sa.func.sum(DraftBackup.size), 0)).where(
        DraftBackup.received_at > now - timedelta(hours=1),
        DraftBackup.session_id.is_(None),
        DraftBackup.address == address,
    )
    count, weight = session.exec(kept).one()
    if count + lines > QUOTA_LINES or weight + size > QUOTA_BYTES:
        raise OverQuota
