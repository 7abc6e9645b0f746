"""A line that was kept sealed, opened again for whoever may read it: what it says, who signed it, on which tablet."""

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import account as accounts
from fieldvisit.access.account import Account
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.families import merging
from fieldvisit.sync import envelope as envelopes
from fieldvisit.sync import redirect, shape
from fieldvisit.sync.envelope import Envelope
from fieldvisit.sync.kinds.arrival import Arrival
from fieldvisit.sync.received import ReceivedLine
from fieldvisit.sync.sealing import Keyring, UnknownKey, Unopened
from fieldvisit.words import Refusal


class Unreadable(Refusal):
    sentence = "Cet envoi ne s’ouvre pas : il reste conservé tel quel, avec ses octets d’origine."


@dataclass(frozen=True)
class Kept:
    """``author`` is who signed where ``signed``, else who the line names; ``body`` is None when it does not open."""

    row: ReceivedLine
    envelope: Envelope | None
    body: dict | None
    author: Account | None
    device: Device | None
    signed: bool

    @property
    def family_id(self) -> uuid.UUID | None:
        return self.envelope.family_id if self.envelope else None

    def arrival(self, session: Session, now: datetime, today: date, *, accepted: bool = False) -> Arrival:
        """The content as if it arrived now, in its author's name.

        :raises Unreadable: if nobody can tell what it says, or who wrote it
        """
        if not self.signed or self.body is None or self.author is None:
            raise Unreadable
        author = accounts.actor(session, self.author, self.envelope.device)
        return Arrival(self.envelope, self.body, author, now, today, accepted)


def reopen(session: Session, keyring: Keyring, row: ReceivedLine) -> Kept:
    """What is known of a line, whatever was wrong with it. A tablet withdrawn since still signed what it signed."""
    sent = header_of(row)
    if sent is None:
        return Kept(row, None, None, None, None, False)
    query = select(DeviceKey.public_jwk).where(DeviceKey.device_id == sent.device, DeviceKey.account_id == sent.author)
    signed = any(envelopes.signed_by(sent, jwk) for jwk in session.exec(query))
    body = _opened(session, keyring, sent)
    if sent.family_id and (stands := merging.redirects(session, {sent.family_id})):
        sent = redirect.of_envelope(sent, stands)
        body = body and json.loads(redirect.of_body(json.dumps(body).encode(), stands))
    return Kept(row, sent, body, session.get(Account, sent.author), session.get(Device, sent.device), signed)


def header_of(row: ReceivedLine) -> Envelope | None:
    try:
        return envelopes.read(row.raw)
    except envelopes.Unreadable:
        return None


def _opened(session: Session, keyring: Keyring, sent: Envelope) -> dict | None:
    try:
        content = keyring.open(session, sent.key, sent.enc, sent.ct, sent.header)
        body = envelopes.parse_json(content) if envelopes.digest_is_right(sent, content) else None
        shape.check_texts(body)
    except (UnknownKey, Unopened, Refusal):
        return None
    return body if isinstance(body, dict) else None
