"""Reading signed records once: what they found is noted, the orientations that a family accepted become tasks."""

import uuid
from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from fieldvisit.db import new_id
from fieldvisit.due import told
from fieldvisit.due.finding import Finding, Found
from fieldvisit.families import age
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task

#: When one looks whether an orientation was followed.
ASKED_AFTER = timedelta(days=30)
#: An orientation older than this, read for the first time, is the file's history and nobody's task.
STILL_A_TASK = timedelta(days=180)
WITHDRAWN = "Retirée par la correction de l’écrit."
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def read_new(session: Session, family_ids: Collection[uuid.UUID], today: date) -> int:
    """Read what these families' records in force say and nobody read yet; how many records there were."""
    query = select(VisitRecord).where(_unread(family_ids)).order_by(VisitRecord.received_at, VisitRecord.id)
    records = session.exec(query).all()
    rows = []
    for record in records:
        on = _day(record)
        persons = _Persons(session, record.family_id)
        said = [(Found.READ, "", ""), *told.findings(record.body, on, today, persons)]
        rows += [
            {
                "id": new_id(),
                "family_id": record.family_id,
                "record_id": record.id,
                "code": str(code),
                "subject": child,
                "value": value,
                "on_day": on,
            }
            for code, child, value in said
        ]
        if today - on <= STILL_A_TASK:
            _follow(session, record, on)
    if rows:
        session.flush()
        table = Finding.__table__
        insert = _INSERT[session.get_bind().dialect.name](table).on_conflict_do_nothing()
        session.connection().execute(insert, rows)
    return len(records)


def unread(session: Session, family_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these families that have a record which nobody read yet."""
    return set(session.exec(select(VisitRecord.family_id).where(_unread(family_ids))))


def _unread(family_ids: Collection[uuid.UUID]):
    return sa.and_(
        VisitRecord.family_id.in_(family_ids),
        VisitRecord.corrected_by_id.is_(None),
        ~sa.exists().where(Finding.record_id == VisitRecord.id, Finding.code == Found.READ),
    )


def _day(record: VisitRecord) -> date:
    return age.day(record.body.get("started_at")) or record.captured_at.astimezone(PARIS).date()


def _follow(session: Session, record: VisitRecord, on: date) -> None:
    """One task for each orientation of the visit; what a correction took back is cancelled."""
    family = session.get_one(Household, record.family_id)
    said = told.referrals(record.body)
    known = set(session.exec(select(Person.id).where(Person.family_id == family.id, _alive()))) if said else set()
    of_visit = f"orientation:{record.visit_id}:"
    sources = set()
    for one in said:
        child = _id(one.child)
        if one.child and child not in known:
            continue
        source = f"{of_visit}{one.item}:{one.child}:{one.code}"
        sources.add(source)
        if _is_followed(session, family.id, child, one.label, source):
            continue
        task = tasks.open_task(
            session,
            sector_id=family.sector_id,
            family_id=family.id,
            person_id=child,
            kind=Kind.REFERRAL,
            label=one.label,
            compartment=one.place,
            assigned_to=record.author_id,
            created_by=record.author_id,
            due_on=on + ASKED_AFTER,
            source=source,
            now=record.received_at,
        )
        if one.outcome and task.closed_at is None:
            tasks.note_outcome(session, task, one.outcome, record.author_id, record.received_at)
    if record.corrects_id is not None:
        begun = select(Task.source).where(Task.source.startswith(of_visit, autoescape=True), Task.closed_at.is_(None))
        for source in set(session.exec(begun)) - sources:
            tasks.cancel_of(session, source=source, why=WITHDRAWN, now=record.received_at)


def _is_followed(session: Session, family_id: uuid.UUID, child: uuid.UUID | None, label: str, source: str) -> bool:
    """The same orientation said again at a later visit, while the first one is open, is the first one."""
    same = select(Task.id).where(
        Task.family_id == family_id,
        Task.person_id == child,
        Task.kind == Kind.REFERRAL,
        Task.label == label,
        Task.source != source,
        Task.closed_at.is_(None),
    )
    return session.exec(same).first() is not None


def _alive():
    return sa.and_(Person.deceased_on.is_(None), Person.set_aside_at.is_(None))


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class _Persons:
    """The persons of a file with their measurements, as the rules read them; read when first asked for."""

    def __init__(self, session: Session, family_id: uuid.UUID):
        self.session, self.family_id = session, family_id

    def __call__(self) -> list[dict]:
        taken: dict[uuid.UUID, list[dict]] = {}
        query = select(Measurement).where(
            Measurement.family_id == self.family_id, Measurement.superseded_by_id.is_(None)
        )
        for one in self.session.exec(query.order_by(Measurement.taken_at)):
            line = {"kind": one.kind, "value": one.value, "method": one.method, "doubtful": one.doubtful}
            taken.setdefault(one.child_id, []).append(line | {"taken_at": one.taken_at.isoformat()})
        persons = self.session.exec(select(Person).where(Person.family_id == self.family_id, _alive()))
        return [one.model_dump(mode="json") | {"measurements": taken.get(one.id, [])} for one in persons]
