"""A commune of the county and the sector that it belongs to (territory: domain §8.3)."""

import uuid

from sqlmodel import Field, SQLModel


class Commune(SQLModel, table=True):
    """``name_key``: the name folded for searching; one commune has one sector."""

    insee: str = Field(primary_key=True)
    name: str
    name_key: str = Field(index=True)
    postcode: str = Field(default="", index=True)
    sector_id: uuid.UUID | None = Field(default=None, foreign_key="sector.id", index=True)
    lat: float | None = None
    lon: float | None = None
