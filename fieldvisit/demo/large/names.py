"""Names to draw from: those common in the Ain, of several origins. Whoever bears one here is invented."""

import json
from pathlib import Path

_LISTED = json.loads((Path(__file__).parent / "names.json").read_text(encoding="utf-8"))
SURNAMES: tuple[str, ...] = tuple(_LISTED["surnames"])
MOTHERS: tuple[str, ...] = tuple(_LISTED["mothers"])
FATHERS: tuple[str, ...] = tuple(_LISTED["fathers"])
GIRLS: tuple[str, ...] = tuple(_LISTED["girls"])
BOYS: tuple[str, ...] = tuple(_LISTED["boys"])
STREETS: tuple[str, ...] = tuple(_LISTED["streets"])
#: Two parts of the name of an invented commune.
HEADS: tuple[str, ...] = tuple(_LISTED["heads"])
TAILS: tuple[str, ...] = tuple(_LISTED["tails"])
