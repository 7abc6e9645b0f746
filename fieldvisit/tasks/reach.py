"""Who learns of a task: whole, or only of what kind it is. Default is nothing.

A task without family is the business of its sector's office. One of a family asks for what the file itself asks for:
role, sector, care relationship, and the task's compartment. Those who organise the sector or care for the family learn
at least that there is one, so that it is done; what was confided stays unknown.
"""

from datetime import date

import sqlalchemy as sa

from fieldvisit.access import roles, secrecy
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.families import household
from fieldvisit.families.household import SECTOR_IS_CARE
from fieldvisit.tasks.task import Task

PLANNING, VISIT = "planning_mission", "observations_vad"
#: Even that there is something must not be known there.
UNTOLD = frozenset({"information_preoccupante", secrecy.VIOLENCE})


def whole(actor: Actor, today: date):
    """Condition on the tasks that this actor reads whole."""
    planning = roles.right(actor.role, PLANNING).read
    if planning is Reach.NONE:
        return sa.false()
    author = Task.created_by == actor.account_id
    mine = sa.or_(Task.assigned_to == actor.account_id, author)
    office = [
        sa.and_(
            Task.family_id.is_(None),
            Task.compartment.in_(secrecy.readable(actor.role)),
            sa.true() if planning is Reach.ALL else mine,
        )
    ]
    opened = [
        sa.and_(
            Task.compartment.in_(places),
            Task.family_id.in_(household.open_to(actor, whole_place, today)),
            author if written else sa.true(),
        )
        for written in (False, True)
        for whole_place, places in _places(actor.role, is_author=written).items()
    ]
    return sa.and_(Task.sector_id.in_(actor.sectors), sa.or_(sa.false(), *office, *opened))


def told(actor: Actor, today: date):
    """Condition on the tasks of which this actor may know at least the kind, besides :func:`whole`."""
    organises = actor.role in SECTOR_IS_CARE
    cares = roles.right(actor.role, VISIT).read is not Reach.NONE
    if not organises and not cares:
        return sa.false()
    return sa.and_(
        Task.sector_id.in_(actor.sectors),
        Task.compartment.not_in(UNTOLD),
        Task.family_id.in_(household.open_to(actor, VISIT, today)),
    )


def _places(role: str, *, is_author: bool) -> dict[str, list[str]]:
    """The places that this role reads, by the class of data that opens them."""
    found: dict[str, list[str]] = {}
    for place in secrecy.PLACES:
        if secrecy.may_read(place, role, is_author):
            found.setdefault(secrecy.whole(place), []).append(place)
    return found
