"""Writing down what a tablet says of the « Urgent » of one visit, in whatever order and however often it says it."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.alerts import reach
from fieldvisit.alerts.alert import AT_ONCE, Step, UrgentAlert, step, was_lifted
from fieldvisit.words import Refusal


@dataclass(frozen=True)
class Said:
    """One alert as its author's tablet knows it now. ``done``: ``[{what, at}]``; ``why``: as ``raised.why_from``."""

    rule: str
    item: str | None
    child_key: str
    text: str
    orientations: list[str]
    raised_at: datetime
    withdrawn_at: datetime | None = None
    done: list[dict] = field(default_factory=list)
    why: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Origin:
    """Where it was met. ``chain_id``: the envelopes that tell of it, None when the record itself does.

    ``family_id`` is None where no family is; then ``place_id`` is the school’s session or the licence.
    """

    family_id: uuid.UUID | None
    visit_id: uuid.UUID
    record_id: uuid.UUID | None
    chain_id: uuid.UUID | None
    author: Actor
    place_id: uuid.UUID | None = None


class AnotherFamily(Refusal):
    sentence = "Cette visite est celle d’une autre famille : l’envoi est conservé à part."


def note(session: Session, origin: Origin, states: list[Said], now: datetime) -> None:
    """Write each alert down, or what changed of it since. What is not said again stays as it was.

    :raises AnotherFamily: if what is known of this visit is of another family
    """
    known = _known(session, origin.visit_id, lock=True)
    of = origin.family_id, origin.place_id
    if any((alert.family_id, alert.place_id) != of for alert in known.values()):
        raise AnotherFamily
    for said in states:
        alert = known.get((said.rule, said.child_key))
        if alert is None:
            known[said.rule, said.child_key] = _raise(session, origin, said, now)
        else:
            _go_on(session, origin, alert, said, now)


def raise_missing(session: Session, origin: Origin, states: list[Said], now: datetime) -> None:
    """For a signed record: what it says is raised unless a line of the tablet, or an earlier version, had told it."""
    known = _known(session, origin.visit_id, lock=False)
    for said in states:
        if said.withdrawn_at is None and (said.rule, said.child_key) not in known:
            known[said.rule, said.child_key] = _raise(session, origin, said, now)


def _known(session: Session, visit_id: uuid.UUID, *, lock: bool) -> dict[tuple[str, str], UrgentAlert]:
    query = select(UrgentAlert).where(UrgentAlert.visit_id == visit_id).order_by(UrgentAlert.id)
    found = session.exec(query.with_for_update() if lock else query)
    return {(alert.rule, alert.child_key): alert for alert in found}


def _raise(session: Session, origin: Origin, said: Said, now: datetime) -> UrgentAlert:
    alert = UrgentAlert(
        family_id=origin.family_id,
        place_id=origin.place_id,
        visit_id=origin.visit_id,
        record_id=origin.record_id,
        chain_id=origin.chain_id,
        author_id=origin.author.account_id,
        device_id=origin.author.device_id,
        rule=said.rule,
        item=said.item,
        child_key=said.child_key,
        compartment=reach.compartment(said.rule, said.item),
        text=said.text,
        orientations=said.orientations,
        at_once=not AT_ONCE.isdisjoint(said.orientations),
        raised_at=said.raised_at,
        received_at=now,
        done=[_kept(one) for one in said.done],
        withdrawn_at=said.withdrawn_at,
        why=said.why,
    )
    session.add(alert)
    session.flush()
    by = origin.author.account_id
    step(session, alert, Step.RAISED, by, said.raised_at, said.text)
    for one in said.done:
        step(session, alert, Step.DONE, by, one["at"], one["what"])
    if said.withdrawn_at:
        step(session, alert, Step.WITHDRAWN, by, said.withdrawn_at)
    return alert


def _go_on(session: Session, origin: Origin, alert: UrgentAlert, said: Said, now: datetime) -> None:
    """Who did not raise it may add to it and say what she did; only its author takes it back."""
    by, parts = origin.author.account_id, set(alert.text.split(" ; "))
    if said.withdrawn_at and alert.author_id != by:
        _note_done(session, alert, said, by)
        return
    alert.record_id, alert.chain_id = origin.record_id or alert.record_id, origin.chain_id or alert.chain_id
    if said.withdrawn_at and alert.withdrawn_at is None:
        alert.withdrawn_at = said.withdrawn_at
        step(session, alert, Step.WITHDRAWN, by, said.withdrawn_at)
    again = alert.withdrawn_at is not None and said.withdrawn_at is None
    if again and said.raised_at <= alert.raised_at and was_lifted(session, alert):
        again = False
    more = said.text and not set(said.text.split(" ; ")) <= parts
    if again or more:
        step(session, alert, Step.AGAIN if again else Step.MORE, by, now, said.text)
        alert.withdrawn_at = None if again else alert.withdrawn_at
        alert.text, alert.item = said.text or alert.text, said.item or alert.item
        alert.why = said.why or alert.why
        alert.compartment = reach.most_closed(alert.compartment, reach.compartment(alert.rule, alert.item))
        alert.orientations = list(dict.fromkeys([*alert.orientations, *said.orientations]))
        alert.at_once = alert.at_once or not AT_ONCE.isdisjoint(said.orientations)
        # What somebody closed or took was the former state: it is waiting anew, and the history says who had it.
        alert.received_at, alert.raised_at = now, said.raised_at
        alert.taken_at = alert.taken_by = alert.closed_at = alert.closed_by = None
        alert.closed_reason = ""
    _note_done(session, alert, said, by)


def _note_done(session: Session, alert: UrgentAlert, said: Said, by: uuid.UUID) -> None:
    known = {(one["what"], one["at"]) for one in alert.done}
    for one in said.done:
        if (kept := _kept(one))["at"] and (kept["what"], kept["at"]) not in known:
            alert.done = [*alert.done, kept]
            step(session, alert, Step.DONE, by, one["at"], one["what"])
    session.add(alert)


def _kept(one: dict) -> dict:
    return {"what": one["what"], "at": one["at"].isoformat(timespec="milliseconds").replace("+00:00", "Z")}
