"""What a person decided about lines that a tablet still waits to hear of: refused, invalid or diverged ones."""

import uuid

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.families.decision import Decision
from fieldvisit.sync import envelope

MOST = 500


def read(told: object) -> frozenset[tuple[uuid.UUID, str]]:
    """Ids and digests that the tablet asks about; what is not readable is passed over."""
    each = [one for one in told[:MOST] if isinstance(one, dict)] if isinstance(told, list) else []
    pairs = ((envelope.uuid_from(one.get("id")), envelope.digest_from(one.get("digest"))) for one in each)
    return frozenset((id, digest) for id, digest in pairs if id and digest)


def of(session: Session, actor: Actor, awaiting: frozenset[tuple[uuid.UUID, str]]) -> list[dict]:
    """The words and sentences for those of this author's lines that were decided on, oldest first."""
    if not awaiting:
        return []
    ids = {id for id, _ in awaiting}
    query = select(Decision).where(Decision.told_id == actor.account_id, Decision.envelope_id.in_(ids))
    words: dict[tuple, dict] = {}
    for one in session.exec(query.order_by(Decision.made_at, sa.asc(Decision.id))):
        key = (one.envelope_id, one.digest)
        if key in awaiting:
            before = words.get(key, {}).get("sentence", "")
            sentence = " ".join(part for part in (before, one.sentence) if part)
            words[key] = {"id": str(key[0]), "digest": key[1], "word": one.word, "sentence": sentence}
    return list(words.values())
