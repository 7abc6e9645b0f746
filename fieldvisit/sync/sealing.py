"""What the server holds to open sealed envelopes: HPKE keys, their private halves encrypted under a master key.

A retired key opens what was sealed with it for ever; the first of the public
ones is what tablets seal with now.
"""

import base64
import binascii
import os
import stat
import uuid
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey, PyHPKEError
from sqlmodel import Field, Session, select

from fieldvisit.db import Record, instant
from fieldvisit.settings import Settings

INFO = b"fieldvisit envelope v1"
SUITE = CipherSuite.new(KEMId.DHKEM_P256_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
KEY_FILE = "master.key"
_NONCE = 12


class SealingKey(Record, table=True):
    """``public``: raw P-256 point; ``private``: AES-256-GCM of the scalar under the master key, bound to the id."""

    __tablename__ = "sealing_key"

    public: bytes = Field(sa_type=sa.LargeBinary)
    private: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    made_at: datetime = instant(nullable=False)
    retired_at: datetime | None = instant()


class UnknownKey(LookupError):
    """Sealed with a key that this database never had."""


class Unopened(ValueError):
    """Not sealed with the key it names, or damaged since."""


class BadMasterKey(RuntimeError):
    """The master key is missing, readable by others, or not the one that the keys were made under."""


def master_key(config: Settings) -> bytes:
    """The key from the settings, else from the key file, which is made on first use.

    :raises BadMasterKey: if it is not 32 bytes, or if others than its owner may read the file
    """
    if config.master_key:
        return _decoded(config.master_key, "FIELDVISIT_MASTER_KEY")
    path = config.data / KEY_FILE
    if not path.exists():
        _write_new(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadMasterKey(f"{path} : le fichier doit n’être lisible que par son propriétaire (chmod 600).")
    return _decoded(path.read_text(encoding="ascii").strip(), str(path))


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadMasterKey(f"{where} : la clé n’est pas en base64.") from error
    if len(key) != 32:
        raise BadMasterKey(f"{where} : la clé doit faire 32 octets.")
    return key


def _write_new(path: Path) -> None:
    """Whole or not at all, and never over one that another process made meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, base64.b64encode(os.urandom(32)) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


class Keyring:
    """The keys of one database, opened with one master key. Safe to share between threads."""

    def __init__(self, master: bytes):
        self._master = AESGCM(master)
        self._opened: dict[uuid.UUID, KEMKey] = {}

    def make(self, session: Session, now: datetime) -> SealingKey:
        """Make a new key: tablets seal with it from their next contact on."""
        private = ec.generate_private_key(ec.SECP256R1())
        scalar = private.private_numbers().private_value.to_bytes(32, "big")
        point = private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        key = SealingKey(public=point, private=b"", made_at=now)
        nonce = os.urandom(_NONCE)
        key.private = nonce + self._master.encrypt(nonce, scalar, key.id.bytes)
        session.add(key)
        return key

    def rotate(self, session: Session, now: datetime) -> SealingKey:
        """Make a new current key and retire the others, which keep opening what was sealed with them."""
        for key in session.exec(select(SealingKey).where(SealingKey.retired_at.is_(None))):
            key.retired_at = now
            session.add(key)
        return self.make(session, now)

    def open(self, session: Session, key_id: uuid.UUID, enc: bytes, ct: bytes, header: bytes) -> bytes:
        """Return the body's bytes.

        :raises UnknownKey: if there is no such key
        :raises Unopened: if the key does not open it, or the header is not the one it was sealed with
        """
        key = self._opened.get(key_id) or self.unlock(session, key_id)
        try:
            return SUITE.create_recipient_context(enc, key, INFO).open(ct, header)
        except (PyHPKEError, ValueError) as error:
            raise Unopened from error

    def unlock(self, session: Session, key_id: uuid.UUID) -> KEMKey:
        row = session.exec(select(SealingKey).where(SealingKey.id == key_id)).one_or_none()
        if row is None:
            raise UnknownKey(str(key_id))
        try:
            scalar = self._master.decrypt(row.private[:_NONCE], row.private[_NONCE:], key_id.bytes)
        except InvalidTag as error:
            raise BadMasterKey("Les clés de scellement ont été faites sous une autre clé maîtresse.") from error
        private = ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())
        key = self._opened[key_id] = KEMKey.from_pyca_cryptography_key(private)
        return key


def public_keys(session: Session) -> list[dict]:
    """The keys a tablet may seal with, the current one first, as the wire says them."""
    query = select(SealingKey.id, SealingKey.public).where(SealingKey.retired_at.is_(None))
    query = query.order_by(sa.desc(SealingKey.made_at), sa.desc(SealingKey.id))
    return [{"key": str(key), "public": base64.b64encode(public).decode()} for key, public in session.exec(query)]


def seal(public: bytes, body: bytes, header: bytes) -> tuple[bytes, bytes]:
    """What a tablet does: ``(enc, ct)`` of a body, bound to its header."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    enc, context = SUITE.create_sender_context(KEMKey.from_pyca_cryptography_key(point), INFO)
    return enc, context.seal(body, header)
