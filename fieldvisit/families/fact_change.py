"""Corrections of what a file says of a person, a pregnancy, a support or a contact: append-only, both sides kept.

As for a household (``correction.py``), a change holds when it was made from the value in force. At the office whoever
wrote meanwhile is named at once, and what was typed stays in its box.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.db import Record, instant
from fieldvisit.families.fact import IDENTITY, Fact, Invalid
from fieldvisit.words import Choice

#: Not a field: the row came into the file, was set aside, was put back.
ADDED, SET_ASIDE, PUT_BACK = "ajout", "ecarte", "remis"


class About(Choice):
    FAMILY = "foyer", "Foyer"
    PERSON = "personne", "Personne"
    PREGNANCY = "grossesse", "Grossesse"
    SUPPORT = "dispositif", "Dispositif"
    CONTACT = "contact", "Contact"


class FactChange(Record, table=True):
    """``before``: what the author saw; ``found``: what was in force; ``name``: of what was changed, as it was called.

    ``compartment``: who may read it. Dates are kept as AAAA-MM-JJ.
    """

    __tablename__ = "fact_change"

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    about: str
    subject_id: uuid.UUID = Field(index=True)
    name: str = ""
    field: str
    compartment: str
    before: str | float | bool | None = Field(sa_type=sa.JSON, nullable=False)
    after: str | float | bool | None = Field(sa_type=sa.JSON, nullable=False)
    found: str | float | bool | None = Field(sa_type=sa.JSON, nullable=False)
    applied: bool
    reason: str = ""
    account_id: uuid.UUID = Field(foreign_key="account.id")
    device_id: uuid.UUID | None = None
    at: datetime = instant(nullable=False, index=True)


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed meanwhile: what is in force, and who wrote it."""

    field: str
    found: object
    who: str


def write(
    session: Session,
    actor: Actor,
    row: SQLModel,
    about: About,
    name: str,
    facts: Mapping[str, Fact],
    changes: Mapping,
    before: Mapping,
    now: datetime,
    reason: str = "",
) -> list[Conflict]:
    """Change each field that is still as its author saw it; keep the others beside. The caller locked the row.

    :raises Invalid: if a field may not be changed by this author
    """
    conflicts = []
    for field, after in changes.items():
        if field not in facts:
            raise Invalid("Votre fonction ne permet pas de corriger ce champ.")
        found = getattr(row, field)
        if after == found:
            continue
        applied = before.get(field, found) == found
        place = facts[field].compartment
        values = {"before": before.get(field, found), "after": after, "found": found}
        _add(session, actor, row, about, name, field, place, now, values, applied=applied, reason=reason)
        if applied:
            setattr(row, field, after)
        else:
            conflicts.append(Conflict(field, found, _author(session, row.id, field)))
    session.add(row)
    session.flush()
    return conflicts


def note(
    session: Session,
    actor: Actor,
    row: SQLModel,
    about: About,
    name: str,
    what: str,
    now: datetime,
    *,
    compartment: str = IDENTITY,
    reason: str = "",
) -> None:
    """A line that is no field's: added, set aside, put back."""
    values = {"before": None, "after": None, "found": None}
    _add(session, actor, row, about, name, what, compartment, now, values, applied=True, reason=reason)


def _add(session, actor, row, about, name, field, compartment, now, values, *, applied, reason) -> None:
    kept = {key: one.isoformat() if isinstance(one, date) else one for key, one in values.items()}
    session.add(
        FactChange(
            family_id=row.id if about == About.FAMILY else row.family_id,
            about=about,
            subject_id=row.id,
            name=name,
            field=field,
            compartment=compartment,
            **kept,
            applied=applied,
            reason=reason,
            account_id=actor.account_id,
            device_id=actor.device_id,
            at=now,
        )
    )


def _author(session: Session, subject_id: uuid.UUID, field: str) -> str:
    query = (
        select(Account.name)
        .join(FactChange, FactChange.account_id == Account.id)
        .where(FactChange.subject_id == subject_id, FactChange.field == field, FactChange.applied.is_(True))
        .order_by(sa.desc(FactChange.at), sa.desc(FactChange.id))
        .limit(1)
    )
    return session.exec(query).first() or "Un autre envoi"


def history(
    session: Session, family_id: uuid.UUID, compartments: Collection[str], most: int = 200
) -> list[tuple[FactChange, str]]:
    """The file's changes in these compartments with their author's name, newest first."""
    query = (
        select(FactChange, Account.name)
        .join(Account, Account.id == FactChange.account_id)
        .where(FactChange.family_id == family_id, FactChange.compartment.in_(compartments))
        .order_by(sa.desc(FactChange.at), sa.desc(FactChange.id))
        .limit(most)
    )
    return list(session.exec(query))
