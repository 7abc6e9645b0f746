"""A notice is given to somebody: proposed by sector, continuity, load and absences, with the reason in words.

« Conserver la même professionnelle par famille ; en cas d’absence, remplaçante du même secteur » (domain §8.3).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.access.journal import What
from fieldvisit.births import beginning, clock, reach
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.calendars import free
from fieldvisit.calendars.free import Day
from fieldvisit.due import listing
from fieldvisit.families import household
from fieldvisit.schedule.visit import OPEN, Visit
from fieldvisit.schedule.visit import Status as VisitStatus
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind as TaskKind
from fieldvisit.tasks.task import Outcome, Task
from fieldvisit.words import Refusal, french_date

#: Who follows what: the first ones are proposed, the others only where they know the family.
FIRST = {Kind.BIRTH: ("puericultrice", "infirmiere_pmi"), Kind.PREGNANCY: ("sage_femme_pmi",)}
ALSO = {Kind.BIRTH: ("sage_femme_pmi", "medecin_pmi"), Kind.PREGNANCY: ("puericultrice", "medecin_pmi")}
#: What is still ahead counts as load for so long.
AHEAD = timedelta(days=14)
#: Away on all but one of the days left to reach the family, one cannot take it.
ENOUGH_DAYS = 2
STILL_TO_DO = (Status.TO_ASSIGN, Status.ASSIGNED, Status.CONTACTED)


class Invalid(Refusal):
    sentence = "Choisissez une personne de la liste."


class NotReady(Refusal):
    sentence = "Cet avis n’est pas encore rapproché d’une famille, ou il est déjà traité."


@dataclass(frozen=True)
class Option:
    """Somebody who may take it. ``proposed``: without reserve; ``why``: in words, for whoever decides."""

    account_id: uuid.UUID
    name: str
    why: str
    proposed: bool
    rank: tuple = field(default=(), repr=False)


class Team:
    """The workers of these notices' sectors with what they carry, asked once for a whole list."""

    def __init__(self, session: Session, notices: Iterable[Notice], today: date):
        self.today = today
        notices = list(notices)
        self._workers: dict[uuid.UUID, list[Account]] = {}
        query = (
            select(AccountSector.sector_id, Account)
            .join(Account, Account.id == AccountSector.account_id)
            .where(
                AccountSector.sector_id.in_({one.sector_id for one in notices}),
                Account.role.in_({role for roles in (*FIRST.values(), *ALSO.values()) for role in roles}),
                Account.disabled_at.is_(None),
            )
        )
        for sector_id, account in session.exec(query):
            self._workers.setdefault(sector_id, []).append(account)
        ids = {one.id for workers in self._workers.values() for one in workers}
        self._files, self._visits = _files(session, ids, today), _visits(session, ids, today)
        self._days = free.days(session, ids, today, today + clock.SOON) if ids else {}
        self._expected: dict[uuid.UUID, int] = {}
        self._known = _known(session, {one.family_id for one in notices}, ids, today)

    def options(self, notice: Notice) -> list[Option]:
        """Everybody who may take it, best first."""
        first, also = FIRST[Kind(notice.kind)], ALSO[Kind(notice.kind)]
        workers = [one for one in self._workers.get(notice.sector_id, []) if one.role in first + also]
        made = [self._option(notice, one, one.role in first) for one in workers]
        least = min((one.rank[2] for one in made if one.proposed and one.rank[1] == 0), default=None)
        if least is not None and sum(one.proposed for one in made) > 1:
            made = [_least(one) if one.proposed and one.rank[1:3] == (0, least) else one for one in made]
        return sorted(made, key=lambda one: one.rank)

    def expect(self, account_id: uuid.UUID) -> None:
        """She is proposed for one of the list: for the next one she counts as having it."""
        self._expected[account_id] = self._expected.get(account_id, 0) + 1

    def _option(self, notice: Notice, worker: Account, first: bool) -> Option:
        words = []
        known = self._known.get((notice.family_id, worker.id))
        if known is not None:
            pregnancy = notice.kind == Kind.BIRTH and worker.role == "sage_femme_pmi"
            words.append(
                "a suivi la grossesse" if pregnancy else "suit déjà la famille" if known else "a suivi la famille"
            )
        away = self._away(worker)
        words += [away] if away else []
        files, visits = self._files.get(worker.id, 0), self._visits.get(worker.id, 0)
        words.append(f"{files} dossier{'s' if files > 1 else ''}, {visits} visite{'s' if visits > 1 else ''} à venir")
        continuity = 0 if known is None else -2 if first else -1
        reserve = bool(away) or not (first or known is not None)
        return Option(
            worker.id,
            worker.name,
            " ; ".join(words),
            not reserve,
            (reserve, continuity, files + visits + self._expected.get(worker.id, 0), worker.name),
        )

    def _away(self, worker: Account) -> str:
        days: list[Day] = self._days.get(worker.id, [])
        if sum(bool(one.spans) for one in days) >= ENOUGH_DAYS:
            return ""
        last = max((gone.last_on for one in days for gone in one.absences), default=None)
        return f"absente jusqu’au {french_date(last)}" if last else "ne travaille pas cette semaine"


def assign(
    session: Session, actor: Actor, notice_id: uuid.UUID, account_id: uuid.UUID, today: date, now: datetime
) -> list[Notice]:
    """Give it, and the twin's, to this worker: she follows the family from today on. Once more changes the worker.

    :raises Refusal: if it is not ready, not of this actor's sectors, or the worker cannot take it
    """
    notice = reach.find(session, actor, notice_id)
    if notice.status not in STILL_TO_DO or notice.family_id is None:
        raise NotReady
    household.find(session, actor, notice.family_id, today)
    options = {one.account_id for one in Team(session, [notice], today).options(notice)}
    if account_id not in options:
        raise Invalid("Cette personne n’est pas du secteur de la famille, ou ne suit pas ces situations.")
    event = beginning.together(session, notice)
    for one in event:
        if one.assigned_to not in (None, account_id):
            _end(session, one, today)
        one.assigned_to, one.assigned_at, one.assigned_by = account_id, now, actor.account_id
        one.status = Status.CONTACTED if one.first_contact_at else Status.ASSIGNED
        session.add(one)
        _close(session, actor, one, now)
    _follow(session, account_id, notice.family_id, today)
    journal.note(session, actor, notice.family_id, What.WRITE, "affectation", now, subject_id=notice.id)
    session.flush()
    listing.refresh(session, [notice.family_id], today)
    return event


def _close(session: Session, actor: Actor, notice: Notice, now: datetime) -> None:
    query = select(Task).where(Task.source == beginning.source(notice, TaskKind.ASSIGN), Task.closed_at.is_(None))
    for task in session.exec(query):
        tasks.close(session, actor, task.id, Outcome.DONE, "", now)


def _follow(session: Session, account_id: uuid.UUID, family_id: uuid.UUID, today: date) -> None:
    held = select(CareRelationship.id).where(
        CareRelationship.account_id == account_id,
        CareRelationship.family_id == family_id,
        CareRelationship.reason == Reason.ASSIGNED,
        CareRelationship.since <= today,
        CareRelationship.until.is_(None),
    )
    if session.exec(held).first() is None:
        session.add(CareRelationship(account_id=account_id, family_id=family_id, reason=Reason.ASSIGNED, since=today))


def _end(session: Session, notice: Notice, today: date) -> None:
    """What the former choice began ends; who followed the family before that goes on."""
    query = select(CareRelationship).where(
        CareRelationship.account_id == notice.assigned_to,
        CareRelationship.family_id == notice.family_id,
        CareRelationship.reason == Reason.ASSIGNED,
        CareRelationship.since >= notice.assigned_at.date(),
        CareRelationship.until.is_(None),
    )
    for one in session.exec(query):
        one.until = today - timedelta(days=1)
        session.add(one)


def _least(one: Option) -> Option:
    return Option(one.account_id, one.name, f"{one.why} : la moins chargée du secteur", one.proposed, one.rank)


def _files(session: Session, ids: set[uuid.UUID], today: date) -> dict[uuid.UUID, int]:
    query = (
        sa.select(CareRelationship.account_id, sa.func.count(sa.distinct(CareRelationship.family_id)))
        .where(
            CareRelationship.account_id.in_(ids),
            CareRelationship.reason == Reason.ASSIGNED,
            CareRelationship.since <= today,
            sa.or_(CareRelationship.until.is_(None), CareRelationship.until >= today),
        )
        .group_by(CareRelationship.account_id)
    )
    return {account: many for account, many in session.execute(query)}


def _visits(session: Session, ids: set[uuid.UUID], today: date) -> dict[uuid.UUID, int]:
    query = (
        sa.select(Visit.worker_id, sa.func.count())
        .where(
            Visit.worker_id.in_(ids),
            Visit.planned_on >= today,
            Visit.planned_on <= today + AHEAD,
            Visit.status.in_(OPEN),
        )
        .group_by(Visit.worker_id)
    )
    return {account: many for account, many in session.execute(query)}


def _known(session: Session, families: set, ids: set[uuid.UUID], today: date) -> dict[tuple, bool]:
    """Who followed or saw the family, and whether she still does."""
    found: dict[tuple, bool] = {}
    seen = sa.select(Visit.family_id, Visit.worker_id).where(
        Visit.family_id.in_(families), Visit.worker_id.in_(ids), Visit.status == VisitStatus.DONE
    )
    for family_id, account_id in session.execute(seen):
        found[family_id, account_id] = False
    followed = select(CareRelationship).where(
        CareRelationship.family_id.in_(families),
        CareRelationship.account_id.in_(ids),
        CareRelationship.reason == Reason.ASSIGNED,
    )
    for one in session.exec(followed):
        still = one.until is None or one.until >= today
        found[one.family_id, one.account_id] = found.get((one.family_id, one.account_id), False) or still
    return found
