"""Where the goals of an order stand: as the last session that spoke of each one says, whatever arrived first."""

import uuid

from sqlmodel import Session, select

from fieldvisit.tisf import hours
from fieldvisit.tisf.goal import InterventionGoal, State
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession, Status


def follow(session: Session, order_id: uuid.UUID, corrected: dict | None = None) -> None:
    """Give each goal the state that the records in force tell. One of which none speaks stays as it is, unless only
    the record ``corrected`` had spoken of it.
    """
    query = (
        select(SessionRecord.body, SessionRecord.received_at, InterventionSession.started_at)
        .join(InterventionSession, InterventionSession.record_id == SessionRecord.id)
        .where(
            SessionRecord.order_id == order_id,
            InterventionSession.started_at.is_not(None),
            InterventionSession.status != Status.NOT_DONE,
        )
    )
    told = {}
    for body, received_at, started_at in session.exec(query):
        for one in mentioned(body):
            told.setdefault(one["goal_id"], []).append((started_at, received_at, one["state"]))
    for goal in session.exec(select(InterventionGoal).where(InterventionGoal.order_id == order_id)):
        if str(goal.id) in told:
            started_at, _, state = max(told[str(goal.id)])
            goal.state, goal.state_on = state, hours.day(started_at)
            session.add(goal)
        elif any(one["goal_id"] == str(goal.id) for one in mentioned(corrected or {})):
            goal.state, goal.state_on = State.NOT_BEGUN, None
            session.add(goal)


def mentioned(body: dict) -> list[dict]:
    """What a record says of goals, where it can be read; a state of a newer tablet stays in the record."""
    given = body.get("goals")
    found = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return [one for one in found if isinstance(one.get("goal_id"), str) and one.get("state") in set(State)]
