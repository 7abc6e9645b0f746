"""Words under which a household is found: names folded and as they sound, birth dates, address, phone."""

import uuid

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class NameKey(SQLModel, table=True):
    """``kind``: « nom » (folded), « son » (phonetic), « date » (birth, AAAA-MM-JJ), « lieu », « tel », « dossier »."""

    __tablename__ = "name_key"
    __table_args__ = (sa.Index("ix_name_key_search", "kind", "word", "family_id"),)

    family_id: uuid.UUID = Field(foreign_key="household.id", primary_key=True)
    kind: str = Field(primary_key=True)
    word: str = Field(primary_key=True)
