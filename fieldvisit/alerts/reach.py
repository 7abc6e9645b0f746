"""Who learns of an « Urgent »: whole, or only that there is one. Default is nothing.

It is addressed to the doctors of the family's sector, whom the worker is told to call: they read it without a care
relationship, as whoever is called to a bedside does (CSP L1110-4), and taking charge makes one. Left too long, it
reaches the county's other doctors. Everybody else needs what the file itself asks for: role, sector, care relationship
and the alert's compartment. A coordinator who may not read the content learns of which family there is one, so that
somebody moves.

One met at a school or in a childminder’s home belongs to who reads the results of that place in its sector, and to
nobody else: no care there, no fact alone, and it never leaves its sector.
"""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from fieldvisit.access import roles, secrecy
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.families import household
from fieldvisit.families.household import SECTOR_IS_CARE, Household
from fieldvisit.forms import catalogue, compartments
from fieldvisit.forms.shelf import kept
from fieldvisit.licences import licence
from fieldvisit.schools import sessions

ADDRESSED = frozenset({"medecin_pmi"})
COMPARTMENTS = (
    compartments.VIOLENCE,
    compartments.INTERVIEW,
    compartments.MOTHER,
    compartments.CHILD,
    compartments.VISIT,
    compartments.LICENCE,
)
#: Where a rule that stands alone belongs.
_DOMAINS = {"sante_enfant": compartments.CHILD, "mere": compartments.MOTHER, "foyer": compartments.VISIT}


def compartment(rule: str, item: str | None) -> str:
    """Where an alert lives: with the answer that raised it, or where its rule belongs; « violence » when unknown."""
    known = _rules().get(rule)
    if known and known.get("prive"):
        return compartments.VIOLENCE
    if item or known is None:
        return compartments.of(item or rule)
    return _DOMAINS.get(known["domaine"], compartments.VIOLENCE)


def _rules() -> dict:
    return {rule["code"]: rule for rule in catalogue.as_document("vad")["rules"]}


def confided(rule: str, item: str | None) -> bool:
    """Whether a screen must tell it in neutral words first: as the grid says, and for what is not known here."""
    known = _rules().get(rule)
    if known and known.get("prive"):
        return True
    if item or known is None:
        return _private().get(item or rule, True)
    return False


@kept
def _private() -> dict[str, bool]:
    documents = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
    return {key: bool(item["prive"]) for document in documents for key, item in document["items"].items()}


def most_closed(*places: str) -> str:
    """What was written under one of them stays in the history: an alert that moved is read by nobody more."""
    return min(places, key=COMPARTMENTS.index)


def may_write(role: str, place: str) -> bool:
    return roles.right(role, secrecy.whole(place)).write is not Reach.NONE


def readable(actor: Actor, today: date, now: datetime, patience: timedelta):
    """Condition on the alerts that this actor reads whole."""
    own = [UrgentAlert.author_id == actor.account_id] if _is_clinical(actor.role) else []
    addressed = []
    if actor.role in ADDRESSED:
        sector = UrgentAlert.family_id.in_(sa.select(Household.id).where(Household.sector_id.in_(actor.sectors)))
        hers = sa.or_(UrgentAlert.taken_by == actor.account_id, UrgentAlert.closed_by == actor.account_id)
        addressed = [sector, _late(now, patience), hers]
    opened = [
        sa.and_(
            UrgentAlert.compartment == place,
            UrgentAlert.family_id.in_(household.open_to(actor, secrecy.whole(place), today)),
        )
        for place in COMPARTMENTS
        if compartments.may_read(place, actor.role, is_author=False)
    ]
    return sa.or_(sa.false(), *own, *addressed, *opened, _at_places(actor))


def _at_places(actor: Actor):
    """Of the places whose results she reads: all to the doctors it is addressed to, else as its compartment allows."""
    schools = UrgentAlert.place_id.in_(sessions.open_to(actor)) if sessions.reads_results(actor.role) else sa.false()
    licences = UrgentAlert.place_id.in_(licence.open_to(actor)) if licence.reads_all(actor) else sa.false()
    there = sa.or_(schools, licences)
    if actor.role in ADDRESSED:
        return there
    mine = [each for each in COMPARTMENTS if compartments.may_read(each, actor.role, is_author=False)]
    return sa.and_(there, UrgentAlert.compartment.in_(mine))


def told(actor: Actor, now: datetime, patience: timedelta):
    """Condition on the alerts of which this actor may know at least that they exist, besides :func:`readable`."""
    if actor.role in SECTOR_IS_CARE:
        return UrgentAlert.family_id.in_(sa.select(Household.id).where(Household.sector_id.in_(actor.sectors)))
    if actor.role == "medecin_responsable":
        return _late(now, patience)
    return sa.false()


def _late(now: datetime, patience: timedelta):
    """Nobody took it in charge in time and it still waits: what was closed or taken back in time never leaves its
    sector.
    """
    waits = sa.and_(UrgentAlert.closed_at.is_(None), UrgentAlert.withdrawn_at.is_(None))
    waits = sa.and_(waits, UrgentAlert.family_id.is_not(None))
    return sa.and_(waits, UrgentAlert.taken_at.is_(None), UrgentAlert.received_at <= now - patience)


def _is_clinical(role: str) -> bool:
    return roles.right(role, compartments.VISIT).read is not Reach.NONE
