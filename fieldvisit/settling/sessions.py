"""Two writings of one session: the responsable who validates it chooses, and neither is lost.

The one taken comes in force as a correction of the other, in its author's name, and is then validated like any other.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.families import decision
from fieldvisit.families.decision import About, Settled
from fieldvisit.families.household import Household
from fieldvisit.settling import kept
from fieldvisit.settling.kept import Kept
from fieldvisit.sync import envelope as envelopes
from fieldvisit.sync.kinds import session_record
from fieldvisit.sync.received import ReceivedLine, Word
from fieldvisit.sync.sealing import Keyring
from fieldvisit.tisf import session_reach, validating
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.words import Refusal

KIND = "session_record"


class NotFound(Refusal):
    sentence = "Ces deux écrits n’existent pas, ont été départagés, ou ne vous sont pas ouverts."


@dataclass(frozen=True)
class Pair:
    """``in_force``: the record that stands; ``beside``: the one that was kept."""

    line_id: uuid.UUID
    held: InterventionSession
    in_force: SessionRecord
    beside: Kept


def waiting(session: Session, actor: Actor, today: date, most: int = 100) -> list[tuple[ReceivedLine, str, str]]:
    """What this responsable has to choose on, the oldest first, with the family's label and who sent it."""
    query = (
        select(ReceivedLine, Household.label, Account.name)
        .join(Household, Household.id == ReceivedLine.family_id)
        .join(Account, Account.id == ReceivedLine.author_id)
        .where(*_open(actor, today))
        .order_by(ReceivedLine.received_at)
        .limit(most)
    )
    return list(session.exec(query).all()) if validating.may_validate(actor) else []


def of_family(
    session: Session, keyring: Callable[[], Keyring], actor: Actor, family_id: uuid.UUID, today: date
) -> list[tuple[Pair, str]]:
    """The pairs of a family whose file is open, with who sent the one kept beside; what nobody can read is left out."""
    found = []
    for row, _, author in waiting(session, actor, today):
        if row.family_id != family_id:
            continue
        try:
            found.append((_pair(session, keyring(), actor, row.id, today), author))
        except Refusal:
            continue
    return found


def look(session: Session, keyring: Keyring, actor: Actor, line_id: uuid.UUID, today: date, now: datetime) -> Pair:
    """Both, for whoever may choose; the reading is journaled.

    :raises NotFound: if it is not open to this actor
    """
    pair = _pair(session, keyring, actor, line_id, today)
    journal.note(session, actor, pair.held.family_id, What.READ, "departager", now, subject_id=pair.held.id)
    return pair


def settle(
    session: Session, keyring: Keyring, actor: Actor, line_id: uuid.UUID, take: bool, reason: str, now: datetime,
    today: date,
) -> None:  # fmt: skip
    """Put the one kept beside in force (``take``), or leave the one that is; its author hears it on her tablet.

    :raises Refusal: if it is not open to this actor, cannot be read, or no reason is given
    """
    pair = _pair(session, keyring, actor, line_id, today, lock=True)
    reason = decision.reason_from(reason)
    decision.check_open(session, About.VISIT, line_id)
    row, sent = pair.beside.row, pair.beside.envelope
    result_id = pair.in_force.id
    if take:
        arrival = pair.beside.arrival(session, now, today, accepted=True)
        said = {"by": actor.name, "at": now.isoformat(), "reason": reason}
        body = arrival.body | {"corrects": str(pair.in_force.id), "settled": said}
        session_record.apply(session, replace(arrival, body=body))
        result_id = session.get_one(InterventionSession, pair.held.id).record_id
    decision.note(
        session,
        actor,
        About.VISIT,
        row.id,
        "second" if take else "en_vigueur",
        reason,
        now,
        family_id=pair.held.family_id,
        result_id=result_id,
        told_id=row.author_id,
        envelope_id=sent.id,
        digest=sent.digest,
        word=Settled.SETTLED,
        sentence=f"{actor.name} a gardé {'cet écrit' if take else 'l’autre écrit'} de la séance. Motif : {reason}",
    )
    journal.note(session, actor, pair.held.family_id, What.WRITE, "departager", now, subject_id=pair.held.id)


def _open(actor: Actor, today: date):
    hers = select(InterventionSession.family_id).where(session_reach.opened(actor, today, write=True))
    return (
        ReceivedLine.word == Word.DIVERGED,
        ReceivedLine.kind == KIND,
        ReceivedLine.in_force.is_(False),
        ReceivedLine.family_id.in_(hers),
        decision.undecided(About.VISIT, ReceivedLine.id),
    )


def _pair(
    session: Session, keyring: Keyring, actor: Actor, line_id: uuid.UUID, today: date, *, lock: bool = False
) -> Pair:
    if not validating.may_validate(actor):
        raise NotFound
    query = select(ReceivedLine).where(ReceivedLine.id == line_id, *_open(actor, today))
    row = session.exec(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound
    beside = kept.reopen(session, keyring, row)
    visit_id = beside.body and envelopes.uuid_from(beside.body.get("visit_id"))
    if visit_id is None:
        raise kept.Unreadable
    found = select(InterventionSession).where(
        InterventionSession.visit_id == visit_id, session_reach.opened(actor, today, write=True)
    )
    held = session.exec(found).one_or_none()
    if held is None or held.record_id is None:
        raise NotFound
    return Pair(row.id, held, session.get_one(SessionRecord, held.record_id), beside)
