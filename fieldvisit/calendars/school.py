"""School holidays of a zone (« vacances scolaires »), imported: no library keeps them."""

from datetime import date

from sqlmodel import Field

from fieldvisit.db import Record


class SchoolHoliday(Record, table=True):
    """From ``first_on`` to ``last_on``, both included; ``zone``: A, B or C."""

    __tablename__ = "school_holiday"

    zone: str = Field(index=True)
    label: str
    first_on: date
    last_on: date
