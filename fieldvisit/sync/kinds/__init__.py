"""What an envelope may carry: one module per kind, with ``apply``, ``check_right`` and ``CHAINED``.

``apply(session, arrival)`` writes the content and returns a sentence for the worker, most often
empty. ``CHAINED``: a new content made from the one in force replaces it; else what was signed is closed.
"""

from types import ModuleType

from fieldvisit.sync.kinds import attachment, carnet_entry, household, read_event, round_order, urgent, visit_record
from fieldvisit.sync.kinds.arrival import Waiting

KINDS: dict[str, ModuleType] = {
    "visit_record": visit_record,
    "attachment": attachment,
    "round_order": round_order,
    "read_event": read_event,
    "household": household,
    "urgent": urgent,
    "carnet_entry": carnet_entry,
}


#: Kinds that write a row under the envelope's own id.
_BEAR_ID = frozenset({"visit_record", "attachment"})


def bears_id(code: str) -> bool:
    return code in _BEAR_ID


def find(code: str) -> ModuleType:
    """:raises Waiting: if this server does not know the kind, most often a newer tablet's"""
    if code not in KINDS:
        raise Waiting
    return KINDS[code]
