"""Which files are due today: worked out each time from the facts, never written down as one."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Role
from fieldvisit.retention import durations, gathering
from fieldvisit.retention.disposal_list import Act, DisposalLine, DisposalList
from fieldvisit.retention.durations import Due, Durations
from fieldvisit.retention.gathering import Hindrance, Known

#: The class of data that names this function (roles_permissions.json).
ASKED = "conservation"
#: So many at once: a list is read line by line by a person.
MOST = 50
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Proposal:
    """``acts``: what may be decided. ``since``: since when it is due. ``rule``: what makes it so, in words."""

    home: Household
    known: Known
    acts: tuple[Act, ...]
    since: date
    rule: str


@dataclass(frozen=True)
class Judged:
    """What may be done with one file today. ``said``: why nothing, in words."""

    acts: tuple[Act, ...]
    since: date | None
    rule: str
    said: str


def knows_families(actor: Actor) -> bool:
    """Whether this actor may read who the families are: the DPO handles numbers alone."""
    return roles.right(actor.role, "identite_foyer").read is not Reach.NONE


def proposals(session: Session, actor: Actor, kept: Durations, today: date, now: datetime) -> list[Proposal]:
    """Files of this actor's sectors that are due and in no list that waits, those longest due first, :data:`MOST`."""
    found = []
    ids = list(session.exec(_candidates(actor, kept, today).order_by(Household.id)))
    for start in range(0, len(ids), _AT_ONCE):
        known = gathering.gather(session, ids[start : start + _AT_ONCE], today, now)
        homes = session.exec(select(Household).where(Household.id.in_(known)))
        for home in homes:
            judged = judge(home, known[home.id], kept, today)
            if judged.acts:
                found.append(Proposal(home, known[home.id], judged.acts, judged.since, judged.rule))
    return sorted(found, key=lambda one: (Act.ELIMINATE not in one.acts, one.since, str(one.home.id)))[:MOST]


def judge(home: Household, known: Known, kept: Durations, today: date) -> Judged:
    """What may be done with this file: nothing while one thing stands in the way, whatever its age."""
    traces = known.traces
    due = durations.due(traces, kept)
    hindrances = set(known.hindrances)
    if traces.undated:
        hindrances.add(Hindrance.UNDATED)
    if traces.protected_on is not None and kept.protection_years is None:
        hindrances.add(Hindrance.PROTECTED)
    if home.eliminated_at is not None:
        return Judged((), None, "", "le dossier est déjà éliminé")
    if hindrances:
        return Judged((), None, "", " ; ".join(one.label for one in Hindrance if one in hindrances))
    if due.eliminate_on is not None and due.eliminate_on <= today:
        acts = (Act.ELIMINATE, Act.KEEP) if home.archived_at else (Act.ELIMINATE, Act.ARCHIVE, Act.KEEP)
        return Judged(acts, due.eliminate_on, due.eliminate_why, "")
    if due.archive_on is not None and due.archive_on <= today and home.archived_at is None:
        return Judged((Act.ARCHIVE, Act.KEEP), due.archive_on, due.archive_why, "")
    return Judged((), None, "", _not_yet(due))


def _not_yet(due: Due) -> str:
    if due.eliminate_on is None:
        return "rien ne dit encore sa durée de conservation"
    return f"sa durée de conservation court encore ({due.eliminate_why})"


def _candidates(actor: Actor, kept: Durations, today: date):
    """Cheaply: no child so young that the file cannot be due, in no open list, not kept of late."""
    young = today - timedelta(days=365 * kept.child_active_years)
    children = sa.exists().where(Person.family_id == Household.id, Person.role == Role.CHILD, Person.birth_date > young)
    listed = (
        sa.exists()
        .where(DisposalLine.family_id == Household.id, DisposalLine.list_id == DisposalList.id)
        .where(DisposalList.dropped_at.is_(None))
        .where(
            sa.or_(
                DisposalList.executed_at.is_(None),
                sa.and_(DisposalLine.act == Act.KEEP, DisposalLine.done_at > _months_before(today, kept.kept_months)),
            )
        )
    )
    return select(Household.id).where(
        Household.sector_id.in_(actor.sectors), Household.eliminated_at.is_(None), ~children, ~listed
    )


def _months_before(today: date, months: int) -> datetime:
    return datetime.combine(today - timedelta(days=round(months * 30.44)), datetime.min.time(), gathering.PARIS)


def whole(session: Session, family_id: uuid.UUID, kept: Durations, today: date, now: datetime) -> tuple[Known, Judged]:
    """What is known of one file, and what may be done with it now."""
    known = gathering.gather(session, [family_id], today, now)[family_id]
    return known, judge(session.get_one(Household, family_id), known, kept, today)
