"""A referral: to whom a family is sent on, what it said of it, and what became of it. Never deleted."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class State(Choice):
    """What the family said; « Écartée »: the worker did not propose it."""

    ACCEPTED = "acceptee", "Acceptée"
    DECLINED = "refusee", "Refusée"
    THINKING = "a_reflechir", "À réfléchir"
    DROPPED = "ecartee", "Non proposée"
    WITHDRAWN = "retiree", "Retirée par une correction"


class Referral(Record, table=True):
    """One for each visit, child and orientation. ``task_id``: what is left to do of it, once accepted.

    ``code``: of forms/orientations.json; ``place``: the class of data whose readers read it; ``said``: its state in the
    signed record, which the office may have changed since; ``source``: as its task's. ``seen``: « oui », « non » or "".
    """

    __tablename__ = "referral"
    __feed__ = ("task", "family_id", "id")
    __table_args__ = (sa.UniqueConstraint("source"),)

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    visit_id: uuid.UUID = Field(index=True)
    record_id: uuid.UUID = Field(foreign_key="visit_record.id")
    author_id: uuid.UUID = Field(foreign_key="account.id")
    task_id: uuid.UUID | None = Field(default=None, foreign_key="task.id", index=True)
    code: str
    label: str
    place: str
    state: str
    said: str
    source: str
    said_on: date
    words: str = ""
    to_whom: str = ""
    sent_on: date | None = None
    remind_on: date | None = None
    answered_on: date | None = None
    answer: str = ""
    seen: str = ""


class ReferralStep(Record, table=True):
    """One line of a referral’s history. Append-only. ``what``: the field or the act, in French; « before → after »."""

    __tablename__ = "referral_step"

    referral_id: uuid.UUID = Field(foreign_key="referral.id", index=True)
    at: datetime = instant(nullable=False)
    account_id: uuid.UUID = Field(foreign_key="account.id")
    what: str
    before: str = ""
    after: str = ""
