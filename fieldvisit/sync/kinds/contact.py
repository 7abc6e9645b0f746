"""A contact with a family that a worker noted on her tablet: a call, a letter, a message; the office's own rules."""

from sqlmodel import Session

from fieldvisit.births import contacted
from fieldvisit.families import contacting
from fieldvisit.families.contact import Contact
from fieldvisit.families.contacting import FIRST_CONTACT, PLANNING
from fieldvisit.families.fact import Invalid
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Refused, free_id, may_write

#: The row bears the id of the envelope: sent twice, it is one contact.
CHAINED = False


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if this author may not note contacts with this family"""
    family_id = arrival.envelope.family_id
    if family_id is None:
        raise Refused
    if not arrival.accepted and not may_write(session, arrival.actor, family_id, PLANNING, arrival.today):
        raise Refused


def apply(session: Session, arrival: Arrival) -> str:
    """Note the contact, and that the family was reached.

    :raises Invalid: naming what cannot be noted like this
    :raises Refused: if this author may not note it, or its words are for readers among whom she is not
    :raises Diverged: if another contact bears its id
    """
    reader = shape.Reader(arrival.body, arrival.now)
    means, result = reader.text("means"), reader.text("result")
    readers = reader.code("readers", contacting.READERS)
    at = reader.instant("at", "Le contact")
    person_id = reader.uuid("person_id", optional=True)
    words = reader.text("words", optional=True)
    reader.done()
    check_right(session, arrival)
    if not arrival.accepted and readers not in contacting.readers_for(arrival.actor.role):
        raise Refused("Votre fonction ne permet pas d’écrire pour ces lecteurs : l’envoi est conservé à part.")
    at = min(at, arrival.now)  # a tablet's clock may be ahead by a little: ``reader`` saw that it is no more
    sent = arrival.envelope
    try:
        made = contacting.write(
            session,
            arrival.actor,
            sent.family_id,
            means,
            result,
            arrival.now,
            words=words,
            compartment=readers,
            at=at,
            person_id=person_id,
            contact_id=free_id(session, Contact, arrival),
        )
    except Invalid as refusal:
        raise shape.Invalid(refusal.sentence) from refusal
    if made.result in FIRST_CONTACT:
        contacted.contacted(session, sent.family_id, at)
    return ""
