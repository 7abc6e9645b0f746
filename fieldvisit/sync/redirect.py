"""What a tablet sends for a file that was joined to another meanwhile lands in that one; its bytes stay as they came.

The same for a person who was found to be another: a draft begun before names the one that is set aside.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session

from fieldvisit.families import merging
from fieldvisit.sync.envelope import Envelope
from fieldvisit.sync.line import Line


def point(session: Session, lines: list[Line]) -> None:
    """Give each line the file and the persons that stand for those it names. One query for the whole push."""
    trusted = [line for line in lines if line.trusted and line.envelope.family_id]
    if not trusted:
        return
    stands = merging.redirects(session, {line.envelope.family_id for line in trusted})
    for line in trusted if stands else ():
        line.envelope = of_envelope(line.envelope, stands)
        line.body = of_body(line.body, stands)


def of_envelope(sent: Envelope, stands: Mapping[uuid.UUID, uuid.UUID]) -> Envelope:
    return replace(sent, family_id=stands.get(sent.family_id, sent.family_id))


def of_body(body: bytes, stands: Mapping[uuid.UUID, uuid.UUID]) -> bytes:
    """The body with each of these ids in its new spelling: an id is 36 signs that nothing else is made of."""
    for old, new in stands.items():
        body = body.replace(str(old).encode(), str(new).encode())
    return body
