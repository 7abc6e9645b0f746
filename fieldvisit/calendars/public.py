"""Public holidays (« jours fériés »), by the library; those of Alsace and Moselle, or of an overseas county, by a
setting.
"""

from datetime import date
from functools import lru_cache

import holidays

from fieldvisit import settings

#: What a county writes in the setting, beside the codes of the library (« 971 », « 974 »…).
REGIONS = {"": None, "alsace-moselle": "57"}


def name(day: date) -> str:
    """The name of the public holiday, or nothing.

    :raises ValueError: if the setting names no region
    """
    return _of(day.year, settings.read().holidays).get(day, "")


@lru_cache(maxsize=16)
def _of(year: int, region: str) -> dict[date, str]:
    code = REGIONS.get(region, region)
    try:
        return dict(holidays.France(years=year, subdiv=code, language="fr").items())
    except NotImplementedError as error:
        raise ValueError(f"FIELDVISIT_HOLIDAYS: no such region: {region}") from error
