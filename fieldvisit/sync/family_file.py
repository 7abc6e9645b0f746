"""What the « Dossier » of a tablet shows besides what is needed at the door, as parts of the ``family`` document.

Only what the office would show to the same reader: who has a shared right (« * ») gets none of it.
"""

import uuid

from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.families import agreeing, contacting
from fieldvisit.families.contacting import PLANNING, Told
from fieldvisit.families.person import Agreement, Person, Pregnancy

#: Contacts aboard: the last ones of each family.
LAST_CONTACTS = 20
_KNOWN = ("parental_authority", "birth_place", "childcare", "school")


def may_note(role: str) -> dict:
    """``contact_readers``: who may read the words of a contact that this role notes, empty if it notes none;
    ``may_agree``: the kinds of agreement that it notes. Asked again when the line arrives."""
    notes = roles.right(role, PLANNING).write is not Reach.NONE
    return {
        "contact_readers": list(contacting.readers_for(role)) if notes else [],
        "may_agree": agreeing.kinds_for(role),
    }


def contacts(session: Session, actor: Actor, families: set[uuid.UUID], today, stamp) -> dict[uuid.UUID, list[dict]]:
    """The last contacts by family, newest first; ``kept``: there are words that are not for this reader."""
    told = contacting.of_families(session, actor, families, today, LAST_CONTACTS)
    return {family: [_contact(one, stamp) for one in lines] for family, lines in told.items()}


def _contact(told: Told, stamp) -> dict:
    one = told.contact
    return {
        "id": str(one.id),
        "at": stamp(one.at),
        "means": one.means,
        "result": one.result,
        "person_id": _said(one.person_id),
        "words": told.words,
        "kept": told.kept_from_reader,
        "readers": one.compartment,
        "who": told.who,
    }


def of_person(person: Person, health: bool) -> dict:
    """For whoever reads the whole file; ``health``: and this child’s."""
    known = {name: getattr(person, name) for name in _KNOWN} | {"discharged_on": _said(person.discharged_on)}
    return known | ({"in_care_since": _said(person.in_care_since)} if health else {})


def of_agreement(one: Agreement, stamp) -> dict:
    """When it was given or refused, and taken back: by whom and why."""
    return {
        "id": str(one.id),
        "scope": one.scope,
        "given": one.status,
        "given_at": stamp(one.collected_at),
        "withdrawn_at": stamp(one.withdrawn_at),
        "withdrawn_said_by": _said(one.withdrawn_said_by),
        "withdrawn_why": one.withdrawn_why,
    }


def of_pregnancy(one: Pregnancy) -> dict:
    return {"declared_on": _said(one.declared_on), "outcome": one.outcome}


def _said(value) -> str | None:
    return None if value is None else str(value)
