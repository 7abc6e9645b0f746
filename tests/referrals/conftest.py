"""An interview of Inès's at the Benali's, as the office reads it."""

from datetime import timedelta

import pytest

from fieldvisit import db
from fieldvisit.due import records
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit


def proposal(code: str, state: str = "acceptee", item: str | None = None, rule: str | None = None, **more) -> dict:
    sources = [{"item": item, "rule": rule}] if item or rule else []
    return {"code": code, "child_id": None, "state": state, "sources": sources, **more}


@pytest.fixture
def sign(engine, cast, now):
    """``sign([proposal(…)])`` writes a signed interview; ``corrects``: the record that it takes the place of."""

    def write(referrals=None, answers=None, kind="epp", by="ines", days=1, corrects=None, **body):
        at, author = now - timedelta(days=days), getattr(cast, by)
        with db.writing(engine) as writer:
            old = writer.get_one(VisitRecord, corrects.id) if corrects else None
            visit = writer.get_one(Visit, old.visit_id) if old else _visit(cast, author, at, kind)
            writer.add(visit)
            writer.flush()
            said = {"kind": kind, "children": [], "answers": answers or {}, "child_answers": {}} | body
            said |= {"started_at": at.isoformat()} | ({} if referrals is None else {"referrals": referrals})
            record = VisitRecord(
                family_id=cast.benali.id,
                visit_id=visit.id,
                author_id=author.id,
                outcome=Status.DONE,
                body=said,
                digest="",
                captured_at=at,
                received_at=at + timedelta(minutes=10 if old else 0),
                corrects_id=old and old.id,
            )
            writer.add(record)
            writer.flush()
            if old:
                old.corrected_by_id = record.id
            return record

    def _visit(cast, author, at, kind):
        return Visit(
            family_id=cast.benali.id,
            kind=kind,
            planned_on=at.date(),
            duration_min=60,
            worker_id=author.id,
            status=Status.DONE,
            created_at=at,
            created_by=author.id,
        )

    return write


@pytest.fixture
def read(engine, cast, today):
    """The office reads what came, as the follower does; however often."""

    def again():
        with db.writing(engine) as writer:
            records.read_new(writer, [cast.benali.id], today)

    return again
