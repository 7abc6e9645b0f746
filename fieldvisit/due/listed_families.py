"""« À affecter »: families for whom something is to be done and who have no lead professional, the gravest first."""

from datetime import date, timedelta
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.roles import Reach
from fieldvisit.due import rules
from fieldvisit.due.band import Priority, in_force
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.listed import Asked, Line, What, is_lead
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.tasks.task import Kind, Task

PLANNING = "planning_mission"
#: A family is assigned before its first visit is due.
AHEAD = timedelta(days=14)


def lines(session: Session, actor: Actor, asked: Asked, today: date, most: int, skip: int) -> list[Line]:
    by = sa.func.coalesce(_notice().with_only_columns(sa.func.min(Task.due_on)).scalar_subquery(), _first(asked, today))
    query = (
        _found(actor, asked, today)
        .with_only_columns(
            Household.id, Household.label, Household.city, in_force, Priority.chosen, by, _notice().exists()
        )
        .order_by(in_force, by, Household.id)
        .limit(most)
        .offset(skip)
    )
    return [
        Line(
            What.FAMILY,
            id,
            id,
            family,
            city,
            Kind.ASSIGN.label if of_notice else "Sans professionnelle référente",
            code=Kind.ASSIGN if of_notice else "",
            due=due,
            late=due if of_notice else None,
            band=band,
            chosen=chosen is not None,
        )
        for id, family, city, band, chosen, due, of_notice in session.execute(query)
    ]


def some(actor: Actor, asked: Asked, today: date):
    """Query of what would be listed, to be counted."""
    return _found(actor, asked, today)


def _notice():
    """The open task of a birth notice or a declaration, which its own page assigns."""
    return sa.select(Task.id).where(Task.family_id == Household.id, Task.kind == Kind.ASSIGN, Task.closed_at.is_(None))


def _soon(asked: Asked, today: date):
    """What somebody of the trade asked for has to go there for."""
    query = sa.select(DueItem.id).where(
        DueItem.family_id == Household.id,
        DueItem.state == State.OPEN,
        DueItem.due_on <= today + AHEAD,
        sa.or_(DueItem.closes_on.is_(None), DueItem.closes_on >= today),
        DueItem.code.in_(_visits()),
    )
    return query.where(DueItem.trade == asked.trade) if asked.trade else query


def _first(asked: Asked, today: date):
    return _soon(asked, today).with_only_columns(sa.func.min(DueItem.due_on)).scalar_subquery()


def _found(actor: Actor, asked: Asked, today: date) -> sa.Select:
    led = (
        sa.select(CareRelationship.id)
        .join(Account, Account.id == CareRelationship.account_id)
        .where(CareRelationship.family_id == Household.id, is_lead(today))
    )
    query = (
        sa.select(Household.id)
        .outerjoin(Priority, Priority.family_id == Household.id)
        .where(
            Household.sector_id.in_(asked.sectors),
            household.active(),
            household.opened(actor, PLANNING, today),
            sa.or_(_notice().exists(), sa.and_(~led.exists(), _soon(asked, today).exists())),
            sa.true() if roles.right(actor.role, PLANNING).write is Reach.ALL else sa.false(),
        )
    )
    return query.where(in_force == asked.band) if asked.band else query


@lru_cache
def _visits() -> list[str]:
    """Visits at home and interviews whose name is no secret."""
    return [
        code
        for code, rule in rules.RULES.items()
        if rule.compartment == PLANNING and (rule.home or rule.group == "entretien")
    ]
