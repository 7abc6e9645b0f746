"""How much waits for a person, and what was decided of late."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.families import correction, household
from fieldvisit.families.decision import About, Decision
from fieldvisit.families.household import Household
from fieldvisit.schedule import overtaken
from fieldvisit.settling import listed, orders, quarantine, visits
from fieldvisit.sync.kinds.known import COMPARTMENT


def to_choose(session: Session, actor: Actor, today: date) -> int:
    """What this actor may choose on, or has to know of."""
    return (
        visits.count(session, actor, today)
        + correction.count_conflicts(session, actor, today)
        + orders.count(session, actor)
        + listed.count(session, actor, today)
        + overtaken.count(session, actor, today)
    )


def set_aside(session: Session, actor: Actor, today: date) -> int:
    return quarantine.count(session, actor)


def decided(
    session: Session, actor: Actor, today: date, about: tuple[str, ...], most: int = 20
) -> list[tuple[Decision, str, str]]:
    """The last decisions on families open to this actor, newest first: who decided, and the family's label.

    Why one writing was kept tells of what it says: it is for whoever may read the visit, the due line or the task.
    """
    opened = Decision.family_id.in_(household.open_to(actor, correction.IDENTITY, today))
    visited = Decision.family_id.in_(household.open_to(actor, COMPARTMENT, today))
    listed_ones = sa.and_(opened, listed.tells(actor, today))
    visit, line = About.VISIT.value, About.LISTED.value
    seen = sa.case((Decision.about == visit, visited), (Decision.about == line, listed_ones), else_=opened)
    mine = sa.and_(Decision.account_id == actor.account_id, Household.id.is_(None))
    query = (
        select(Decision, Account.name, sa.func.coalesce(Household.label, ""))
        .join(Account, Account.id == Decision.account_id)
        .outerjoin(Household, Household.id == Decision.family_id)
        .where(Decision.about.in_(about), sa.or_(seen, mine))
        .order_by(sa.desc(Decision.made_at), sa.desc(Decision.id))
        .limit(most)
    )
    return list(session.exec(query))
