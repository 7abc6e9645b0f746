"""What is kept of the rounds of a sector's week: the plan, its stops, what is pinned, each computation.

A plan names visits and due items by id and says nothing of a family; what is in force is the visits themselves.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Status(Choice):
    DRAFT = "brouillon", "Brouillon"
    PUBLISHED = "publie", "Publié"
    SUPERSEDED = "remplace", "Remplacé"
    GIVEN_UP = "abandonne", "Abandonné"


class Pinned(Choice):
    VISIT = "visite", "Visite"
    DAY = "journee", "Journée"
    BEFORE = "avant", "Tout avant"


def _only(status: Status) -> dict:
    here = sa.text(f"status = '{status}'")
    return {"sqlite_where": here, "postgresql_where": here}


class RoundPlan(Record, table=True):
    """One draft at most for a sector and week, one published. ``version``: one more at each change.

    ``note``: what the last computation or repair said. ``events``: what happened (:mod:`fieldvisit.weekplans.events`).
    ``out``: ids of visits in force that the plan leaves without a place. ``former``: stops before the last change.
    """

    __tablename__ = "round_plan"
    __table_args__ = (
        sa.Index("uq_round_plan_draft", "sector_id", "monday", unique=True, **_only(Status.DRAFT)),
        sa.Index("uq_round_plan_published", "sector_id", "monday", unique=True, **_only(Status.PUBLISHED)),
    )

    sector_id: uuid.UUID = Field(foreign_key="sector.id", index=True)
    monday: date
    status: str = Status.DRAFT
    version: int = 1
    author_id: uuid.UUID = Field(foreign_key="account.id")
    begun_at: datetime = instant(nullable=False)
    held_by: uuid.UUID = Field(foreign_key="account.id")
    held_since: datetime = instant(nullable=False)
    changed_at: datetime = instant(nullable=False)
    changed_by: uuid.UUID = Field(foreign_key="account.id")
    published_at: datetime | None = instant()
    note: str = ""
    events: list = Field(default_factory=list, sa_type=sa.JSON)
    out: list = Field(default_factory=list, sa_type=sa.JSON)
    former: list | None = Field(default=None, sa_type=sa.JSON)


class RoundStop(Record, table=True):
    """``job_id``: what is to be placed, a visit or a due item; ``visit_id``: this worker's visit once there is one.

    ``start``, ``agreed``: seconds after midnight; ``agreed``: the hour fixed beforehand. ``freed``: a hand put it
    there, so that the hour in force no longer binds it.
    """

    __tablename__ = "round_stop"
    __table_args__ = (sa.UniqueConstraint("plan_id", "worker_id", "job_id"),)

    plan_id: uuid.UUID = Field(foreign_key="round_plan.id", index=True)
    worker_id: uuid.UUID = Field(foreign_key="account.id")
    day: int
    rank: int
    job_id: uuid.UUID
    visit_id: uuid.UUID | None = Field(default=None, index=True)
    start: int
    agreed: int | None = None
    freed: bool = False


class RoundLock(Record, table=True):
    """A visit to its worker and day (``at``: also to its hour), a worker's whole day, or all that begins before."""

    __tablename__ = "round_lock"

    plan_id: uuid.UUID = Field(foreign_key="round_plan.id", index=True)
    what: str
    job_id: uuid.UUID | None = None
    worker_id: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    day: int
    at: int | None = None
    account_id: uuid.UUID = Field(foreign_key="account.id")
    made_at: datetime = instant(nullable=False)


class RoundRun(Record, table=True):
    """One computation. ``heard_at``: when its watcher last wrote; ``best``: routes found so far, as JSON.

    ``seconds``: what it was given. ``end``: of :class:`fieldvisit.rounds.running.End`, or null while it goes on.
    """

    __tablename__ = "round_run"

    plan_id: uuid.UUID = Field(foreign_key="round_plan.id", index=True)
    account_id: uuid.UUID = Field(foreign_key="account.id")
    version: int
    seconds: int
    begun_at: datetime = instant(nullable=False)
    heard_at: datetime = instant(nullable=False)
    stop_asked: bool = False
    progress: dict = Field(default_factory=dict, sa_type=sa.JSON)
    best: dict | None = Field(default=None, sa_type=sa.JSON)
    end: str | None = None
    sentence: str = ""
    ended_at: datetime | None = instant()


class RoundLeg(SQLModel, table=True):
    """The way from one place to another by a road server. Places in hundred-thousandths of a degree (one metre)."""

    __tablename__ = "round_leg"

    source: str = Field(primary_key=True)
    from_lat: int = Field(primary_key=True)
    from_lon: int = Field(primary_key=True)
    to_lat: int = Field(primary_key=True)
    to_lon: int = Field(primary_key=True)
    seconds: int
    metres: int
    asked_at: datetime = instant(nullable=False)


class RoundBase(Record, table=True):
    """Where rounds begin and end: of a sector, or of one worker. ``from_home``: her home, whose way is no work."""

    __tablename__ = "round_base"

    sector_id: uuid.UUID | None = Field(default=None, foreign_key="sector.id", unique=True)
    account_id: uuid.UUID | None = Field(default=None, foreign_key="account.id", unique=True)
    label: str
    lat: float
    lon: float
    from_home: bool = False


def draft(session: Session, sector_id: uuid.UUID, monday: date) -> RoundPlan | None:
    return _of(session, sector_id, monday, Status.DRAFT)


def published(session: Session, sector_id: uuid.UUID, monday: date) -> RoundPlan | None:
    return _of(session, sector_id, monday, Status.PUBLISHED)


def _of(session: Session, sector_id: uuid.UUID, monday: date, status: Status) -> RoundPlan | None:
    query = select(RoundPlan).where(
        RoundPlan.sector_id == sector_id, RoundPlan.monday == monday, RoundPlan.status == status
    )
    return session.exec(query).one_or_none()


def stops(session: Session, plan_id: uuid.UUID) -> list[RoundStop]:
    """In the order of each worker's days."""
    query = select(RoundStop).where(RoundStop.plan_id == plan_id)
    return list(session.exec(query.order_by(RoundStop.worker_id, RoundStop.day, RoundStop.rank, RoundStop.id)))


def locks(session: Session, plan_id: uuid.UUID) -> list[RoundLock]:
    query = select(RoundLock).where(RoundLock.plan_id == plan_id)
    return list(session.exec(query.order_by(RoundLock.made_at, RoundLock.id)))
