"""The encrypted file: HPKE (RFC 9180) seals a file key to the safe's public key, AES-256-GCM the content in chunks.

The server holds the public half only: whoever steals it, or a backup, opens no backup. Chunks are numbered and the
last one is marked (the STREAM construction), so a chunk changed, moved or missing is noticed.
"""

import base64
import binascii
import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyhpke import KEMKey, PyHPKEError

from fieldvisit.sync.sealing import SUITE
from fieldvisit.words import Refusal

MAGIC = b"fieldvisit backup 1\n"
INFO = b"fieldvisit backup v1"
_POINT, _SEALED_KEY, _TAG = 65, 32 + 16, 16
CHUNK = 1 << 20


class BadKey(Refusal):
    sentence = "La clé de sauvegarde ne se lit pas : recopiez-la telle que « fieldvisit backup-key » l’a donnée."


class Damaged(Refusal):
    sentence = "Ce fichier n’est pas une sauvegarde entière : il a été abîmé, tronqué ou modifié. Rien n’a été changé."


class WrongKey(Refusal):
    sentence = "Cette sauvegarde a été faite pour une autre clé que FIELDVISIT_BACKUP_KEY, ou elle a été modifiée."


def new_keys() -> tuple[str, str]:
    """``(public, private)`` as text: the first for the server, the second for a safe."""
    private = ec.generate_private_key(ec.SECP256R1())
    scalar = private.private_numbers().private_value.to_bytes(32, "big")
    point = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode(), base64.b64encode(scalar).decode()


def _decoded(text: str, length: int) -> bytes:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKey from error
    if len(raw) != length:
        raise BadKey
    return raw


class Sealing(io.RawIOBase):
    """What is written here goes encrypted into ``file``. Only :meth:`finish` makes it whole."""

    def __init__(self, file: BinaryIO, public: str):
        """:raises BadKey: if ``public`` is no public key"""
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(public, _POINT))
        except ValueError as error:
            raise BadKey from error
        key = os.urandom(32)
        enc, context = SUITE.create_sender_context(KEMKey.from_pyca_cryptography_key(point), INFO)
        file.write(MAGIC + enc + context.seal(key, MAGIC))
        self._file, self._cipher, self._number, self._waiting = file, AESGCM(key), 0, bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content) -> int:
        self._waiting += content
        while len(self._waiting) > CHUNK:  # never the last one, which is marked
            self._seal(bytes(self._waiting[:CHUNK]), False)
            del self._waiting[:CHUNK]
        return len(content)

    def finish(self) -> None:
        self._seal(bytes(self._waiting), True)

    def _seal(self, content: bytes, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), content, None))
        self._number += 1


class Opening(io.RawIOBase):
    """Reads back what :class:`Sealing` wrote.

    :raises BadKey: if ``private`` is no private key
    :raises WrongKey: if the file was made for another one
    :raises Damaged: here or while reading, if the file is not whole and as it was written
    """

    def __init__(self, file: BinaryIO, private: str):
        head = file.read(len(MAGIC) + _POINT + _SEALED_KEY)
        if not head.startswith(MAGIC) or len(head) != len(MAGIC) + _POINT + _SEALED_KEY:
            raise Damaged
        try:
            scalar = ec.derive_private_key(int.from_bytes(_decoded(private, 32), "big"), ec.SECP256R1())
        except ValueError as error:
            raise BadKey from error
        enc, sealed = head[len(MAGIC) : -_SEALED_KEY], head[-_SEALED_KEY:]
        try:
            context = SUITE.create_recipient_context(enc, KEMKey.from_pyca_cryptography_key(scalar), INFO)
            self._cipher = AESGCM(context.open(sealed, MAGIC))
        except (PyHPKEError, ValueError) as error:
            raise WrongKey from error
        self._file, self._number, self._ended = file, 0, False
        self._ahead, self._here = file.read(CHUNK + _TAG), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self._here and not self._ended:
            self._here = self._next()
        some = self._here[: len(buffer)]
        buffer[: len(some)] = some
        self._here = self._here[len(some) :]
        return len(some)

    def _next(self) -> bytes:
        sealed, self._ahead = self._ahead, self._file.read(CHUNK + _TAG)
        self._ended = not self._ahead
        try:
            content = self._cipher.decrypt(_nonce(self._number, self._ended), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise Damaged from error
        self._number += 1
        return content


def _nonce(number: int, last: bool) -> bytes:
    """Unique under a key that is used for one file only."""
    return number.to_bytes(11, "big") + bytes([last])
