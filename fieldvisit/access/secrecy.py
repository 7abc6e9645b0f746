"""Places that are narrower than a class of data: « violence » and « entretien » within « dossier_mere » (domain §1.2).

Whether the family is open to the reader at all is asked before, in the query (``families.household.open_to``).
"""

import json
from pathlib import Path

from fieldvisit.access import roles
from fieldvisit.access.roles import Reach, right

TABLE = json.loads((Path(__file__).parent / "secrecy.json").read_text(encoding="utf-8"))
VIOLENCE, INTERVIEW = "violence", "entretien"
MOTHER, CHILD = "dossier_mere", "sante_enfant"
#: All that something may be kept under: the county's classes of data and their narrower parts.
PLACES = (*sorted(roles.COMPARTMENTS), *TABLE["parts"])


def whole(place: str) -> str:
    """The class of data, in the county's table, that this place is or is a part of."""
    return TABLE["parts"].get(place, place)


def may_read(place: str, role: str, is_author: bool) -> bool:
    """Whether a role reads this place of a family that is open to it.

    :raises KeyError: if there is no such place: a misspelt one must not read as « no »
    """
    granted = right(role, whole(place)).read is not Reach.NONE
    if place in TABLE["parts"]:
        return granted and (is_author or role in TABLE["confidential_readers"])
    if not granted:
        return False
    if place == MOTHER and role in TABLE["mother_only_own_writing"]:
        return is_author
    return not (place == CHILD and role in TABLE["child_only_extract"])


def readable(role: str) -> list[str]:
    """The places that this role reads, whoever wrote there."""
    return [place for place in PLACES if may_read(place, role, is_author=False)]
