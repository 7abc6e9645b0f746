"""A correction whose answers no longer raise an « Urgent » takes it back: it stays in the list's past and its history.

Only what the corrected answers raised and the new ones do not, both read with the same rules and the same file: what
else may have changed since never takes an alert back. Only its author's, and never one that somebody closed.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.alerts import reading
from fieldvisit.alerts.alert import Step, UrgentAlert, step
from fieldvisit.alerts.raising import Said
from fieldvisit.forms.thresholds import County


def gone(
    old: dict,
    standing: Iterable[dict],
    persons: Callable[[], list[dict]],
    day: str,
    at: datetime,
    rules: County | None = None,
) -> list[Said]:
    """What the body ``old`` raised and none of the bodies ``standing`` raises; the rest as ``reading.of_record``."""

    def raised(body: dict) -> dict[tuple[str, str], Said]:
        return {(one.rule, one.child_key): one for one in reading.of_record(body, persons, day, at, rules)}

    before = raised(old)
    after = {key for body in standing for key in raised(body)} if before else set()
    return [one for key, one in before.items() if key not in after]


def lift(session: Session, visit_id: uuid.UUID, by: uuid.UUID, lifted: list[Said], now: datetime) -> None:
    """``by``: who signed the correction."""
    if not lifted:
        return
    keys = {(one.rule, one.child_key) for one in lifted}
    query = select(UrgentAlert).where(
        UrgentAlert.visit_id == visit_id,
        UrgentAlert.author_id == by,
        UrgentAlert.withdrawn_at.is_(None),
        UrgentAlert.closed_at.is_(None),
    )
    for alert in session.exec(query.with_for_update()).all():
        if (alert.rule, alert.child_key) in keys:
            alert.withdrawn_at = now
            session.add(alert)
            step(session, alert, Step.LIFTED, by, now)
    session.flush()
