"""Who may raise a report, who reads which (domain §1.2). Whoever only creates (« C ») never reads again."""

from datetime import date

import sqlalchemy as sa

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.concerns.lists import Status
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.families import household
from fieldvisit.words import Refusal

COMPARTMENT = "information_preoccupante"
#: They read every report of the county and carry its evaluation.
COUNTY = frozenset({"crip", "medecin_responsable"})
#: Only they attach an extract of a child's health.
DOCTORS = frozenset({"medecin_pmi", "medecin_responsable"})


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas de faire cela d’une information préoccupante."


class NotFound(Refusal):
    sentence = "Cette information n’existe pas ou ne vous est pas ouverte."


def may_raise(role: str) -> bool:
    right = roles.right(role, COMPARTMENT)
    return right.send or right.write is not Reach.NONE


def may_read(role: str) -> bool:
    """Whether some report may be read again in this function."""
    return roles.right(role, COMPARTMENT).read is not Reach.NONE


def check_may_raise(actor: Actor) -> None:
    """:raises NotAllowed: if this function raises none"""
    if not may_raise(actor.role):
        raise NotAllowed("Votre fonction ne permet pas de transmettre ici : appelez le 119 ou la CRIP.")


def readable(actor: Actor, today: date):
    """Condition on the transmitted reports that this actor reads.

    The unit and the head of the service: all. Others who have the right: those of families open to them (sector and
    care, as everywhere), and what they wrote themselves about a family that is not known.
    """
    if not may_read(actor.role):
        return sa.false()
    sent = ConcernReport.status != Status.DRAFT
    if actor.role in COUNTY:
        return sent
    opened = ConcernReport.family_id.in_(household.open_to(actor, COMPARTMENT, today))
    own = sa.and_(ConcernReport.family_id.is_(None), ConcernReport.author_id == actor.account_id)
    return sa.and_(sent, sa.or_(opened, own))
