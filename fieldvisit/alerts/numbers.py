"""The emergency numbers of the county: read by every tablet, changed by the medical head or the administrator.

What nobody changed comes from the county's file (``FIELDVISIT_CONTACTS``), the demo's, or the national list.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import settings
from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.roles import Reach
from fieldvisit.alerts.number import Invalid, UrgentNumber, UrgentNumberChange, What, name_from, phone_from
from fieldvisit.forms import catalogue
from fieldvisit.forms.shelf import kept
from fieldvisit.words import Refusal

ROOM = Path(__file__).parent
#: The class of data that names who may change them (roles_permissions.json).
COMPARTMENT = "numeros_urgence"
#: Orientations that name a colleague of the sector, whose number is that of the account.
COLLEAGUES = {"medecin_pmi": "medecin_pmi", "psychologue_pmi": "psychologue_pmi", "responsable": "coordinatrice"}
#: Numbers that belong to no orientation: at the foot of every « Urgent ».
USEFUL = "utiles"
MOST = 12
HISTORY = 200


class NotAllowed(Refusal):
    sentence = "Les numéros d’urgence se modifient par le médecin responsable ou l’administrateur."


class NotFound(Refusal):
    sentence = "Ce numéro n’existe plus : la page montre la liste d’aujourd’hui."


@dataclass(frozen=True)
class Shown:
    """A number as the page lists it; ``id`` is None for what nobody changed yet, which ``at`` then names."""

    code: str
    at: int
    name: str
    phone: str
    id: uuid.UUID | None = None


@kept
def labels() -> dict[str, str]:
    """What may have a number, by code: national ones first, then services, professionals, and the useful ones."""
    known = catalogue.as_document("vad")["orientations"].values()
    by_nature = {
        nature: {one["code"]: one["libelle"] for one in known if one["nature"] == nature}
        for nature in ("numero", "service", "professionnel")
    }
    found = by_nature["numero"] | by_nature["service"] | by_nature["professionnel"]
    return {code: label for code, label in found.items() if code not in COLLEAGUES} | {USEFUL: "Autres numéros utiles"}


def given() -> dict[str, list[dict]]:
    """What holds until somebody changes it: the national numbers, and those of the county's file."""
    config = settings.read()
    path = config.contacts or (ROOM / "demo_contacts.json" if config.demo else None)
    national = {
        code: [{"name": each["libelle"], "phone": each["numero"]}]
        for code, each in catalogue.as_document("vad")["orientations"].items()
        if each["numero"]
    }
    return national | {USEFUL: _read(ROOM / "help_numbers.json")[USEFUL]} | (_read(path) if path else {})


@lru_cache
def _read(path: Path) -> dict[str, list[dict]]:
    return json.loads(path.read_text(encoding="utf-8"))["contacts"]


def in_force(session: Session) -> dict[str, list[Shown]]:
    """The numbers of each code, in their order."""
    found = {
        code: [Shown(code, at, one["name"], one["phone"]) for at, one in enumerate(listed)]
        for code, listed in given().items()
    }
    query = select(UrgentNumber).order_by(UrgentNumber.position, UrgentNumber.id)
    changed = session.exec(query).all()
    found |= {one.code: [] for one in changed}
    for one in changed:
        if one.removed_at is None:
            listed = found[one.code]
            listed.append(Shown(one.code, len(listed), one.name, one.phone, one.id))
    return found


def add(session: Session, actor: Actor, code: str, name: str, phone: str, now: datetime) -> UrgentNumber:
    """:raises Refusal: if it is not theirs to change, or the number is none"""
    _may(actor)
    if code not in labels():
        raise Invalid("Choisissez à qui ce numéro répond dans la liste.")
    made = UrgentNumber(code=code, name=name_from(name), phone=phone_from(phone))
    listed = _own(session, code)
    if len(listed) >= MOST:
        raise Invalid(f"{MOST} numéros au plus pour un même service : retirez-en un d’abord.")
    if any(one.phone == made.phone for one in listed):
        raise Invalid(f"Le {made.phone} est déjà dans cette liste.")
    made.position = len(listed)
    session.add(made)
    session.flush()
    _note(session, actor, made, What.ADDED, "", made.told, now)
    return made


def change(session: Session, actor: Actor, code: str, at: int, name: str, phone: str, now: datetime) -> UrgentNumber:
    """``at``: its place among the numbers of its code, as the page showed them.

    :raises Refusal: if it is not theirs to change, it is gone, or the number is none
    """
    _may(actor)
    read = name_from(name), phone_from(phone)
    one = _at(session, code, at)
    if any(other.phone == read[1] for other in _own(session, code) if other.id != one.id):
        raise Invalid(f"Le {read[1]} est déjà dans cette liste.")
    before = one.told
    one.name, one.phone = read
    if one.told != before:
        _note(session, actor, one, What.CHANGED, before, one.told, now)
    return one


def remove(session: Session, actor: Actor, code: str, at: int, now: datetime) -> None:
    """:raises Refusal: if it is not theirs to change, it is gone, or it is the last one of a national number"""
    _may(actor)
    one = _at(session, code, at)
    if code.startswith("tel_") and len(_own(session, code)) == 1:
        raise Invalid("Un numéro national ne se retire pas : modifiez-le s’il a changé.")
    one.removed_at = now
    _note(session, actor, one, What.REMOVED, one.told, "", now)


def history(session: Session, actor: Actor) -> list[tuple[UrgentNumberChange, str, str]]:
    """What was changed, newest first: the change, the code it is of, who did it."""
    _may(actor)
    query = (
        select(UrgentNumberChange, UrgentNumber.code, Account.name)
        .join(UrgentNumber, UrgentNumber.id == UrgentNumberChange.number_id)
        .join(Account, Account.id == UrgentNumberChange.account_id)
        .order_by(sa.desc(UrgentNumberChange.at), sa.desc(UrgentNumberChange.id))
        .limit(HISTORY)
    )
    return list(session.exec(query))


def _own(session: Session, code: str) -> list[UrgentNumber]:
    """The lines of a code, locked; from its first change on all of them are the county's own."""
    query = select(UrgentNumber).where(UrgentNumber.code == code).order_by(UrgentNumber.position, UrgentNumber.id)
    found = session.exec(query.with_for_update()).all()
    if not found:
        listed = given().get(code, [])
        found = [
            UrgentNumber(code=code, name=one["name"], phone=one["phone"], position=at) for at, one in enumerate(listed)
        ]
        session.add_all(found)
        session.flush()
    return [one for one in found if one.removed_at is None]


def _at(session: Session, code: str, at: int) -> UrgentNumber:
    listed = _own(session, code)
    if not 0 <= at < len(listed):
        raise NotFound
    return listed[at]


def _note(session, actor: Actor, one: UrgentNumber, what: What, before: str, after: str, now: datetime) -> None:
    session.add(one)
    session.add(
        UrgentNumberChange(number_id=one.id, at=now, account_id=actor.account_id, what=what, before=before, after=after)
    )


def _may(actor: Actor) -> None:
    if roles.right(actor.role, COMPARTMENT).write is Reach.NONE:
        raise NotAllowed
