"""The county's lists for family workers (``tisf_listes.json``): funders, motives, fields, who makes which step.

Labels travel and are shown as they stand there; codes are what is stored.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from fieldvisit.words import fold

LISTS = json.loads((Path(__file__).parent / "tisf_listes.json").read_text(encoding="utf-8"))


def _labels(name: str) -> dict[str, str]:
    return {one["code"]: one["libelle"] for one in LISTS[name]}


FUNDERS = _labels("financeurs")
LEVELS = _labels("niveaux")
INCIDENTS = _labels("incidents")
#: « Dispositif »: no public text defines them (domain §0.12), so they are a county's own.
FRAMES = {
    "tisf": "Intervention TISF",
    "premiers_pas": "« Premiers pas »",
    "aep": "Action éducative préventive (AEP)",
}
#: Funders whose orders the association writes itself, after their agreement.
ASSOCIATION = frozenset({"caf", "msa", "mutuelle"})
#: Fields of an order and of its pattern, by their code in the list: label, bounds, choices.
FIELDS = {one["code"]: one for one in LISTS["ordre_intervention_champs"]}
PATTERN = {one["code"]: one for one in LISTS["recurrence"]["champs"]}


@dataclass(frozen=True)
class Motive:
    """``neutral`` (``libelle_tisf``): what whoever may not read ``label`` reads. ``of_caf``: of the CAF's themes."""

    code: str
    label: str
    neutral: str
    sensitive: bool
    theme: str = ""

    @property
    def of_caf(self) -> bool:
        return bool(self.theme)


def _motives() -> dict[str, Motive]:
    caf = [(one, group["theme"]) for group in LISTS["motifs_caf"] for one in group["motifs"]]
    county = [(one, "") for one in LISTS["motifs_departement"]]
    return {
        one["code"]: Motive(one["code"], one["libelle"], one["libelle_tisf"], one["sensible"], theme)
        for one, theme in (*caf, *county)
    }


MOTIVES = _motives()


@dataclass(frozen=True)
class Step:
    """One step of a circuit: who takes an order, a session, a statement or a report from where to where.

    ``before``, ``after``: codes as stored; ``before`` is "" for what begins.
    """

    of: str
    act: str
    before: str
    after: str
    roles: frozenset[str]


def code_of(label: str) -> str:
    """« À valider » is stored as ``a_valider``."""
    return fold(label).replace(" ", "_")


CIRCUITS = tuple(
    Step(
        one["objet"],
        one["acte"],
        code_of(one["de"] or ""),
        code_of(one["vers"]),
        frozenset(one["roles"]),
    )
    for one in LISTS["circuits"]
)


def who(of: str, act: str) -> frozenset[str]:
    """The roles that may make this act on an order (« ordre »), a session (« seance »), a statement or a report.

    :raises KeyError: if the circuits know no such act: a misspelt one must not read as « nobody »
    """
    found = [one for one in CIRCUITS if (one.of, one.act) == (of, act)]
    if not found:
        raise KeyError(f"{of}: {act}")
    return frozenset().union(*(one.roles for one in found))


def may(role: str, of: str, act: str) -> bool:
    return role in who(of, act)
