"""One line of « À faire », and what is told of it once it was found: band, child, who is responsible, why.

All of a page is told in a few queries, whatever its lines are.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.account import Account, Actor
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.access.roles import FIELD
from fieldvisit.due import reasons
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.families.person import Person, Pregnancy, Role
from fieldvisit.families.support import Support
from fieldvisit.schedule.visit import Visit
from fieldvisit.words import Choice

#: Whose assignment makes a lead professional of PMI.
LEADS = FIELD - {"tisf", "intervenant_aep"}


class Tab(Choice):
    ASSIGN = "affecter", "À affecter"
    WEEK = "semaine", "Cette semaine"
    LATE = "retard", "En retard"
    CERTIFICATES = "certificats", "Certificats"
    REFERRALS = "orientations", "Orientations"
    TASKS = "taches", "Tâches"


class Sort(Choice):
    """Of what is due: what somebody goes there for, or what a doctor and the carnet are asked about."""

    VISITS = "visites", "Visites, entretiens"
    HEALTH = "sante", "Examens, vaccins"


#: The groups of rules of each sort.
GROUPS = {Sort.VISITS: ("visite", "entretien", "suivi"), Sort.HEALTH: ("examen", "vaccin", "evaluation")}


class What(Choice):
    DUE = "echeance", "Échéance"
    TASK = "tache", "Tâche"
    FAMILY = "famille", "Famille"


@dataclass(frozen=True)
class Asked:
    """The filters. ``sectors``: of the reader's; ``sort``: None for both; ``weeks``: how far ahead « Cette semaine »
    looks, 1 = this week; ``planned``: whether what has its visit planned is shown too."""

    tab: Tab
    sectors: frozenset[uuid.UUID]
    worker: uuid.UUID | None = None
    band: int | None = None
    trade: str = ""
    sort: Sort | None = None
    weeks: int = 1
    planned: bool = False
    page: int = 0


@dataclass(frozen=True)
class Line:
    """``whole``: False for a task of which only the kind may be told. ``subject_id``: whom it is about, if told.

    ``label`` is of the rule or the task; ``kind``: the visit that would be planned for it, or "". ``worker_id``: who
    has it, ``worker``: her name, else the lead professional's. ``planned``: the day of its visit. ``chosen``: a
    coordinator put the band there.
    """

    what: What
    id: uuid.UUID
    family_id: uuid.UUID | None
    family: str
    city: str
    label: str
    code: str = ""
    kind: str = ""
    trade: str = ""
    subject_id: uuid.UUID | None = None
    opens: date | None = None
    due: date | None = None
    late: date | None = None
    closes: date | None = None
    band: int = 4
    chosen: bool = False
    whole: bool = True
    may_close: bool = False
    worker_id: uuid.UUID | None = None
    visit_id: uuid.UUID | None = None
    who: str = ""
    born: date | None = None
    worker: str = ""
    planned: date | None = None
    reasons: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.what}-{self.id}"


def tell(session: Session, actor: Actor, lines: list[Line], today: date) -> list[Line]:
    """These lines with the child's first name and birth date, who is responsible, and why, for whoever may know."""
    families = {one.family_id for one in lines if one.family_id}
    children = subjects(session, {one.subject_id for one in lines if one.subject_id})
    leads = leads_of(session, families, today)
    names = _names(session, {one.worker_id for one in lines if one.worker_id})
    why = reasons.of(session, actor, families, today)
    days = _days(session, {one.visit_id for one in lines if one.visit_id})
    told = []
    for one in lines:
        who, born = children.get(one.subject_id, ("", None))
        worker = names.get(one.worker_id) or _lead(leads.get(one.family_id, []), one.trade)
        why_here = tuple(why.get(one.family_id, ()))
        told.append(replace(one, who=who, born=born, worker=worker, planned=days.get(one.visit_id), reasons=why_here))
    return told


def leads_of(
    session: Session, family_ids: Collection[uuid.UUID], today: date
) -> dict[uuid.UUID, list[tuple[uuid.UUID, str, str]]]:
    """The professionals of PMI to whom each family is assigned today: id, name, role; the first since longest."""
    found: dict[uuid.UUID, list[tuple[uuid.UUID, str, str]]] = {}
    query = (
        sa.select(CareRelationship.family_id, Account.id, Account.name, Account.role)
        .join(Account, Account.id == CareRelationship.account_id)
        .where(CareRelationship.family_id.in_(family_ids), is_lead(today))
        .order_by(CareRelationship.since, Account.name)
    )
    for family, *lead in session.execute(query):
        found.setdefault(family, []).append(tuple(lead))
    return found


def is_lead(today: date):
    """Condition on a care relationship joined with its account: a lead professional's, in force today."""
    return sa.and_(
        CareRelationship.reason == Reason.ASSIGNED,
        CareRelationship.since <= today,
        sa.or_(CareRelationship.until.is_(None), CareRelationship.until >= today),
        Account.role.in_(LEADS),
        Account.disabled_at.is_(None),
    )


def _lead(leads: list[tuple[uuid.UUID, str, str]], trade: str) -> str:
    """Of this trade if there is one, else the first."""
    of_trade = [name for _, name, role in leads if role == trade]
    return (of_trade or [name for _, name, _ in leads] or [""])[0]


def _names(session: Session, ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    if not ids:
        return {}
    return dict(session.execute(sa.select(Account.id, Account.name).where(Account.id.in_(ids))).all())


def _days(session: Session, visits: set[uuid.UUID]) -> dict[uuid.UUID, date]:
    if not visits:
        return {}
    return dict(session.execute(sa.select(Visit.id, Visit.planned_on).where(Visit.id.in_(visits))).all())


def subjects(session: Session, ids: set[uuid.UUID]) -> dict[uuid.UUID, tuple[str, date | None]]:
    """First name, and the birth date of a child, of these subjects: persons, pregnancies, supports."""
    if not ids:
        return {}
    name, born = Person.first_name, sa.case((Person.role == Role.CHILD, Person.birth_date))
    found = {}
    for subject, person in (
        (Person.id, Person.id),
        (Pregnancy.id, Pregnancy.mother_id),
        (Support.id, Support.person_id),
        (FollowUp.id, FollowUp.person_id),
    ):
        query = sa.select(subject, name, born).where(subject.in_(ids))
        if person is not subject:
            query = query.join(Person, Person.id == person)
        found |= {one: (first_name, birth_date) for one, first_name, birth_date in session.execute(query)}
        if found.keys() >= ids:
            break
    return found
