"""A month's statement as it leaves on paper or as a table: what its reader may read of it, and the minutes planned."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.schedule.visit import Visit
from fieldvisit.statements import reach, reading
from fieldvisit.statements.reading import Row, Statement
from fieldvisit.statements.timesheet import Timesheet
from fieldvisit.tisf.session import InterventionSession


@dataclass(frozen=True)
class Facts:
    """``planned``: minutes by session, as the planning has them; no sum of the statement is made of them."""

    statement: Statement
    planned: dict[uuid.UUID, int]

    def planned_of(self, row: Row) -> int | None:
        """Of a correction nothing: its session was planned in the month that it corrects."""
        return None if row.correction else self.planned.get(row.line.session_id)


def read(session: Session, actor: Actor, sheet_id: uuid.UUID | None, today: date) -> Facts:
    """:raises fieldvisit.statements.reach.NotFound: if it does not exist, or no line of it is open to this actor"""
    sheet = session.get(Timesheet, sheet_id) if sheet_id else None
    if sheet is None:
        raise reach.NotFound
    book = reach.find(session, actor, sheet.service, sheet.sector_id, today)
    statement = reading.look(session, actor, book, sheet.month, today)
    # Its responsable also reads a month left empty; to anyone else that it exists would say something of others.
    if not statement.rows and not reach.may(actor, reach.ESTABLISH):
        raise reach.NotFound
    return Facts(statement, _planned(session, {row.line.session_id for row in statement.rows}))


def file_name(facts: Facts, ending: str) -> str:
    return f"releve-{facts.statement.month:%Y-%m}.{ending}"


def state(statement: Statement) -> str:
    """« Validé », or what it is and why it may not be billed from yet."""
    return f"{statement.status.label} (changé depuis sa validation)" if statement.stale else statement.status.label


def _planned(session: Session, ids: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    query = (
        select(InterventionSession.id, Visit.duration_min)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .where(InterventionSession.id.in_(ids))
    )
    return dict(session.execute(query).all()) if ids else {}
