"""The commune where a family lives, as a file writes it: of the county, outside of it, or unknown.

« ST DENIS LES BOURG CEDEX » is Saint-Denis-lès-Bourg; what is nearly a commune of the county goes back, not guessed.
"""

import difflib
import re
import uuid
from dataclasses import dataclass

from sqlmodel import Session, select

from fieldvisit.places import street
from fieldvisit.places.commune import Commune


@dataclass(frozen=True)
class Place:
    """``sector_id``: none outside the county."""

    insee: str
    name: str
    postcode: str
    sector_id: uuid.UUID | None
    outside: bool = False


class Unknown(Exception):
    """:ivar nearest: a commune of the county that may have been meant, or nothing"""

    def __init__(self, nearest: str = ""):
        self.nearest = nearest
        super().__init__(nearest)


class Communes:
    """All communes of the county, read once for a whole file."""

    def __init__(self, session: Session):
        self._by_insee: dict[str, Commune] = {}
        self._by_name: dict[str, list[Commune]] = {}
        for one in session.exec(select(Commune)):
            self._by_insee[one.insee] = one
            self._by_name.setdefault(street.commune_key(one.name), []).append(one)
        self._counties = {_county(code) for code in self._by_insee}

    def __len__(self) -> int:
        return len(self._by_insee)

    def find(self, insee: str, postcode: str, name: str) -> Place:
        """:raises Unknown: if it is neither a commune of the county nor plainly outside of it"""
        if insee in self._by_insee:
            return _place(self._by_insee[insee], postcode)
        if re.fullmatch(r"\d[\dAB]\d{3}", insee) and _county(insee) not in self._counties:
            return Place(insee, name, postcode, None, outside=True)
        named = self._by_name.get(street.commune_key(name), []) if name else []
        near = [one for one in named if not postcode or one.postcode == postcode] or [
            one for one in named if not postcode or _county(postcode) == _county(one.insee)
        ]
        if len(near) == 1:
            return _place(near[0], postcode)
        if re.fullmatch(r"\d{5}", postcode) and _county(postcode) not in self._counties:
            return Place(insee, name, postcode, None, outside=True)
        raise Unknown(self._nearest(name))

    def _nearest(self, name: str) -> str:
        found = difflib.get_close_matches(street.commune_key(name), self._by_name, n=1, cutoff=0.75) if name else []
        return self._by_name[found[0]][0].name if found else ""


def _place(commune: Commune, postcode: str) -> Place:
    return Place(commune.insee, commune.name, postcode or commune.postcode, commune.sector_id)


def _county(code: str) -> str:
    """« 01 », « 2A », « 974 »."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]
