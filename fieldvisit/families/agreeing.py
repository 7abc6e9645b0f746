"""Agreements of a family (« accords », domain §1.5): given, refused, withdrawn. None is ever rewritten.

A withdrawal holds from the moment it is written: photos are no longer shown, daily instructions leave the TISF's
file, a visit « Réalisée » is refused, and the tablets hear of it at their next pull.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.db import new_id
from fieldvisit.families import household
from fieldvisit.families.fact import Invalid
from fieldvisit.families.file import AT_DOOR, OPPOSITION
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Role, agreed, last_word
from fieldvisit.words import Choice, Refusal, french_date

_TABLE = json.loads((Path(__file__).parent / "agreements.json").read_text(encoding="utf-8"))
#: « Autorité parentale », as the county's list words it.
AUTHORITY = tuple(_TABLE["autorite_parentale"])
MODES = tuple(_TABLE["modes"])
KINDS = {one["code"]: one["libelle"] for one in _TABLE["types"]}
SHORT = {one["code"]: one["court"] for one in _TABLE["types"]}
LASTS = relativedelta(months=12)
PARIS = ZoneInfo("Europe/Paris")
#: Signs of what an agreement is for; what is said with a withdrawal is taken whole, it is never sent back.
LONGEST = 300


class Status(Choice):
    GIVEN = "Accordé", "Accordé"
    REFUSED = "Refusé", "Refusé"
    WITHDRAWN = "Retiré", "Retiré"
    UNASKED = "Non recueilli", "Non recueilli"


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas de noter cet accord."


class NotFound(Refusal):
    sentence = "Cet accord n’existe pas ou ne vous est pas ouvert."


class Taken(Refusal):
    sentence = "Un accord plus récent vient d’être noté : la page montre le dernier."


def may_note(session: Session, actor: Actor, family_id: uuid.UUID, kind: str, today: date) -> bool:
    """Whoever sees what it is about may note it: the door's agreements and an opposition with the identity alone."""
    opened = household.open_to(actor, place_of(kind), today, write=True).where(Household.id == family_id)
    return session.exec(opened).first() is not None


def place_of(kind: str) -> str:
    """The class of data that one must be able to write to note this kind."""
    return "identite_foyer" if kind in AT_DOOR or kind == OPPOSITION else "observations_vad"


def kinds_for(role: str) -> list[str]:
    """The kinds that this role notes of the families open to it, in the county's order."""
    return [kind for kind in KINDS if roles.right(role, place_of(kind)).write is not Reach.NONE]


def note(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    kind: str,
    status: str,
    today: date,
    now: datetime,
    *,
    person_id: uuid.UUID | None,
    mode: str = "Oral",
    on: date | None = None,
    scope: str = "",
    expires_on: date | None = None,
) -> Agreement:
    """What the family says, a new line each time. ``on``: the day it was said, today unless told.

    :raises Refusal: if this actor may not, or what is said cannot be
    """
    if kind not in KINDS or not may_note(session, actor, family_id, kind, today):
        raise NotAllowed
    _check_day(on, today)
    return write(
        session, actor, family_id, kind, status, _moment(on, today, now), now,
        person_id=person_id, mode=mode, scope=scope, expires_on=expires_on,
    )  # fmt: skip


def write(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    kind: str,
    status: str,
    at: datetime,
    now: datetime,
    *,
    person_id: uuid.UUID | None,
    mode: str = "Oral",
    scope: str = "",
    expires_on: date | None = None,
    agreement_id: uuid.UUID | None = None,
) -> Agreement:
    """What was said at this instant; whether she may note it is asked before. ``agreement_id``: made by a tablet.

    :raises Invalid: naming what cannot be noted like this
    """
    if kind not in KINDS or status not in (Status.GIVEN, Status.REFUSED) or mode not in MODES:
        raise Invalid("Choisissez une des réponses proposées.")
    person = _speaker(session, family_id, person_id)
    on = at.astimezone(PARIS).date()
    words = scope.strip()
    if len(words) > LONGEST:
        raise Invalid(f"Le texte est trop long : {len(words)} signes, {LONGEST} au plus. Raccourcissez-le.")
    given = status == Status.GIVEN and kind != OPPOSITION
    if given and expires_on is not None and expires_on <= on:
        raise Invalid(f"Valable jusqu’au {french_date(expires_on)} : la date doit venir après l’accord.")
    made = Agreement(
        id=agreement_id or new_id(),
        family_id=family_id,
        person_id=person.id,
        kind=kind,
        status=status,
        mode=mode,
        collected_at=at,
        collected_by=actor.account_id,
        scope=words,
        expires_on=(expires_on or on + LASTS) if given else None,
    )
    session.add(made)
    journal_line(session, actor, made, now, offline=agreement_id is not None)
    return made


def withdraw(
    session: Session,
    actor: Actor,
    agreement_id: uuid.UUID,
    today: date,
    now: datetime,
    *,
    said_by: uuid.UUID | None,
    on: date | None = None,
    why: str = "",
) -> Agreement:
    """The last word on its kind is taken back; an opposition is lifted the same way.

    :raises Refusal: if there is nothing to withdraw, or it was not the last word
    """
    query = select(Agreement).where(
        Agreement.id == agreement_id, Agreement.family_id.in_(household.open_to(actor, "identite_foyer", today))
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    if not may_note(session, actor, found.family_id, found.kind, today):
        raise NotAllowed
    session.refresh(found, with_for_update=True)
    others = session.exec(select(Agreement).where(Agreement.family_id == found.family_id)).all()
    if last_word(others, found.kind).id != found.id or found.standing != Status.GIVEN:
        raise Taken
    _check_day(on, today)
    at = _moment(on, today, now)
    if at < found.collected_at and on is not None and on < found.collected_at.astimezone(PARIS).date():
        raise Invalid(
            f"Cet accord date du {french_date(found.collected_at.astimezone(PARIS).date())} : vérifiez le jour."
        )
    found.withdrawn_at, found.withdrawn_by = max(at, found.collected_at), actor.account_id
    found.withdrawn_said_by = _speaker(session, found.family_id, said_by).id
    found.withdrawn_why = why.strip()
    session.add(found)
    journal_line(session, actor, found, now)
    return found


def last_words(agreements: Iterable[Agreement]) -> list[Agreement]:
    """What holds of each kind, in the county's order."""
    listed = list(agreements)
    return [last for kind in KINDS if (last := last_word(listed, kind)) is not None]


def opposition(agreements: Iterable[Agreement], today: date) -> Agreement | None:
    """The family's objection to being followed by the PMI, if it stands."""
    listed = list(agreements)
    return last_word(listed, OPPOSITION) if agreed(listed, OPPOSITION, today) else None


def _speaker(session: Session, family_id: uuid.UUID, person_id: uuid.UUID | None) -> Person:
    found = session.get(Person, person_id) if person_id else None
    if found is None or found.family_id != family_id or found.set_aside_at or found.role == Role.CHILD:
        raise Invalid("Indiquez qui l’a dit : un adulte du foyer.")
    return found


def _check_day(on: date | None, today: date) -> None:
    if on is not None and on > today:
        raise Invalid(f"Le {french_date(on)} n’est pas encore venu : indiquez le jour où cela a été dit.")


def _moment(on: date | None, today: date, now: datetime) -> datetime:
    """Noon of a former day; the instant itself today."""
    return now if on in (None, today) else datetime.combine(on, time(12), PARIS)


def journal_line(session: Session, actor: Actor, one: Agreement, now: datetime, *, offline: bool = False) -> None:
    journal.note(session, actor, one.family_id, What.WRITE, "accord", now, subject_id=one.id, offline=offline)
    session.flush()
