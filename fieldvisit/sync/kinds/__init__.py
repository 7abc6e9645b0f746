"""What an envelope may carry: one module per kind, with ``apply``, ``check_right`` and ``CHAINED``.

``apply(session, arrival)`` writes the content and returns a sentence for the worker, most often
empty. ``CHAINED``: a new content made from the one in force replaces it; else what was signed is closed.
"""

from types import ModuleType

from fieldvisit.sync.kinds import (
    agreement,
    attachment,
    carnet_entry,
    concern_report,
    contact,
    due_decision,
    household,
    measure_strike,
    read_event,
    round_order,
    session_record,
    task_done,
    task_note,
    urgent,
    visit_record,
)
from fieldvisit.sync.kinds.arrival import Waiting

KINDS: dict[str, ModuleType] = {
    "visit_record": visit_record,
    "attachment": attachment,
    "round_order": round_order,
    "read_event": read_event,
    "household": household,
    "urgent": urgent,
    "carnet_entry": carnet_entry,
    "contact": contact,
    "agreement": agreement,
    "due_decision": due_decision,
    "task_done": task_done,
    "measure_strike": measure_strike,
    "task_note": task_note,
    "concern_report": concern_report,
    "session_record": session_record,
}


#: Kinds that write a row under the envelope's own id.
_BEAR_ID = frozenset({"visit_record", "session_record", "attachment"})


def bears_id(code: str) -> bool:
    return code in _BEAR_ID


def about(code: str | None, body: object) -> dict:
    """What of the office's lists such a content names, as columns of the line: of a few kinds only, none checked."""
    told = getattr(KINDS.get(code), "about", None)
    return told(body) if told and isinstance(body, dict) else {}


def find(code: str) -> ModuleType:
    """:raises Waiting: if this server does not know the kind, most often a newer tablet's"""
    if code not in KINDS:
        raise Waiting
    return KINDS[code]
