"""Who may know that something is due: role, sector, care relationship and the rule's compartment, inside the query.

Whoever has only a shared right on the planning (TISF, AEP) knows of what her own trade has to do, no more.
"""

from datetime import date

import sqlalchemy as sa
from sqlmodel import SQLModel

from fieldvisit.access import roles, secrecy
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.due.item import DueItem
from fieldvisit.due.rules import RULES
from fieldvisit.families import household

PLANNING = "planning_mission"


def visible(actor: Actor, today: date, *, write: bool = False, of: type[SQLModel] = DueItem, joined: bool = False):
    """Condition on the items that this actor may know of; ``write``: that she may decide on.

    ``of``: another table that names a family and the code of a rule. ``joined``: the query has the family's household.
    """

    def opened_family(place: str):
        if joined:
            return household.opened(actor, place, today, write=write)
        return of.family_id.in_(household.open_to(actor, place, today, write=write))

    places = household.together(actor, codes_of(actor.role), write=write)
    opened = [sa.and_(of.code.in_(codes), opened_family(place)) for place, codes in places.items()]
    return sa.or_(sa.false(), *opened)


def codes_of(role: str) -> dict[str, list[str]]:
    """The codes of the rules that this role may know of, by the class of data that opens them."""
    planning = roles.right(role, PLANNING).read
    found: dict[str, list[str]] = {}
    for rule in RULES.values():
        own = planning is Reach.ALL or (planning is Reach.OWN and role in rule.roles)
        if own and secrecy.may_read(rule.compartment, role, is_author=False):
            found.setdefault(secrecy.whole(rule.compartment), []).append(rule.code)
    return found
