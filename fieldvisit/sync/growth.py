"""What a tablet needs to draw charts as the office does: the measurements of a child with what was struck of them, how
the county corrects ages, and its own references.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlmodel import Session

from fieldvisit.growth import plausibility, references
from fieldvisit.growth.measurement import Measurement
from fieldvisit.growth.strike import MeasureStrike

log = logging.getLogger(__name__)
MOST = 1000


@dataclass(frozen=True)
class Aboard:
    """``settings``: as the tablet has them; ``references``: those it has, each with whether it was withdrawn."""

    settings: object = None
    references: dict[str, bool] = field(default_factory=dict)


def measurement(line: Measurement, strikes: Iterable[tuple[MeasureStrike, str, str]], stamp: Callable) -> dict:
    """One of the ``measurements`` of a child. What is null, false or empty is left out, but for what a rule reads.

    ``strikes``: as :func:`fieldvisit.growth.striking.told` gives them, taken back ones too.
    """
    body = {
        "id": str(line.id),
        "kind": line.kind,
        "value": line.value,
        "taken_at": stamp(line.taken_at),
        "method": line.method,
        "doubtful": line.doubtful,
    }
    if line.record_id:
        body["record_id"] = str(line.record_id)
    if line.source:
        body["source"] = line.source
    said = [_strike(one, by, back_by, stamp) for one, by, back_by in strikes]
    if said:
        body["strikes"] = said
    if any("back_at" not in one for one in said):
        body["struck"] = True
    return body


def _strike(one: MeasureStrike, by: str, back_by: str, stamp: Callable) -> dict:
    said = {"id": str(one.id), "why": one.why, "words": one.words, "at": stamp(one.struck_at), "who": by}
    if one.back_at is not None:
        said |= {"back_at": stamp(one.back_at), "back_who": back_by, "back_words": one.back_words}
    return said


def read(told: object) -> Aboard | None:
    """None for a tablet that knows nothing of it."""
    if not isinstance(told, dict):
        return None
    known = told.get("references")
    pairs = list(known.items())[:MOST] if isinstance(known, dict) else []
    return Aboard(told.get("settings"), {key: withdrawn is True for key, withdrawn in pairs})


def documents(session: Session, aboard: Aboard | None) -> list[dict]:
    """The ``growth`` document if it changed, and each ``reference`` that the tablet lacks; a withdrawn one loses its
    numbers there. One that cannot be read stays behind: no tablet goes without its families for a chart."""
    if aboard is None:
        return []
    docs = []
    if aboard.settings != plausibility.SETTINGS:
        docs.append(_doc("growth", "growth", {"id": "growth", "settings": plausibility.SETTINGS}))
    for id, withdrawn in references.states(session).items():
        known = aboard.references.get(id)
        if known == withdrawn or (withdrawn and known is None):
            continue
        try:
            body = {} if withdrawn else dict(references.document(session, id))
        except (references.NotFound, ValueError, TypeError):
            log.exception("growth reference %s cannot be read", id)
            continue
        body |= {"id": id, "withdrawn": withdrawn}
        docs.append(_doc("reference", id, body))
    return docs


def _doc(kind: str, id: str, body: dict) -> dict:
    return {"kind": kind, "id": id, "family_id": None, "body": body}
