"""One line of a push, read strictly: who signed it, what it says of itself, and its body once opened."""

import base64
import binascii
import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from fieldvisit.words import Refusal

VERSION = 1
SCHEMA = 1
LARGEST_HEADER = 4_000
LARGEST_BODY = 16 * 2**20
_ECDSA = ec.ECDSA(hashes.SHA256())
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
#: Beyond these, an instant has no date in some time zones: it could be kept and never read again.
EARLIEST, LATEST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)
#: A monotonic clock that ran longer than this was not started by a visit.
LONGEST_ELAPSED = 10**12


class Unreadable(Refusal):
    """``id`` and ``digest``: what the line says of itself, as far as it could be read."""

    sentence = "Cet envoi est incomplet ou abîmé ; il est conservé tel quel. La tablette le renverra."

    def __init__(self, sentence: str | None = None, id: uuid.UUID | None = None, digest: str | None = None):
        super().__init__(sentence)
        self.id = id
        self.digest = digest


class TooNew(Unreadable):
    sentence = "L’application de la tablette est plus récente que celle du bureau : l’envoi attendra sa mise à jour."


@dataclass(frozen=True, slots=True)
class Envelope:
    """A line whose header is well formed; believed only after :func:`signed_by` and :func:`digest_is_right`."""

    id: uuid.UUID
    kind: str
    family_id: uuid.UUID | None
    parent: str | None
    digest: str
    author: uuid.UUID
    device: uuid.UUID
    captured_at: datetime
    elapsed: int | None
    key: uuid.UUID
    header: bytes
    enc: bytes
    ct: bytes
    sig: bytes


def read(line: bytes) -> Envelope:
    """:raises Unreadable: if it is not one line of the protocol"""
    outer = parse_json(line)
    if not isinstance(outer, dict) or not isinstance(outer.get("header"), str):
        raise Unreadable
    try:
        header_bytes = outer["header"].encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unreadable from error
    if len(header_bytes) > LARGEST_HEADER:
        raise Unreadable
    header = parse_json(header_bytes)
    if not isinstance(header, dict):
        raise Unreadable
    id, digest = uuid_from(header.get("id")), digest_from(header.get("digest"))

    def need(value, ok: bool = True):
        if value is None or not ok:
            raise Unreadable(None, id, digest)
        return value

    version, schema = header.get("v"), header.get("schema")
    need(version, type(version) is int and version >= VERSION)
    need(schema, type(schema) is int and schema >= SCHEMA)
    if version > VERSION or schema > SCHEMA:
        raise TooNew(None, id, digest)
    kind, elapsed = header.get("kind"), header.get("elapsed")
    family, parent = header.get("family_id"), header.get("parent")
    if elapsed is not None:
        need(elapsed, type(elapsed) in (int, float) and 0 <= elapsed <= LONGEST_ELAPSED)
    return Envelope(
        id=need(id),
        kind=need(kind, isinstance(kind, str) and 0 < len(kind) <= 40 and kind.isascii() and kind.isprintable()),
        family_id=None if family is None else need(uuid_from(family)),
        parent=None if parent is None else need(digest_from(parent)),
        digest=need(digest),
        author=need(uuid_from(header.get("author"))),
        device=need(uuid_from(header.get("device"))),
        captured_at=need(instant_from(header.get("captured_at"))),
        elapsed=None if elapsed is None else int(elapsed),
        key=need(uuid_from(header.get("key"))),
        header=header_bytes,
        enc=need(_bytes(outer.get("enc"), 65)),
        ct=need(_bytes(outer.get("ct"), LARGEST_BODY + 16)),
        sig=need(_bytes(outer.get("sig"), 64)),
    )


def signed_by(envelope: Envelope, public_jwk: str) -> bool:
    """Whether this key signed the header."""
    return holds(envelope.sig, envelope.header, public_jwk)


def holds(signature: bytes, text: bytes, public_jwk: str) -> bool:
    """Whether this key signed this text; ``signature``: raw r‖s."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        _public_key(public_jwk).verify(utils.encode_dss_signature(r, s), text, _ECDSA)
    except (InvalidSignature, ValueError):
        return False
    return True


def digest_is_right(envelope: Envelope, body: bytes) -> bool:
    return hashlib.sha256(body).hexdigest() == envelope.digest


@lru_cache(maxsize=4096)
def _public_key(public_jwk: str) -> ec.EllipticCurvePublicKey:
    """:raises ValueError: if it is not a public ECDSA P-256 key"""
    jwk = json.loads(public_jwk)
    if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise ValueError("not a public P-256 key")
    x, y = (_coordinate(jwk.get(name)) for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def is_public_key(public_jwk: str) -> bool:
    try:
        _public_key(public_jwk)
    except ValueError:
        return False
    return True


def _coordinate(text: object) -> int:
    if not isinstance(text, str) or len(text) != 43:
        raise ValueError("not a P-256 coordinate")
    return int.from_bytes(base64.urlsafe_b64decode(text + "="), "big")


def parse_json(text: bytes) -> object:
    """JSON without the numbers that JSON does not have.

    :raises Unreadable: if it is not that
    """
    try:
        return json.loads(text, parse_constant=_no_such_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error


def _no_such_number(text: str) -> float:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def uuid_from(value: object) -> uuid.UUID | None:
    """Canonical text only, so that one record has one spelling."""
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        read = uuid.UUID(value)
    except ValueError:
        return None
    return read if str(read) == value else None


def digest_from(value: object) -> str | None:
    return value if isinstance(value, str) and _DIGEST.fullmatch(value) else None


def instant_from(value: object) -> datetime | None:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return None
    try:
        read = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return read if EARLIEST <= read <= LATEST else None


def _bytes(value: object, most: int) -> bytes | None:
    if not isinstance(value, str) or len(value) > most * 4 // 3 + 4:
        return None
    try:
        return base64.b64decode(value, validate=True) or None
    except (binascii.Error, ValueError):
        return None
