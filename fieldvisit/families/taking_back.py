"""An agreement that the family takes back at home, told by a tablet later: it holds from the instant it was said."""

import uuid
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.families.agreeing import Status, journal_line
from fieldvisit.families.person import Agreement, Person, last_word


def take_back(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    kind: str,
    at: datetime,
    now: datetime,
    *,
    said_by: uuid.UUID | None,
    why: str,
    agreement_id: uuid.UUID,
) -> Agreement:
    """Withdraw this kind, whatever was noted meanwhile; whether she may is asked before.

    An agreement given before that instant is withdrawn by it, also one that the tablet did not know of; one given
    afterwards stands. Where none stands the withdrawal is a line of its own (``agreement_id``), so that one which
    arrives later and was given earlier does not count. It is never sent back for a detail: a speaker who is not in the
    file any more is left out.
    """
    query = select(Agreement).where(Agreement.family_id == family_id, Agreement.kind == kind).with_for_update()
    last = last_word(session.exec(query).all(), kind)
    person = session.get(Person, said_by) if said_by else None
    speaker = person.id if person is not None and person.family_id == family_id else None
    why = why.strip()
    if last is not None and last.standing == Status.GIVEN and last.collected_at <= at:
        taken = last
        taken.withdrawn_at, taken.withdrawn_by, taken.withdrawn_said_by = at, actor.account_id, speaker
        taken.withdrawn_why = why
    else:
        taken = Agreement(
            id=agreement_id,
            family_id=family_id,
            person_id=speaker,
            kind=kind,
            status=Status.WITHDRAWN,
            collected_at=at,
            collected_by=actor.account_id,
            scope=why,
        )
    session.add(taken)
    journal_line(session, actor, taken, now, offline=True)
    return taken
