"""What is known of files that might be due: the dates that count, what stands in the way, how much there is.

Many families at once, in one query for each table. Nothing of what was written is read.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from fieldvisit.access.care import CareRelationship
from fieldvisit.access.exceptional import ExceptionalAccess, in_force
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.births.notice import Notice
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.concerns.lists import Status as ConcernStatus
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.families.age import PARIS
from fieldvisit.families.contact import Contact
from fieldvisit.families.correction import HouseholdChange
from fieldvisit.families.decision import Decision
from fieldvisit.families.household import Household
from fieldvisit.families.merge import Merge
from fieldvisit.families.person import Agreement, Person, Pregnancy, Role
from fieldvisit.families.support import Support
from fieldvisit.growth.measurement import Measurement
from fieldvisit.pictures.picture import Picture, State
from fieldvisit.retention.durations import Traces
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import OPEN, Visit
from fieldvisit.statements.timesheet import TimesheetLine
from fieldvisit.sync.drafts.backup import DraftBackup
from fieldvisit.sync.received import ReceivedLine, Word
from fieldvisit.tasks.task import Task
from fieldvisit.tisf import session as sessions
from fieldvisit.tisf.closing_report import ClosingReport
from fieldvisit.tisf.order import OVER, InterventionOrder
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.words import Choice

#: Orders of this funder, and these supports, are child protection (CASF L222-3; domain §1.6).
PROTECTING_FUNDER = "dep_ase"
PROTECTING_SUPPORTS = ("aed", "aemo", "enfant_confie", "equipe_mobile", "ip_evaluation", "relais_parental")
#: What counts as a document on the slip: what somebody wrote, received or took.
DOCUMENTS = (VisitRecord, SessionRecord, Certificate, Picture, ClosingReport, InterventionOrder, ConcernReport)
_MANY = 500


class Hindrance(Choice):
    """Why a file is not offered, whatever its age."""

    ALERT = "alerte", "une alerte « Urgent » n’est pas close"
    CONCERN = "ip", "une information préoccupante n’est pas classée"
    ORDER = "ordre", "un ordre d’intervention n’est pas terminé"
    HOURS = "heures", "des séances ne sont pas encore dans un relevé clos"
    CARE = "suivi", "une professionnelle suit encore la famille"
    VISIT = "visite", "une visite est programmée"
    TASK = "tache", "une tâche reste à faire"
    SUPPORT = "accompagnement", "un accompagnement est en cours"
    NOTICE = "avis", "un avis de naissance reste à traiter"
    ASIDE = "envoi", "un envoi d’une tablette attend d’être relu"
    UNSENT = "brouillon", "un brouillon ou une photo attend sur une tablette"
    JOINED = "reuni", "le dossier est réuni avec un autre"
    EXCEPTIONAL = "acces", "un accès exceptionnel est ouvert"
    UNDATED = "date", "un enfant ou une grossesse n’a pas de date"
    PROTECTED = "protection", "il touche à la protection de l’enfance, sans durée fixée par le département"


@dataclass
class Known:
    """``nature``: what the file holds, for the slip; ``dates``: everything dated in it."""

    births: list[date] = field(default_factory=list)
    contacts: list[date] = field(default_factory=list)
    protected: list[date] = field(default_factory=list)
    social: bool = False
    undated: bool = False
    hindrances: set[Hindrance] = field(default_factory=set)
    documents: int = 0

    @property
    def traces(self) -> Traces:
        last = max(self.contacts, default=None)
        protected = max(self.protected, default=None)
        return Traces(tuple(self.births), last, self.social, protected, self.undated)

    @property
    def nature(self) -> str:
        parts = ["Dossier de PMI"] if self.births or not self.social else []
        parts += ["interventions à domicile (TISF)"] if self.social else []
        parts += ["protection de l’enfance"] if self.protected else []
        return " ; ".join(parts)

    @property
    def extremes(self) -> tuple[date, date] | None:
        every = [*self.contacts, *self.protected]
        return (min(every), max(every)) if every else None


def gather(session: Session, family_ids: Iterable[uuid.UUID], today: date, now: datetime) -> dict[uuid.UUID, Known]:
    """By id what is known of each family."""
    wanted = list(family_ids)
    found: dict[uuid.UUID, Known] = {one: Known() for one in wanted}
    for start in range(0, len(wanted), _MANY):
        _some(session, found, wanted[start : start + _MANY], today, now)
    return found


def _some(session: Session, found: dict, wanted: list, today: date, now: datetime) -> None:
    _births(session, found, wanted)
    _contacts(session, found, wanted)
    _protection(session, found, wanted, today)
    for hindrance, query in _hindrances(today, now):
        for family_id in session.exec(query(wanted)):
            found[family_id].hindrances.add(hindrance)
    for family_id, many in _documents(session, wanted).items():
        found[family_id].documents = many


def _births(session: Session, found: dict, wanted: list) -> None:
    """Every child counts, one who died or was entered by mistake too: the file is kept for the longest of them."""
    born: dict[uuid.UUID, int] = Counter()
    query = select(Person.family_id, Person.birth_date).where(Person.family_id.in_(wanted), Person.role == Role.CHILD)
    for family_id, day in session.exec(query):
        found[family_id].births += [day] if day else []
        found[family_id].undated |= day is None
        born[family_id] += 1
    query = select(Pregnancy.family_id, Pregnancy.due_date, Pregnancy.ended_on, Pregnancy.declared_on)
    for family_id, expected, ended, declared in session.exec(query.where(Pregnancy.family_id.in_(wanted))):
        day = expected or ended or declared
        found[family_id].births += [day] if day else []
        found[family_id].undated |= day is None and not born[family_id]


def _day(at: date | datetime) -> date:
    return at.astimezone(PARIS).date() if isinstance(at, datetime) else at


#: What is a contact with the family, or a paper of it, and on which day.
_CONTACTS = (
    (Contact, Contact.at),
    (VisitRecord, VisitRecord.captured_at),
    (SessionRecord, SessionRecord.captured_at),
    (Agreement, Agreement.collected_at),
    (Agreement, Agreement.withdrawn_at),
    (Certificate, Certificate.received_on),
    (Measurement, Measurement.taken_at),
    (Notice, Notice.received_on),
    (InterventionOrder, InterventionOrder.starts_on),
    (InterventionOrder, InterventionOrder.ends_on),
    (Support, Support.started_on),
    (Support, Support.ended_on),
    (CareRelationship, CareRelationship.since),
    (CareRelationship, CareRelationship.until),
    (Visit, Visit.planned_on),
)


def _contacts(session: Session, found: dict, wanted: list) -> None:
    """The first and the last day of each kind of trace."""
    for table, column in _CONTACTS:
        query = select(table.family_id, sa.func.min(column), sa.func.max(column)).where(table.family_id.in_(wanted))
        for family_id, *days in session.exec(query.group_by(table.family_id)):
            found[family_id].contacts += [_day(day) for day in days if day is not None]
    query = select(InterventionOrder.family_id).where(InterventionOrder.family_id.in_(wanted)).distinct()
    for family_id in session.exec(query):
        found[family_id].social = True


def _protection(session: Session, found: dict, wanted: list, today: date) -> None:
    """The last act of child protection of each; one that goes on goes on today."""
    reports = select(ConcernReport).where(ConcernReport.family_id.in_(wanted))
    for one in session.exec(reports):
        found[one.family_id].protected.append(_day(one.closed_at or one.evaluated_at or one.written_at))
    orders = select(InterventionOrder.family_id, sa.func.max(InterventionOrder.ends_on)).where(
        InterventionOrder.family_id.in_(wanted), InterventionOrder.funder == PROTECTING_FUNDER
    )
    for family_id, last in session.exec(orders.group_by(InterventionOrder.family_id)):
        found[family_id].protected.append(last)
    supports = select(Support.family_id, Support.ended_on).where(
        Support.family_id.in_(wanted), Support.code.in_(PROTECTING_SUPPORTS)
    )
    for family_id, ended in session.exec(supports):
        found[family_id].protected.append(ended or today)
    in_care = select(Person.family_id).where(Person.family_id.in_(wanted), Person.in_care.is_(True))
    for family_id in session.exec(in_care):
        found[family_id].protected.append(today)


def _hindrances(today: date, now: datetime):
    """Each with a function from family ids to the query of those it holds for."""
    told = select(TimesheetLine.session_id)
    decided = select(Decision.subject_id)
    open_hours = (sessions.Status.TO_VALIDATE, sessions.Status.VALIDATED)

    def where(table, *conditions, family=None):
        column = family if family is not None else table.family_id
        return lambda ids: select(column).where(column.in_(ids), *conditions).distinct()

    return (
        (
            Hindrance.ALERT,
            where(
                UrgentAlert,
                UrgentAlert.closed_at.is_(None),
                sa.or_(UrgentAlert.withdrawn_at.is_(None), UrgentAlert.taken_at.is_not(None)),
            ),
        ),
        (Hindrance.CONCERN, where(ConcernReport, ConcernReport.status != ConcernStatus.CLOSED)),
        (Hindrance.ORDER, where(InterventionOrder, InterventionOrder.status.not_in(OVER))),
        (
            Hindrance.HOURS,
            where(
                InterventionSession,
                InterventionSession.status.in_(open_hours),
                InterventionSession.id.not_in(told),
            ),
        ),
        (
            Hindrance.CARE,
            where(CareRelationship, sa.or_(CareRelationship.until.is_(None), CareRelationship.until >= today)),
        ),
        (Hindrance.VISIT, where(Visit, Visit.status.in_(OPEN))),
        (Hindrance.TASK, where(Task, Task.closed_at.is_(None))),
        (Hindrance.SUPPORT, where(Support, Support.ended_on.is_(None))),
        (Hindrance.SUPPORT, where(FollowUp, FollowUp.ended_on.is_(None))),
        (Hindrance.ASIDE, where(ReceivedLine, _waits(), ReceivedLine.id.not_in(decided))),
        (
            Hindrance.ASIDE,
            where(HouseholdChange, HouseholdChange.applied.is_(False), HouseholdChange.id.not_in(decided)),
        ),
        (Hindrance.UNSENT, where(DraftBackup, DraftBackup.closed_at.is_(None), ~_signed())),
        (Hindrance.UNSENT, where(Picture, Picture.state == State.AWAITED)),
        (Hindrance.JOINED, where(Household, Household.merged_into.is_not(None), family=Household.id)),
        (Hindrance.JOINED, where(Household, family=Household.merged_into)),
        (Hindrance.JOINED, where(Merge, Merge.parted_at.is_(None), family=Merge.kept_id)),
        (Hindrance.JOINED, where(Merge, Merge.parted_at.is_(None), family=Merge.gone_id)),
        (Hindrance.EXCEPTIONAL, where(ExceptionalAccess, in_force(now))),
    )


def _waits():
    """A line that no word was found for yet, or that a person has still to decide on; not what was put right since."""
    later = aliased(ReceivedLine)
    put_right = sa.exists().where(
        later.envelope_id == ReceivedLine.envelope_id,
        later.in_force.is_(True),
        later.author_id == ReceivedLine.author_id,
    )
    aside = sa.and_(ReceivedLine.word.in_((Word.REFUSED, Word.INVALID)), ~put_right)
    return sa.or_(ReceivedLine.word.is_(None), aside, ReceivedLine.word == Word.DIVERGED)


def _signed():
    """What was signed since, and needs no draft any more."""
    return sa.or_(*(sa.exists().where(one.id == DraftBackup.draft_id) for one in (VisitRecord, SessionRecord)))


def _documents(session: Session, wanted: Collection[uuid.UUID]) -> Counter:
    many: Counter = Counter()
    for table in DOCUMENTS:
        query = select(table.family_id, sa.func.count()).where(table.family_id.in_(wanted)).group_by(table.family_id)
        for family_id, count in session.exec(query):
            many[family_id] += count
    return many
