"""« Situation inquiétante »: what a session met is with the association's responsable at once, as a task of hers.

It says what was seen, in the worker's words, to whoever reads the writings of family workers; nobody else learns of it.
"""

import uuid
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector
from fieldvisit.families.household import Household
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task
from fieldvisit.tisf.lists import INCIDENTS
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.words import french_date

COMPARTMENT, ROLE = "ecrits_tisf", "responsable_tisf"


def follow(
    session: Session,
    held: InterventionSession,
    order: InterventionOrder,
    author: Account,
    met: tuple[str, str] | None,
    now: datetime,
) -> Task | None:
    """The task of this session as its record in force tells: made, put right, or cancelled when it was corrected."""
    source = source_of(held.id)
    if met is None:
        tasks.cancel_of(session, source=source, why="L’écrit a été corrigé : il n’y a pas eu d’incident.", now=now)
        return None
    code, words = met
    label = f"Situation inquiétante : {INCIDENTS.get(code, INCIDENTS['autre'])}"
    day = f", séance du {french_date(held.started_at.date())}" if held.started_at else ""
    note = f"{author.name}{day}. {words}".strip()[: tasks.LONGEST_NOTE]
    sector_id = session.get_one(Household, held.family_id).sector_id
    found = tasks.open_task(
        session,
        sector_id=sector_id,
        kind=Kind.OTHER,
        label=label,
        note=note,
        source=source,
        now=now,
        family_id=held.family_id,
        compartment=COMPARTMENT,
        role=ROLE,
        assigned_to=_responsable(session, order.service, sector_id),
        due_on=now.date(),
        created_by=author.id,
    )
    tasks.resume(session, found)
    if found.closed_at is None:
        found.label, found.note = label, note
        session.add(found)
    return found


def source_of(session_id: uuid.UUID) -> str:
    return f"session:{session_id}"


def _responsable(session: Session, service: str, sector_id: uuid.UUID) -> uuid.UUID | None:
    """The one of the association in this sector; where there are several, any of them."""
    here = select(AccountSector.account_id).where(AccountSector.sector_id == sector_id)
    query = (
        select(Account.id)
        .where(Account.role == ROLE, Account.employer == service, Account.disabled_at.is_(None), Account.id.in_(here))
        .order_by(Account.name, Account.id)
    )
    found = list(session.exec(query))
    return found[0] if len(found) == 1 else None
