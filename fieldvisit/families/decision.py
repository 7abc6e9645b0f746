"""What a person decided between two writings, or about one that was set aside. Append-only: one decision each.

``subject_id`` is what was decided on: a line received from a tablet, a change of the household, a visit that the
office had changed meanwhile. Nothing that was not chosen is touched: it stays where it is, readable.
"""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Actor
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice, Refusal

LONGEST_REASON = 2_000


class About(Choice):
    VISIT = "visite", "Deux écrits d’une visite"
    HOUSEHOLD = "foyer", "Deux corrections du foyer"
    ROUND = "tournee", "Deux ordres d’une tournée"
    OVERTAKEN = "depassee", "Visite changée au bureau"
    QUARANTINE = "quarantaine", "Envoi mis de côté"
    LISTED = "echeance", "Deux décisions sur une échéance ou une tâche"
    DUPLICATE = "doublon", "Deux dossiers qui se ressemblent"


class Settled(Choice):
    """The word that the author's tablet hears."""

    RECEIVED = "received", "Reçue"
    FILED = "filed", "Classée"
    SETTLED = "settled", "Départagée"


class Decision(Record, table=True):
    """``choices``: by field, which side was kept; ``result_id``: what is in force since. ``told_id`` hears ``word`` and
    ``sentence`` on her tablet, for the line of ``envelope_id`` and ``digest``."""

    __table_args__ = (sa.UniqueConstraint("about", "subject_id"),)

    about: str
    subject_id: uuid.UUID
    family_id: uuid.UUID | None = Field(default=None, index=True)
    account_id: uuid.UUID = Field(foreign_key="account.id")
    role: str
    made_at: datetime = instant(nullable=False)
    choice: str
    choices: dict = Field(default_factory=dict, sa_type=sa.JSON)
    reason: str
    result_id: uuid.UUID | None = None
    told_id: uuid.UUID | None = None
    envelope_id: uuid.UUID | None = Field(default=None, index=True)
    digest: str | None = None
    word: str = ""
    sentence: str = ""


class Taken(Refusal):
    sentence = "Une autre personne vient d’en décider : la page montre ce qui a été choisi."


class NoReason(Refusal):
    sentence = "Écrivez en quelques mots pourquoi : le motif reste avec la décision."


def reason_from(text: str) -> str:
    """:raises NoReason: if nothing was written, or a book"""
    reason = " ".join(text.split())
    if not reason:
        raise NoReason
    if len(reason) > LONGEST_REASON:
        raise NoReason("Ce motif est trop long : quelques mots suffisent.")
    return reason


def check_open(session: Session, about: About, subject_id: uuid.UUID) -> None:
    """:raises Taken: if it was decided already"""
    query = select(Decision.id).where(Decision.about == about, Decision.subject_id == subject_id)
    if session.exec(query).first() is not None:
        raise Taken


def note(
    session: Session, actor: Actor, about: About, subject_id: uuid.UUID, choice: str, reason: str, now: datetime, **more
) -> Decision:
    """Write the decision in the transaction that carries it out."""
    made = Decision(
        about=about,
        subject_id=subject_id,
        account_id=actor.account_id,
        role=actor.role,
        made_at=now,
        choice=choice,
        reason=reason,
        **more,
    )
    session.add(made)
    session.flush()
    return made


def undecided(about: About, subject):
    """Condition: nobody decided yet on this column of ids."""
    return ~sa.exists().where(Decision.about == about, Decision.subject_id == subject)


def open_among(session: Session, about: About, subjects: list[uuid.UUID]) -> set[uuid.UUID]:
    """Those that nobody decided on yet."""
    query = select(Decision.subject_id).where(Decision.about == about, Decision.subject_id.in_(subjects))
    return set(subjects) - set(session.exec(query)) if subjects else set()
