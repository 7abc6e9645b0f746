"""Roles and compartments (« classes de données »): the county's permission table as data. Default is no."""

import json
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

TABLE = json.loads((Path(__file__).parent / "roles_permissions.json").read_text(encoding="utf-8"))
COMPARTMENTS = frozenset(TABLE["classes_de_donnees"])
#: Roles that go into homes with a tablet.
FIELD = frozenset({"puericultrice", "infirmiere_pmi", "sage_femme_pmi", "medecin_pmi", "tisf", "intervenant_aep"})
LABELS = {role["code"]: role["libelle"] for role in TABLE["roles"]}


class Reach(IntEnum):
    NONE = 0
    OWN = 1  # « * »: only one's own families, or what was expressly shared
    ALL = 2


@dataclass(frozen=True)
class Right:
    """Read and write reach of one role on one compartment; ``send`` = create without re-reading (« C »)."""

    read: Reach = Reach.NONE
    write: Reach = Reach.NONE
    send: bool = False


def _parse(letters: str) -> Right:
    reach = Reach.OWN if "*" in letters else Reach.ALL
    return Right(
        read=reach if "R" in letters else Reach.NONE,
        write=reach if "W" in letters else Reach.NONE,
        send="C" in letters,
    )


_RIGHTS = {
    (role["code"], compartment): _parse(letters)
    for role in TABLE["roles"]
    for compartment, letters in role["droits"].items()
}


def right(role: str, compartment: str) -> Right:
    """:raises KeyError: if the compartment does not exist: a misspelt one must not read as « no »."""
    if compartment not in COMPARTMENTS:
        raise KeyError(compartment)
    return _RIGHTS.get((role, compartment), Right())
