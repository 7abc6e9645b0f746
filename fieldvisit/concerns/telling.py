"""The manager of a family worker learns that she raised a report: who and when. She can hold up nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.concerns.reach import COMPARTMENT
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind

#: Who works under a « responsable », and that function.
WORKERS, MANAGER = frozenset({"tisf", "intervenant_aep"}), "responsable_tisf"


def tell(session: Session, actor: Actor, report: ConcernReport, now: datetime) -> None:
    """One task for each manager of her association in her sectors. It names no family: it is the worker's."""
    if actor.role not in WORKERS:
        return
    employer = sa.select(Account.employer).where(Account.id == actor.account_id).scalar_subquery()
    managers = (
        select(Account.id, AccountSector.sector_id)
        .join(AccountSector, AccountSector.account_id == Account.id)
        .where(Account.role == MANAGER, Account.disabled_at.is_(None), Account.employer == employer)
        .where(AccountSector.sector_id.in_(actor.sectors))
        .order_by(AccountSector.sector_id)
    )
    for manager_id, sector_id in dict(session.exec(managers).all()).items():
        tasks.open_task(
            session,
            sector_id=sector_id,
            kind=Kind.OTHER,
            label=f"{actor.name} a transmis une information préoccupante : prenez de ses nouvelles",
            note="Le contenu ne vous est pas ouvert. La CRIP l’a reçue ; rien n’est à valider.",
            source=f"concern:{report.id}:{manager_id}",
            now=now,
            compartment=COMPARTMENT,
            assigned_to=manager_id,
        )
