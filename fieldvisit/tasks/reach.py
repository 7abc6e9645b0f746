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


def whole(actor: Actor, today: date, *, joined: bool = False):
    """Condition on the tasks that this actor reads whole. ``joined``: the query has the family's household."""
    planning = roles.right(actor.role, PLANNING).read
    if planning is Reach.NONE:
        return sa.false()
    author = Task.created_by == actor.account_id
    mine = sa.or_(Task.assigned_to == actor.account_id, author)
    office = [
        sa.and_(
            Task.family_id.is_(None),
            Task.compartment.in_(sorted({*secrecy.readable(actor.role)} - UNTOLD)),
            sa.true() if planning is Reach.ALL else mine,
        ),
        # Whom it was given to, whatever her function: it says no more than she is to know.
        sa.and_(Task.family_id.is_(None), Task.compartment.in_(sorted(UNTOLD)), Task.assigned_to == actor.account_id),
    ]
    opened = readable(actor, today, Task.family_id, Task.compartment, Task.created_by, joined=joined)
    if planning is not Reach.ALL:  # « * »: what is left to do by others of a family is not hers to know
        opened = sa.and_(opened, sa.or_(Task.compartment != PLANNING, mine, Task.role == actor.role))
    return sa.and_(Task.sector_id.in_(actor.sectors), sa.or_(opened, *office))


def readable(actor: Actor, today: date, family_id, place, author_id, *, joined: bool = False):
    """Condition on rows of families open to this actor whose ``place`` she reads, hers (``author_id``) included.

    ``family_id``, ``place``, ``author_id``: columns. ``joined``: the query has the family’s household.
    """

    def opened(whole_place: str):
        if joined:
            return household.opened(actor, whole_place, today)
        return family_id.in_(household.open_to(actor, whole_place, today))

    return sa.or_(
        sa.false(),
        *(
            sa.and_(place.in_(places), opened(whole_place), author_id == actor.account_id if written else sa.true())
            for written in (False, True)
            for whole_place, places in household.together(actor, _places(actor.role, is_author=written)).items()
        ),
    )


def told(actor: Actor, today: date, *, joined: bool = False):
    """Condition on the tasks of which this actor may know at least the kind, besides :func:`whole`."""
    organises = actor.role in SECTOR_IS_CARE
    cares = roles.right(actor.role, VISIT).read is not Reach.NONE
    if not organises and not cares:
        return sa.false()
    return sa.and_(
        Task.sector_id.in_(actor.sectors),
        Task.compartment.not_in(UNTOLD),
        _open(actor, VISIT, today, joined),
    )


def _open(actor: Actor, place: str, today: date, joined: bool):
    if joined:
        return household.opened(actor, place, today)
    return Task.family_id.in_(household.open_to(actor, place, today))


def _places(role: str, *, is_author: bool) -> dict[str, list[str]]:
    """The places that this role reads, by the class of data that opens them."""
    found: dict[str, list[str]] = {}
    for place in secrecy.PLACES:
        if secrecy.may_read(place, role, is_author):
            found.setdefault(secrecy.whole(place), []).append(place)
    return found
