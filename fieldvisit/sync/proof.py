"""That a question comes from an enrolled tablet: it is signed with the key that was enrolled there.

A session alone says who asks, not from what: on a computer at home the same password opens one.
"""

import base64
import binascii
import uuid
from dataclasses import dataclass

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.access.device import DeviceKey
from fieldvisit.sync import envelope
from fieldvisit.words import Refusal

HEADER = "fieldvisit-proof"
#: Before the body, so that nothing signed for something else counts as a question.
PREFIX = b"fieldvisit pull v1\n"


class NotEnrolled(Refusal):
    """``told``: the tablet then shows where a code is typed."""

    sentence = "Cette tablette n’est pas enrôlée pour vous : elle ne charge aucun dossier. Demandez un code au bureau."
    told = {"code": "needed"}


@dataclass(frozen=True)
class Proof:
    """``body``: the exact bytes of the question; ``signature``: ECDSA P-256 / SHA-256 (raw r‖s) in base64."""

    body: bytes
    signature: str


def check(session: Session, actor: Actor, device_id: uuid.UUID | None, proof: Proof) -> None:
    """:raises NotEnrolled: unless a key of this worker on this tablet signed it"""
    try:
        signature = base64.b64decode(proof.signature, validate=True)
    except (binascii.Error, ValueError):
        raise NotEnrolled from None
    query = select(DeviceKey.public_jwk).where(
        DeviceKey.device_id == device_id, DeviceKey.account_id == actor.account_id, DeviceKey.revoked_at.is_(None)
    )
    if not any(envelope.holds(signature, PREFIX + proof.body, key) for key in session.exec(query)):
        raise NotEnrolled
