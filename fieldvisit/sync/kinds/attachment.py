"""A picture of a visit: what is said of it, signed. Its bytes travel by themselves (``sync/blobs.py``)."""

import base64
import binascii
import uuid

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import feed
from fieldvisit.access import journal
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.families.decision import Decision, Settled
from fieldvisit.families.person import Person
from fieldvisit.pictures import pieces
from fieldvisit.pictures.picture import Kind, Picture
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync import shape
from fieldvisit.sync.envelope import digest_from
from fieldvisit.sync.kinds.arrival import Arrival, Refused, Waiting
from fieldvisit.sync.received import ReceivedLine, Word
from fieldvisit.tisf.record import SessionRecord

CHAINED = False
MIMES = ("image/jpeg", "image/png", "image/webp")
SIGNERS = ("famille", "professionnel")
LONGEST_CAPTION = 500
#: Pictures that one record names.
MOST_NAMED = 60
KEY, IV, TAG = 32, 12, 16
_LONGEST_SIDE = 100_000


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if the record that it belongs to is not theirs"""
    _find_record(session, arrival, _read(arrival)["record_id"])


def apply(session: Session, arrival: Arrival) -> str:
    """Write what is said of the picture; the word on the picture itself comes with its bytes.

    :raises Invalid: with one reason for each field that cannot be read
    :raises Refused: if its record is another author's, another family's, or was refused
    :raises Waiting: while its record has no word
    """
    sent, author = arrival.envelope, arrival.actor
    picture = _read(arrival)
    body = _find_record(session, arrival, picture["record_id"])
    _check_named(body, sent.id, picture["sha256"])
    if picture["child_id"] is not None:
        child = select(Person.id).where(Person.id == picture["child_id"], Person.family_id == sent.family_id)
        if session.exec(child).one_or_none() is None:
            raise shape.Invalid("L’enfant de cette photo n’est pas dans le dossier : choisissez-le de nouveau.")
    row = {
        **picture,
        "id": sent.id,
        "family_id": sent.family_id,
        "author_id": author.account_id,
        "device_id": author.device_id,
        "announced_at": arrival.now,
    }
    at = picture["taken_at"] if shape.plausible(picture["taken_at"], arrival.now) else arrival.now
    written = journal.line(
        author, sent.family_id, What.WRITE, picture["kind"], arrival.now, at=at, subject_id=sent.id, offline=True
    )
    feed.write(session, [(Picture, row), (AccessEvent, written)])
    return ""


def _read(arrival: Arrival) -> dict:
    """The columns of a picture that its body gives."""
    reader = shape.Reader(arrival.body, arrival.now)
    picture = {
        "record_id": reader.uuid("record_id"),
        "visit_id": reader.uuid("visit_id"),
        "kind": reader.code("kind", tuple(Kind)),
        "caption": reader.text("caption", optional=True),
        "item": reader.text("item", optional=True)[:80] or None,
        "child_id": reader.uuid("child_id", optional=True),
        "signer": _read_signer(reader),
        "taken_at": reader.instant("taken_at", checked=False),
        "size": reader.whole("size", 1, pieces.LARGEST - TAG),
        "sha256": reader.body.get("sha256"),
        "width": reader.whole("width", 1, _LONGEST_SIDE),
        "height": reader.whole("height", 1, _LONGEST_SIDE),
    }
    reader.code("mime", MIMES)
    if len(picture["caption"]) > LONGEST_CAPTION:
        reader.wrong(
            "caption", f"La légende est trop longue ({LONGEST_CAPTION} caractères au plus) : raccourcissez-la."
        )
    if digest_from(picture["sha256"]) is None:
        reader.wrong("sha256")
    blob = reader.mapping("blob")
    inner = shape.Reader(blob, arrival.now, "blob.", reader.reasons)
    if digest_from(blob.get("sha256")) is None:
        inner.wrong("sha256")
    if opening_of(blob) is None:
        inner.wrong("key")
    if picture["size"] is not None and blob.get("size") != picture["size"] + TAG:
        inner.wrong("size")
    reader.done()
    return picture | {"blob_sha256": blob["sha256"], "blob_size": blob["size"]}


def _read_signer(reader: shape.Reader) -> dict | None:
    given = reader.mapping("signer", optional=True)
    if not given:
        return None
    inner = shape.Reader(given, reader.now, "signer.", reader.reasons)
    inner.code("role", SIGNERS)
    inner.text("name", optional=True)
    inner.uuid("person_id", optional=True)
    return given


def opening_of(blob: dict) -> tuple[bytes, bytes] | None:
    """Key and iv of a ciphertext, as its line says them; None if they are not that."""
    try:
        key, iv = (base64.b64decode(blob[name], validate=True) for name in ("key", "iv"))
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None
    return (key, iv) if (len(key), len(iv)) == (KEY, IV) else None


def _find_record(session: Session, arrival: Arrival, record_id: uuid.UUID) -> dict | None:
    """The body of the record in force that the picture belongs to; None while a person chooses between two.

    :raises Refused: if it is another author's, another family's, or was refused or filed
    :raises Waiting: while it has no word, or one that sends it back to its author
    """
    record = session.get(VisitRecord, record_id) or session.get(SessionRecord, record_id)
    if isinstance(record, SessionRecord) and arrival.body.get("kind") != Kind.SIGNATURE:
        raise shape.Invalid("Une séance ne porte pas de photo : elle est conservée à part.")
    if record is not None:
        _check_same(arrival, record.author_id, record.family_id)
        return record.body
    query = sa.select(ReceivedLine.word, ReceivedLine.digest, ReceivedLine.author_id, ReceivedLine.family_id).where(
        ReceivedLine.envelope_id == record_id, ReceivedLine.kind.in_(("visit_record", "session_record"))
    )
    lines = session.connection().execute(query).all()
    for line in lines:
        if line.word in (Word.RECEIVED, Word.DIVERGED):
            _check_same(arrival, line.author_id, line.family_id)
            return None
    query = sa.select(Decision.digest).where(Decision.envelope_id == record_id, Decision.word == Settled.FILED)
    filed = set(session.connection().execute(query).scalars()) if lines else set()
    if lines and all(line.word == Word.REFUSED or line.digest in filed for line in lines):
        raise Refused("La visite de cette photo a été mise de côté : la photo l’est avec elle, prévenez le service.")
    raise Waiting("La visite de cette photo n’est pas encore au bureau : la photo suivra d’elle-même.")


def _check_same(arrival: Arrival, author_id: uuid.UUID, family_id: uuid.UUID) -> None:
    if family_id != arrival.envelope.family_id:
        raise Refused("Cette photo est celle d’une autre famille : l’envoi est conservé à part.")
    if author_id != arrival.actor.account_id and not arrival.accepted:
        raise Refused("Cette photo accompagne la visite d’une collègue : l’envoi est conservé à part.")


def _check_named(body: dict | None, picture_id: uuid.UUID, sha256: str) -> None:
    """What the signed record says of a picture holds: the same id does not bring other bytes."""
    for named in (body or {}).get("attachments") or ():
        if named.get("id") == str(picture_id) and named.get("sha256") != sha256:
            raise shape.Invalid("Cette photo n’est pas celle que la visite annonce : elle est conservée à part.")


def check_named(reader: shape.Reader) -> None:
    """The pictures that a record names, by their shape; each comes with a line and bytes of its own."""
    given = reader.things("attachments", optional=True)
    if len(given) > MOST_NAMED:
        reader.wrong("attachments", f"Une visite porte au plus {MOST_NAMED} photos et signatures.")
        return
    for number, one in enumerate(given):
        if not isinstance(one, dict):
            reader.wrong(f"attachments.{number}")
            continue
        inner = shape.Reader(one, reader.now, f"attachments.{number}.", reader.reasons)
        inner.uuid("id")
        inner.code("kind", tuple(Kind))
        inner.text("caption", optional=True)
        if digest_from(one.get("sha256")) is None:
            inner.wrong("sha256")
