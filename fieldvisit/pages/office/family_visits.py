"""The visits of a family as a file lists them: when, what for, by whom, whether a colleague read what was written."""

import uuid

from fieldvisit.access.account import Account
from fieldvisit.pages.office import french, record_view
from fieldvisit.pages.office.desk import Act
from fieldvisit.pages.office.family_lines import VisitLine
from fieldvisit.schedule import record, visit
from fieldvisit.schedule.visit import Status


def lines(act: Act, family_id: uuid.UUID) -> list[VisitLine]:
    """Those that this reader may see, the newest first."""
    written = {}
    for one in record.of_family(act.session, act.actor, family_id, act.today):
        written.setdefault(one.visit_id, []).append(one)
    workers = {}
    shown: list[VisitLine] = []
    planned = visit.of_family(act.session, act.actor, family_id, act.today)
    kinds = visit.types_shown(act.session, act.actor, planned, act.today)
    for one in planned:
        if one.worker_id not in workers:
            workers[one.worker_id] = act.session.get_one(Account, one.worker_id).name
        status = Status(one.status)
        versions = written.get(one.id, [])
        latest = next((each for each in versions if each.corrected_by_id is None), None)
        shown.append(
            {
                "id": str(one.id),
                "day": french.short(one.planned_on) + (f" {french.hour(one.planned_at)}" if one.planned_at else ""),
                "kind": kinds[one.id].label,
                "worker": workers[one.worker_id],
                "status": status.label,
                "tone": record_view.TONES.get(status, ""),
                "record_id": str(latest.id) if latest else "",
                "custody": ("Vue par l’équipe" if latest.seen_at else "Reçue") if latest else "",
                "corrected": len(versions) > 1,
            }
        )
    return shown
