"""Reading signed records once: what they found is noted, their referrals and the visits they ask for become tasks."""

import uuid
from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from fieldvisit.alerts import raised
from fieldvisit.db import new_id
from fieldvisit.due import told
from fieldvisit.due.finding import Finding, Found
from fieldvisit.families import age
from fieldvisit.families.age import PARIS
from fieldvisit.families.person import Person
from fieldvisit.forms import county_rules
from fieldvisit.growth import of_family
from fieldvisit.referrals import opening
from fieldvisit.schedule.record import VisitRecord

#: An orientation older than this, read for the first time, is the file's history and nobody's task.
STILL_A_TASK = timedelta(days=180)
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def read_new(session: Session, family_ids: Collection[uuid.UUID], today: date) -> int:
    """Read what these families' records in force say and nobody read yet; how many records there were."""
    query = select(VisitRecord).where(_unread(family_ids)).order_by(VisitRecord.received_at, VisitRecord.id)
    records = session.exec(query).all()
    rows = []

    def rules(body: dict):
        return county_rules.at(session, raised.version_of(body))

    for record in records:
        on = _day(record)
        persons = _Persons(session, record.family_id)
        said = [(Found.READ, "", ""), *told.findings(record.body, on, today, persons, rules)]
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
            opening.follow(session, record, on)
    if rows:
        session.flush()
        table = Finding.__table__
        insert = _INSERT[session.get_bind().dialect.name](table).on_conflict_do_nothing()
        session.connection().execute(insert, rows)
    return len(records)


def weigh_again(session: Session, family_id: uuid.UUID, today: date) -> None:
    """A measurement of this family was struck, or put back: what its records in force find of growth, once more."""
    read = select(Finding.record_id).where(Finding.family_id == family_id, Finding.code == Found.GROWTH)
    query = select(VisitRecord).where(VisitRecord.id.in_(read), VisitRecord.corrected_by_id.is_(None))
    persons = _Persons(session, family_id)
    for record in list(session.exec(query)):
        on = _day(record)
        raised = {
            child: value
            for code, child, value in told.findings(record.body, on, today, persons)
            if code == Found.GROWTH
        }
        kept = select(Finding).where(Finding.record_id == record.id, Finding.code == Found.GROWTH)
        for finding in session.exec(kept):
            finding.value = raised.get(finding.subject, finding.value)
            session.add(finding)
    session.flush()


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


def _alive():
    return sa.and_(Person.deceased_on.is_(None), Person.set_aside_at.is_(None))


class _Persons:
    """The persons of a file with their measurements, as the rules read them; read when first asked for."""

    def __init__(self, session: Session, family_id: uuid.UUID):
        self.session, self.family_id = session, family_id

    def __call__(self) -> list[dict]:
        taken = of_family.measured(self.session, self.family_id)
        persons = self.session.exec(select(Person).where(Person.family_id == self.family_id, _alive()))
        return [one.model_dump(mode="json") | {"measurements": taken.get(one.id, [])} for one in persons]
