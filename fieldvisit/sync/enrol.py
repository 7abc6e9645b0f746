"""Enrolling a tablet: its worker's public key, so that what she signs on it is known to be hers."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit import feed
from fieldvisit.access import invitations, roles, tablets
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.sync import envelope, sealing
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal

MOST_KEYS = 20
#: A code as somebody may type it, with its spaces.
LONGEST_CODE = 40


class NotForTablets(Refusal):
    sentence = "Votre fonction ne part pas en visite : la tablette n’est pas prévue pour ce compte."


class Revoked(Refusal):
    sentence = "Cette tablette a été retirée du service : adressez-vous à l’administrateur."


class CodeNeeded(Refusal):
    """``told``: the tablet then shows where a code is typed."""

    sentence = "Ici, une tablette se prépare avec un code d’enrôlement : demandez-le à l’administrateur."
    told = {"code": "needed"}


class Unreadable(Refusal):
    sentence = "Cette demande de la tablette n’est pas lisible : mettez l’application à jour."


@dataclass(frozen=True)
class Tablet:
    device_id: uuid.UUID
    label: str
    public_jwk: str
    app_version: str
    replaces: frozenset[uuid.UUID] = frozenset()
    code: str = ""


def read(body: object) -> Tablet:
    """:raises Unreadable: if it is not an enrolment of the protocol"""
    if not isinstance(body, dict) or not isinstance(body.get("public_jwk"), dict):
        raise Unreadable
    jwk = json.dumps({name: body["public_jwk"].get(name) for name in ("crv", "kty", "x", "y")})
    device_id, label, version = envelope.uuid_from(body.get("device_id")), body.get("label"), body.get("app_version")
    code = body.get("code") or ""
    texts = [text for text in (label, version, code) if text is not None]
    if device_id is None or not all(isinstance(text, str) and text.isprintable() for text in texts):
        raise Unreadable
    if not envelope.is_public_key(jwk) or len(code) > LONGEST_CODE:
        raise Unreadable
    former = body.get("replaces")
    ids = map(envelope.uuid_from, former[:MOST_KEYS] if isinstance(former, list) else ())
    return Tablet(device_id, (label or "")[:80], jwk, (version or "")[:40], frozenset(filter(None, ids)), code.strip())


def enrol(
    session: Session, keyring: Keyring, actor: Actor, tablet: Tablet, now: datetime, *, by_code: bool = False
) -> dict:
    """Note the tablet and the key, once; answer with what the tablet seals with.

    ``by_code``: no new key without a code of the office. A key that is known needs none: an answer may be lost.

    :raises NotForTablets: for a role that does not go into homes
    :raises Revoked: if the tablet or this key on it was withdrawn
    :raises CodeNeeded: see ``by_code``
    :raises invitations.NotGood: if the code is not good
    """
    if actor.role not in roles.FIELD:
        raise NotForTablets
    device = session.get(Device, tablet.device_id)
    if device is None:
        device = Device(id=tablet.device_id, enrolled_at=now)
    if device.revoked_at is not None:
        raise Revoked
    device.label = tablet.label or device.label
    device.app_version, device.last_contact_at = tablet.app_version, now
    if not tablets.replace(session, actor, device, tablet.replaces, now):
        raise Revoked
    session.add(device)
    session.flush()
    query = select(DeviceKey).where(DeviceKey.device_id == device.id, DeviceKey.account_id == actor.account_id)
    keys = session.exec(query).all()
    known = next((key for key in keys if key.public_jwk == tablet.public_jwk), None)
    if (known and known.revoked_at) or (known is None and len(keys) >= MOST_KEYS):
        raise Revoked
    if known is None:
        if tablet.code:
            invitations.use(session, actor.account_id, tablet.code, device, now)
        elif by_code:
            raise CodeNeeded
        session.add(
            DeviceKey(device_id=device.id, account_id=actor.account_id, public_jwk=tablet.public_jwk, enrolled_at=now)
        )
    if not sealing.public_keys(session):
        keyring.make(session, now)
        session.flush()
    return {
        "device_id": str(device.id),
        "account": {
            "id": str(actor.account_id),
            "name": actor.name,
            "role": actor.role,
            "role_label": roles.LABELS[actor.role],
            "phone": session.get(Account, actor.account_id).phone,  # for the notice left at an absent family's door
        },
        "keys": sealing.public_keys(session),
        "epoch": str(feed.epoch(session)),
    }
