"""« À faire »: what is left to do in some sectors, by tab, the gravest band first, then by date; counts for the tabs.

Rights are asked in the queries: a line of which the reader may know nothing is neither shown nor counted.
"""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.due import listed, listed_families, listed_items, listed_tasks, reach, rules
from fieldvisit.due.listed import Asked, Line, Sort, Tab

__all__ = ["Asked", "Line", "Page", "Sort", "Tab", "counts", "page"]
#: Whose readers follow what was said at home, orientations among it.
VISITS = "observations_vad"
#: Lines of a page.
MOST = 50
#: Nobody reads on after a thousand: counting them all would cost more than it says.
COUNTED = 999


@dataclass(frozen=True)
class Page:
    """``more``: whether there are lines after these."""

    lines: list[Line]
    more: bool


def tabs(actor: Actor) -> tuple[Tab, ...]:
    """Those that this reader has a use for; what each shows is asked again in its query."""
    found = [Tab.WEEK, Tab.LATE]
    if roles.right(actor.role, reach.PLANNING).write is Reach.ALL:
        found = [Tab.ASSIGN, *found]
    if knows(actor, listed_items.CERTIFICATE):
        found.append(Tab.CERTIFICATES)
    if roles.right(actor.role, VISITS).read is not Reach.NONE:
        found.append(Tab.REFERRALS)
    return (*found, Tab.TASKS)


def knows(actor: Actor, *groups: str) -> bool:
    """Whether this reader may know of anything due of these groups."""
    known = {rules.RULES[code].group for codes in reach.codes_of(actor.role).values() for code in codes}
    return not known.isdisjoint(groups)


def page(session: Session, actor: Actor, asked: Asked, today: date) -> Page:
    """The lines of one page; an address that says more than the reader may see finds nothing more."""
    asked = _within(actor, asked)
    found = _source(asked.tab).lines(session, actor, asked, today, MOST + 1, asked.page * MOST)
    lines = listed.tell(session, actor, found[:MOST], today)
    return Page(lines, len(found) > MOST)


def counts(session: Session, actor: Actor, asked: Asked, today: date) -> dict[Tab, int]:
    """How many lines each tab has with these filters, at most :data:`COUNTED` + 1."""
    asked = _within(actor, asked)
    found = {}
    for tab in tabs(actor):
        query = _source(tab).some(actor, replace(asked, tab=tab), today).limit(COUNTED + 1)
        found[tab] = session.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    return found


def _source(tab: Tab):
    if tab is Tab.ASSIGN:
        return listed_families
    return listed_tasks if tab in (Tab.REFERRALS, Tab.TASKS) else listed_items


def _within(actor: Actor, asked: Asked) -> Asked:
    return replace(asked, sectors=asked.sectors & actor.sectors or actor.sectors, page=max(asked.page, 0))
