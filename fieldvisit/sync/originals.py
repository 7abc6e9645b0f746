"""The original of a picture: opened with the key that its signed line holds, and judged."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Session, select

from fieldvisit.families.person import Agreement, agreed
from fieldvisit.pictures import looking
from fieldvisit.pictures.agreement import ACCORD
from fieldvisit.pictures.picture import Kind, Picture, State
from fieldvisit.sync import envelope as envelopes
from fieldvisit.sync import shape
from fieldvisit.sync.kinds import attachment
from fieldvisit.sync.received import ReceivedLine, Word
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal

PARIS = ZoneInfo("Europe/Paris")
NOT_AGREED = (
    "La famille n’a pas donné son accord pour les photos : celle-ci est conservée fermée, personne ne la voit. "
    "Demandez l’accord à la prochaine visite, ou prévenez le service."
)


class NotTheOne(Refusal):
    sentence = "Cette photo n’est pas celle annoncée : elle est conservée telle quelle, mais ne peut pas être montrée."


@dataclass(frozen=True)
class Judged:
    state: State
    sentence: str = ""


def judge(session: Session, keyring: Keyring, picture: Picture, blob: bytes, now: datetime) -> Judged:
    """What becomes of a picture whose line and bytes are both here. Its head is read; nothing is decoded."""
    if not is_agreed(session, keyring, picture, now):
        return Judged(State.NOT_AGREED, NOT_AGREED)
    try:
        looking.head(opened(session, keyring, picture, blob))
    except Refusal as refusal:
        return Judged(State.UNREADABLE, refusal.sentence)
    return Judged(State.RECEIVED)


def opened(session: Session, keyring: Keyring, picture: Picture, blob: bytes) -> bytes:
    """The original's bytes.

    :raises NotTheOne: if the ciphertext is not of this picture, or holds other bytes than its line said
    """
    said = _body(session, keyring, picture.id)
    key, iv = attachment.opening_of(said["blob"])
    try:
        content = AESGCM(key).decrypt(iv, blob, str(picture.id).encode())
    except InvalidTag as error:
        raise NotTheOne from error
    if hashlib.sha256(content).hexdigest() != picture.sha256 or len(content) != picture.size:
        raise NotTheOne
    return content


def is_agreed(session: Session, keyring: Keyring, picture: Picture, now: datetime) -> bool:
    """Whether the family agreed to photos on the day this one was taken, and did not take it back; a signature asks
    for no agreement.
    """
    if picture.kind == Kind.SIGNATURE:
        return True
    query = select(Agreement).where(Agreement.family_id == picture.family_id, Agreement.kind == ACCORD)
    return agreed(session.exec(query), ACCORD, _day(picture, now)) or _agreed_in_diverged(session, keyring, picture)


def _agreed_in_diverged(session: Session, keyring: Keyring, picture: Picture) -> bool:
    """A record that waits for a person's choice has written no agreement yet: what it says of it counts here."""
    query = sa.select(ReceivedLine.raw).where(
        ReceivedLine.envelope_id == picture.record_id,
        ReceivedLine.word == Word.DIVERGED,
        ReceivedLine.author_id == picture.author_id,
    )
    for raw in session.connection().execute(query).scalars():
        given = _opened_line(session, keyring, raw).get("photo_agreement")
        if isinstance(given, dict) and given.get("kind") == ACCORD and given.get("status") == "Accordé":
            return True
    return False


def _body(session: Session, keyring: Keyring, picture_id: uuid.UUID) -> dict:
    query = sa.select(ReceivedLine.raw).where(ReceivedLine.envelope_id == picture_id)
    query = query.order_by(sa.desc(ReceivedLine.in_force)).limit(1)
    return _opened_line(session, keyring, session.connection().execute(query).scalar_one())


def _opened_line(session: Session, keyring: Keyring, raw: bytes) -> dict:
    """The body of a line that had its word: signature and digest were checked then."""
    sent = envelopes.read(raw)
    return envelopes.parse_json(keyring.open(session, sent.key, sent.enc, sent.ct, sent.header))


def _day(picture: Picture, now: datetime) -> date:
    at = picture.taken_at if shape.plausible(picture.taken_at, now) else now
    return at.astimezone(PARIS).date()
