"""A request (« demande ») for a licence, its renewal or a change, and the delay that runs from it."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Actor
from fieldvisit.db import Record, instant
from fieldvisit.licences import history, licence, rules
from fieldvisit.licences.history import What
from fieldvisit.licences.licence import Invalid, Licence
from fieldvisit.licences.rules import REQUESTS, About
from fieldvisit.words import Refusal, french_date


class LicenceRequest(Record, table=True):
    """``complete_on``: the day from which the delay runs, once the file is complete. ``outcome``: the decision."""

    __tablename__ = "licence_request"

    licence_id: uuid.UUID = Field(foreign_key="licence.id", index=True)
    about: str
    received_on: date
    complete_on: date | None = None
    capacity: int | None = None
    ages: str = ""
    extended: bool = False
    closed_on: date | None = None
    outcome: str = ""
    noted_at: datetime = instant(nullable=False)
    noted_by: uuid.UUID = Field(foreign_key="account.id")


CONTACT = ("address", "postcode", "city", "phone", "email")
#: The fields of « Corriger », as the form calls them.
FIELDS = {
    "last_name": "Nom",
    "first_name": "Prénom",
    "birth_date": "Date de naissance",
    "address": "Adresse",
    "postcode": "Code postal",
    "city": "Commune",
    "phone": "Téléphone",
    "email": "Courriel",
}


class Changed(Refusal):
    """``found``: what stands now in the fields that somebody else changed."""

    def __init__(self, found: dict[str, object]):
        self.found = found
        said = " ; ".join(f"{FIELDS[name]}, « {_words(one)} »" for name, one in found.items())
        super().__init__(
            f"Quelqu’un a écrit entre-temps : {said}. Rien n’est encore enregistré ; "
            "enregistrez de nouveau pour mettre votre saisie à la place."
        )


def _words(value: object) -> str:
    return french_date(value) if isinstance(value, date) else str(value or "vide")


def due_on(one: LicenceRequest, kind: str) -> date:
    """The last day for a decision; from the next one on, silence has granted."""
    return rules.decided_by(kind, one.complete_on or one.received_on, one.extended)


def tacit_on(one: LicenceRequest, kind: str) -> date:
    return due_on(one, kind) + timedelta(days=1)


def of(session: Session, licence_ids: Iterable[uuid.UUID]) -> list[LicenceRequest]:
    """Newest first."""
    query = select(LicenceRequest).where(LicenceRequest.licence_id.in_(list(licence_ids)))
    return list(session.exec(query.order_by(sa.desc(LicenceRequest.received_on), sa.desc(LicenceRequest.id))))


def pending(session: Session, licence_id: uuid.UUID) -> LicenceRequest | None:
    """The one that waits for a decision."""
    return next((one for one in of(session, [licence_id]) if one.closed_on is None), None)


def open_file(
    session: Session,
    actor: Actor,
    *,
    sector_id: uuid.UUID,
    kind: str,
    last_name: str,
    first_name: str,
    birth_date: date | None,
    contact: dict[str, str],
    received_on: date,
    capacity: int | None,
    ages: str,
    today: date,
    now: datetime,
) -> Licence:
    """A new file with its first request. ``contact``: address, postcode, city, phone, email.

    :raises Refusal: with what to change; with the number of the file that this person has already
    """
    if sector_id not in actor.sectors or not licence.roles.right(actor.role, licence.COMPARTMENT).write:
        raise licence.NotAllowed
    last, first = licence.check_person(kind, last_name, first_name, birth_date, today)
    if birth_date and (known := _same_person(session, actor, last, first, birth_date)):
        raise Invalid(f"{known.holder} a déjà un dossier, n° {known.number} : ouvrez-le et notez-y la demande.")
    made = Licence(
        number=_next_number(session, received_on),
        sector_id=sector_id,
        kind=kind,
        last_name=last,
        first_name=first,
        birth_date=birth_date,
        made_at=now,
        made_by=actor.account_id,
        **_contact(contact),
    )
    session.add(made)
    session.flush()
    history.note(session, actor, made.id, What.OPENED, now)
    receive(session, actor, made.id, About.FIRST, received_on, capacity, ages, today, now)
    return made


def receive(
    session: Session,
    actor: Actor,
    licence_id: uuid.UUID,
    about: str,
    received_on: date,
    capacity: int | None,
    ages: str,
    today: date,
    now: datetime,
) -> LicenceRequest:
    """:raises Refusal: if another request waits already, or the date is impossible"""
    found = licence.find(session, actor, licence_id, write=True)
    if about not in REQUESTS:
        raise Invalid("Choisissez l’objet de la demande dans la liste.")
    if not today - timedelta(days=366) <= received_on <= today:
        raise Invalid("La demande a été reçue au plus tard aujourd’hui, et il y a moins d’un an : vérifiez la date.")
    if capacity is not None:
        licence.check_capacity(found.kind, capacity, "demandé")
    if waiting := pending(session, licence_id):
        raise Invalid(f"Une demande du {french_date(waiting.received_on)} attend déjà sa décision.")
    if about == About.FIRST and found.granted_on:
        raise Invalid("L’agrément existe déjà : choisissez « Renouvellement » ou « Modification ».")
    if about != About.FIRST and not found.granted_on:
        raise Invalid("Rien n’est encore accordé : choisissez « Première demande ».")
    made = LicenceRequest(
        licence_id=licence_id,
        about=about,
        received_on=received_on,
        capacity=capacity,
        ages=licence.words(ages)[: licence.LONGEST],
        noted_at=now,
        noted_by=actor.account_id,
    )
    if found.ended:
        found.ended, found.ended_on = "", None
        session.add(found)
    session.add(made)
    told = f"{About(about).label}, reçue le {french_date(received_on)}"
    history.note(session, actor, licence_id, What.REQUEST, now, told)
    return made


def complete(session: Session, actor: Actor, licence_id: uuid.UUID, on: date, today: date, now: datetime) -> None:
    """The file is complete: the delay runs from this day.

    :raises Refusal: if nothing waits, or the day is before the request or after today
    """
    licence.find(session, actor, licence_id, write=True)
    waiting = pending(session, licence_id)
    if waiting is None:
        raise Invalid("Aucune demande n’attend : notez d’abord la demande.")
    if not waiting.received_on <= on <= today:
        raise Invalid("Le dossier est complet entre le jour de la demande et aujourd’hui : vérifiez la date.")
    waiting.complete_on = on
    session.add(waiting)
    history.note(session, actor, licence_id, What.COMPLETE, now, f"Complet le {french_date(on)}")


def correct(
    session: Session,
    actor: Actor,
    licence_id: uuid.UUID,
    last_name: str,
    first_name: str,
    birth_date: date | None,
    contact: dict[str, str],
    before: Mapping[str, object],
    today: date,
    now: datetime,
) -> Licence:
    """Name and contact put right; the history keeps what stood there before. ``before``: what the author saw, by field.

    :raises Changed: if somebody else changed one of her fields since, and nothing is written
    :raises Refusal: with what is missing
    """
    session.exec(select(Licence.id).where(Licence.id == licence_id).with_for_update()).all()
    found = licence.find(session, actor, licence_id, write=True)
    session.refresh(found)
    last, first = licence.check_person(found.kind, last_name, first_name, birth_date, today)
    values = {"last_name": last, "first_name": first, "birth_date": birth_date} | _contact(contact)
    values = {name: value for name, value in values.items() if value != before.get(name)}
    stands = {name: getattr(found, name) for name in values}
    if taken := {name: one for name, one in stands.items() if one not in (before.get(name), values[name])}:
        raise Changed(taken)
    former = [f"{stands[name]}" for name, value in values.items() if stands[name] != value]
    for name, value in values.items():
        setattr(found, name, value)
    session.add(found)
    if former:
        said = ", ".join(one or "(vide)" for one in former)
        history.note(session, actor, licence_id, What.CORRECTED, now, f"Avant : {said}"[: licence.LONGEST_WORDS])
    return found


def _contact(contact: dict[str, str]) -> dict[str, str]:
    return {name: licence.words(contact.get(name, ""))[: licence.LONGEST] for name in CONTACT}


def _same_person(session: Session, actor: Actor, last: str, first: str, birth_date: date) -> Licence | None:
    query = select(Licence).where(
        sa.func.lower(Licence.last_name) == last.lower(),
        sa.func.lower(Licence.first_name) == first.lower(),
        Licence.birth_date == birth_date,
        Licence.id.in_(licence.open_to(actor)),
    )
    return session.exec(query).first()


def _next_number(session: Session, on: date) -> str:
    """« AG-2026-0007 »: one higher than the last of the year; its uniqueness is held by the table."""
    start = f"AG-{on.year}-"
    last = session.exec(select(sa.func.max(Licence.number)).where(Licence.number.startswith(start))).one()
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04d}"
