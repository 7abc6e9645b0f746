"""One address of the « Base adresse nationale » (BAN), as the county's CSV gives it."""

from sqlmodel import Field, SQLModel


class Address(SQLModel, table=True):
    """``street_key``: the street folded for searching (no accents, no case); ``suffix``: « bis », « ter »."""

    __tablename__ = "ban_address"

    ban_id: str = Field(primary_key=True)
    insee: str = Field(index=True)
    postcode: str = Field(index=True)
    city: str
    number: int | None = None
    suffix: str = ""
    street: str
    street_key: str = Field(index=True)
    lat: float
    lon: float
