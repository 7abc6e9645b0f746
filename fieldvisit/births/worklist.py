"""« Naissances »: the notices of one's sectors by what is to be done with them, the most urgent first.

Lists of names, not files: what the registrar sent, and deadlines without their reason.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.births import beginning, clock, reach
from fieldvisit.births.assignment import Option, Team
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.due import priority
from fieldvisit.families import household
from fieldvisit.families.contact import Contact, Means, Result
from fieldvisit.families.household import Household
from fieldvisit.words import Choice

#: Notices read for one page of the list.
AT_ONCE = 60


class Tab(Choice):
    TO_MATCH = "a-rapprocher", "À rapprocher"
    TO_ASSIGN = "a-affecter", "À affecter"
    ASSIGNED = "affectees", "Affectées"
    CONTACTED = "contactees", "Contactées"
    CLOSED = "closes", "Closes"


STATUSES = {
    Tab.TO_MATCH: (Status.TO_MATCH,),
    Tab.TO_ASSIGN: (Status.TO_ASSIGN,),
    Tab.ASSIGNED: (Status.ASSIGNED,),
    Tab.CONTACTED: (Status.CONTACTED,),
    Tab.CLOSED: (Status.SETTLED, Status.OUTSIDE),
}
#: What waits: oldest first. What is over: newest first.
OVER = (Tab.CONTACTED, Tab.CLOSED)


@dataclass
class Line:
    """One event: a notice, or those of twins. ``home``: their family, where its file is open to the reader.

    ``options``: who may take it, best first.
    """

    notices: list[Notice]
    home: Household | None
    worker: str = ""
    letter_on: date | None = None
    assign_by: date | None = None
    contact_by: date | None = None
    band: int = priority.USUAL
    options: list[Option] = field(default_factory=list)

    @property
    def notice(self) -> Notice:
        return self.notices[0]


def counts(session: Session, actor: Actor) -> dict[Tab, int]:
    query = sa.select(Notice.status, sa.func.count()).where(reach.visible(actor)).group_by(Notice.status)
    by_status = {status: many for status, many in session.execute(query)}
    return {tab: sum(by_status.get(one, 0) for one in statuses) for tab, statuses in STATUSES.items()}


def waiting(session: Session, actor: Actor, today: date) -> int:
    """How many wait for somebody at the office: to be matched or given."""
    found = counts(session, actor)
    return found[Tab.TO_MATCH] + found[Tab.TO_ASSIGN]


def listed(session: Session, actor: Actor, tab: Tab, today: date, most: int = AT_ONCE) -> list[Line]:
    query = select(Notice).where(reach.visible(actor), Notice.status.in_(STATUSES[tab]))
    if tab in OVER:
        query = query.order_by(sa.desc(Notice.received_on), sa.desc(Notice.id))
    else:  # a death before everything else
        query = query.order_by(Notice.kind != Kind.DEATH, Notice.received_on, Notice.id)
    lines = _together(session.exec(query.limit(most)).all())
    _complete(session, actor, tab, lines, today)
    return sorted(lines, key=lambda one: one.assign_by or date.min) if tab == Tab.TO_ASSIGN else lines


def _together(notices: list[Notice]) -> list[Line]:
    """Twins on one line."""
    lines: list[Line] = []
    by_family: dict[tuple, Line] = {}
    for one in notices:
        key = (one.family_id, one.kind, one.status)
        known = by_family.get(key) if one.family_id and one.kind != Kind.DEATH else None
        if known and abs(beginning.day_of(one) - beginning.day_of(known.notice)) <= beginning.TWINS:
            known.notices.append(one)
        else:
            by_family[key] = Line([one], None)
            lines.append(by_family[key])
    return lines


def _complete(session: Session, actor: Actor, tab: Tab, lines: list[Line], today: date) -> None:
    families = {line.notice.family_id for line in lines} - {None}
    opened = household.open_to(actor, "identite_foyer", today)
    query = select(Household).where(Household.id.in_(families), Household.id.in_(opened))
    homes = {one.id: one for one in session.exec(query)}
    families = set(homes)
    workers = {line.notice.assigned_to for line in lines} - {None}
    names = dict(session.exec(select(Account.id, Account.name).where(Account.id.in_(workers))).all())
    letters = _letters(session, families)
    bands = priority.bands(session, families)
    awaited = [line for line in lines if line.notice.kind != Kind.DEATH]
    team = Team(session, [line.notice for line in awaited], today) if tab in (Tab.TO_ASSIGN, Tab.ASSIGNED) else None
    for line in lines:
        family_id = line.notice.family_id
        line.home, line.letter_on = homes.get(family_id), letters.get(family_id)
        line.worker = names.get(line.notice.assigned_to, "")
        line.band = bands.get(family_id, priority.USUAL)
    for line in awaited:
        line.assign_by = clock.assign_by(line.notice.received_on)
        line.contact_by = min(clock.contact_by(one, line.band) for one in line.notices)
        line.options = team.options(line.notice) if team else []
        if tab == Tab.TO_ASSIGN and line.options and line.options[0].proposed:
            team.expect(line.options[0].account_id)


def _letters(session: Session, families: set[uuid.UUID]) -> dict[uuid.UUID, date]:
    query = (
        sa.select(Contact.family_id, sa.func.max(Contact.at))
        .where(Contact.family_id.in_(families), Contact.means == Means.LETTER, Contact.result == Result.SENT)
        .group_by(Contact.family_id)
    )
    return {family_id: at.date() for family_id, at in session.execute(query)}
