"""Versions of grids that the county published, drafts of them, and which modules it uses. Nothing here is ever deleted.

A published version never changes: what was begun or signed with it is read with it.
"""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.db import Record, instant, where_given


class State(StrEnum):
    DRAFT = "brouillon"
    PUBLISHED = "publiée"
    DISCARDED = "abandonnée"


class FormVersion(Record, table=True):
    """``content``: the form as it was written (JSON text); ``digest``: SHA-256 of its meaning, whatever the layout."""

    __tablename__ = "form_version"
    __table_args__ = (
        sa.Index("uq_form_version_published", "code", "version", unique=True, **where_given("published_at")),
    )

    code: str = Field(index=True)
    version: str
    title: str
    digest: str
    file_name: str = ""
    content: str = Field(sa_type=sa.Text)
    brought_at: datetime = instant(nullable=False)
    brought_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    brought_by_name: str
    published_at: datetime | None = instant()
    published_by_name: str = ""
    discarded_at: datetime | None = instant()
    discarded_by_name: str = ""

    @property
    def state(self) -> State:
        if self.published_at:
            return State.PUBLISHED
        return State.DISCARDED if self.discarded_at else State.DRAFT


class FormSwitch(Record, table=True):
    """The county uses a module (« EPDS ») or not; the last line of a code says it."""

    __tablename__ = "form_switch"

    code: str = Field(index=True)
    used: bool
    at: datetime = instant(nullable=False)
    by_name: str


def switches(session: Session) -> dict[str, FormSwitch]:
    """The last word on each module."""
    return {one.code: one for one in session.exec(select(FormSwitch).order_by(FormSwitch.at, FormSwitch.id))}
