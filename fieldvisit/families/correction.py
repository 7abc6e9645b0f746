"""Corrections of a household, field by field: who changed what, from what, to what. Append-only, both sides kept.

A change holds when it was made from the value in force. A value that somebody else changed meanwhile is not
overwritten: the change is kept beside it (``applied`` false) and a person chooses.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.db import Record, instant
from fieldvisit.families import decision, household, placing
from fieldvisit.families.decision import About, Settled
from fieldvisit.families.household import Household
from fieldvisit.words import Refusal

IDENTITY = "identite_foyer"
CONTACT = {"oui": "oui", "non": "non", "plage": "à certaines heures"}


@dataclass(frozen=True)
class Correctable:
    """A field that may be corrected: its label, and how long it may be; ``among``: the codes it may hold."""

    label: str
    longest: int = 0
    among: tuple = ()


FIELDS = {
    "address": Correctable("Adresse", 200),
    "postcode": Correctable("Code postal", 10),
    "city": Correctable("Commune", 100),
    "phone": Correctable("Téléphone", 30),
    "phone_2": Correctable("Autre téléphone", 30),
    "contact_ok": Correctable("Contact possible", among=tuple(CONTACT)),
    "languages": Correctable("Langue", 120),
    "interpreter": Correctable("Interprète", among=(True, False)),
    "access_notes": Correctable("Accès", 2_000),
    "safety_notes": Correctable("Sécurité", 2_000),
}


class HouseholdChange(Record, table=True):
    """``before``: what the author saw, null if she did not say; ``found``: what was in force when it arrived;
    ``source_id`` and ``digest``: of the envelope, if a tablet sent it."""

    __tablename__ = "household_change"

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    field: str
    before: str | bool | None = Field(sa_type=sa.JSON, nullable=False)
    after: str | bool = Field(sa_type=sa.JSON)
    found: str | bool = Field(sa_type=sa.JSON)
    applied: bool
    account_id: uuid.UUID = Field(foreign_key="account.id")
    device_id: uuid.UUID | None = None
    source_id: uuid.UUID | None = Field(default=None, index=True)
    digest: str | None = None
    captured_at: datetime = instant(nullable=False)
    received_at: datetime = instant(nullable=False, index=True)


class Invalid(Refusal):
    sentence = "Cette correction n’est pas lisible ; elle est conservée."


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas de corriger ce foyer."


class NotFound(Refusal):
    sentence = "Cette correction n’existe pas ou ne vous est pas ouverte."


def check(changes: dict) -> None:
    """:raises Invalid: naming the field that cannot be kept like this"""
    for name, value in changes.items():
        rule = FIELDS.get(name)
        if rule is None:
            raise Invalid(f"« {name} » ne se corrige pas ainsi.")
        if rule.among:
            if not any(value is one or (isinstance(value, str) and value == one) for one in rule.among):
                raise Invalid(f"{rule.label} : choisissez une des réponses proposées.")
        elif not isinstance(value, str):
            raise Invalid(f"{rule.label} : écrivez un texte.")
        elif len(value) > rule.longest:
            raise Invalid(f"{rule.label} : {len(value)} caractères, {rule.longest} au plus. Raccourcissez.")


def words(field: str, value: object) -> str:
    """A value as a person reads it."""
    if field == "contact_ok":
        return CONTACT.get(value, str(value))
    if isinstance(value, bool):
        return "avec interprète" if value else "sans interprète"
    return str(value or "") or "(vide)"


@dataclass(frozen=True)
class Source:
    """Where a correction comes from: an envelope of a tablet, or nothing for the office."""

    id: uuid.UUID | None = None
    digest: str | None = None
    captured_at: datetime | None = None


def correct(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    changes: dict,
    before: dict,
    now: datetime,
    source: Source | None = None,
) -> list[str]:
    """Apply each field that is still as its author saw it; keep the others beside. Whether she may is asked before.

    :return: the fields that somebody else had changed meanwhile
    :raises Invalid: and nothing is changed
    """
    check(changes)
    source = source or Source()
    home = session.exec(select(Household).where(Household.id == family_id).with_for_update()).one()
    conflicts = []
    for name, after in changes.items():
        found = getattr(home, name)
        seen = before.get(name)
        seen = seen if isinstance(seen, str | bool) else None
        applied = seen == found or after == found
        session.add(
            HouseholdChange(
                family_id=family_id,
                field=name,
                before=seen,
                after=after,
                found=found,
                applied=applied,
                account_id=actor.account_id,
                device_id=actor.device_id,
                source_id=source.id,
                digest=source.digest,
                captured_at=source.captured_at or now,
                received_at=now,
            )
        )
        if applied:
            setattr(home, name, after)
        else:
            conflicts.append(name)
    if placing.ADDRESS & changes.keys() - set(conflicts):
        placing.place(session, home)
    session.add(home)
    offline = source.id is not None
    journal.note(session, actor, family_id, What.WRITE, "foyer", now, subject_id=source.id, offline=offline)
    session.flush()
    return conflicts


def may_correct(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> bool:
    opened = household.open_to(actor, IDENTITY, today, write=True).where(Household.id == family_id)
    return session.exec(opened).first() is not None


def at_the_office(
    session: Session, actor: Actor, family_id: uuid.UUID, changes: dict, before: dict, now: datetime, today: date
) -> list[str]:
    """:raises NotAllowed: if this actor may not write the family's identity
    :raises Invalid: as :func:`correct`"""
    if not may_correct(session, actor, family_id, today):
        raise NotAllowed
    return correct(session, actor, family_id, changes, before, now)


def history(session: Session, family_id: uuid.UUID, most: int = 50) -> list[tuple[HouseholdChange, str]]:
    """The family's corrections with their author's name, newest first; for whoever may read the family's identity."""
    query = (
        select(HouseholdChange, Account.name)
        .join(Account, Account.id == HouseholdChange.account_id)
        .where(HouseholdChange.family_id == family_id)
        .order_by(sa.desc(HouseholdChange.received_at), sa.desc(HouseholdChange.id))
        .limit(most)
    )
    return list(session.exec(query))


def open_conflicts(
    session: Session, actor: Actor, today: date, most: int = 200
) -> list[tuple[HouseholdChange, str, str]]:
    """Changes kept beside, that this actor may choose on, oldest first; with the family's label and the author."""
    query = (
        select(HouseholdChange, Household.label, Account.name)
        .join(Household, Household.id == HouseholdChange.family_id)
        .join(Account, Account.id == HouseholdChange.account_id)
        .where(_open(), HouseholdChange.family_id.in_(household.open_to(actor, IDENTITY, today, write=True)))
        .order_by(HouseholdChange.received_at, HouseholdChange.id)
        .limit(most)
    )
    return list(session.exec(query))


def count_conflicts(session: Session, actor: Actor, today: date) -> int:
    opened = HouseholdChange.family_id.in_(household.open_to(actor, IDENTITY, today, write=True))
    return session.exec(select(sa.func.count()).select_from(HouseholdChange).where(_open(), opened)).one()


def _open():
    return sa.and_(HouseholdChange.applied.is_(False), decision.undecided(About.HOUSEHOLD, HouseholdChange.id))


def last_of(session: Session, change: HouseholdChange) -> tuple[HouseholdChange, str] | None:
    """Who put in force what the change did not overwrite, as far as it was a correction."""
    query = (
        select(HouseholdChange, Account.name)
        .join(Account, Account.id == HouseholdChange.account_id)
        .where(
            HouseholdChange.family_id == change.family_id,
            HouseholdChange.field == change.field,
            HouseholdChange.applied.is_(True),
        )
        .order_by(sa.desc(HouseholdChange.received_at), sa.desc(HouseholdChange.id))
        .limit(1)
    )
    return session.exec(query).first()


def settle(
    session: Session, actor: Actor, change_id: uuid.UUID, take: bool, reason: str, now: datetime, today: date
) -> HouseholdChange:
    """Put the change in force (``take``) or leave what is; either stays in the family's history.

    :raises NotFound: if there is none, or it is not open to this actor
    :raises fieldvisit.families.decision.Taken: if somebody chose already
    """
    change = session.exec(select(HouseholdChange).where(HouseholdChange.id == change_id)).one_or_none()
    if change is None or not may_correct(session, actor, change.family_id, today):
        raise NotFound
    reason = decision.reason_from(reason)
    home = session.exec(select(Household).where(Household.id == change.family_id).with_for_update()).one()
    decision.check_open(session, About.HOUSEHOLD, change.id)
    label, found = FIELDS[change.field].label, getattr(home, change.field)
    made = None
    if take:
        made = HouseholdChange(
            family_id=home.id,
            field=change.field,
            before=found,
            after=change.after,
            found=found,
            applied=True,
            account_id=actor.account_id,
            device_id=actor.device_id,
            captured_at=now,
            received_at=now,
        )
        session.add(made)
        setattr(home, change.field, change.after)
        if change.field in placing.ADDRESS:
            placing.place(session, home)
        session.add(home)
    kept = change.after if take else found
    decision.note(
        session,
        actor,
        About.HOUSEHOLD,
        change.id,
        "correction" if take else "en_vigueur",
        reason,
        now,
        family_id=home.id,
        choices={change.field: {"garde": kept, "ecarte": found if take else change.after}},
        result_id=made and made.id,
        told_id=change.account_id,
        envelope_id=change.source_id,
        digest=change.digest,
        word=Settled.SETTLED,
        sentence=f"{label} : {actor.name} a gardé « {words(change.field, kept)} ». Motif : {reason}",
    )
    journal.note(session, actor, home.id, What.WRITE, "foyer", now, subject_id=change.id)
    return change
