"""An « information préoccupante » signed on a tablet: transmitted on receipt, never sent back for a detail.

Its author may no longer read it, nor may her tablet: whatever of it can be read goes to the unit, with what is missing.
"""

from sqlmodel import Session

from fieldvisit.concerns import form, reach, sending
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Refused, free_id

#: The row bears the id of the envelope: sent twice, it is one report.
CHAINED = False


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if this function raises none. Any child may be told of"""
    if not arrival.accepted and not reach.may_raise(arrival.actor.role):
        raise Refused("Votre fonction ne transmet pas d’information préoccupante ici : appelez le 119 ou la CRIP.")


def apply(session: Session, arrival: Arrival) -> str:
    """:raises Refused: if this function raises none
    :raises Invalid: if nothing is written in it
    :raises Diverged: if another report bears its id
    """
    check_right(session, arrival)
    sent = arrival.envelope
    try:
        sending.receive(
            session,
            arrival.actor,
            free_id(session, ConcernReport, arrival),
            sent.family_id,
            arrival.body,
            sent.captured_at,
            arrival.now,
        )
    except form.Invalid as refusal:
        raise shape.Invalid(refusal.sentence) from refusal
    return ""
