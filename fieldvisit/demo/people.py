"""The professionals of the demo county: at least one for each role of the role table, all invented."""

from typing import NamedTuple

from fieldvisit.access import roles

#: Shared by every demo account, and printed at start: it protects nothing.
PASSWORD = "visite-a-domicile"

BOTH = ("bresse", "plaine")
COUNTY_STAFF = "Département de démonstration (Ain)"
ASSOCIATION = "Association d’aide à domicile de démonstration"


class Professional(NamedTuple):
    login: str
    name: str
    role: str
    sectors: tuple[str, ...]
    employer: str = COUNTY_STAFF


PROFESSIONALS = (
    Professional("claire.morel", "Claire Morel", "puericultrice", ("bresse",)),
    Professional("nadia.belkacem", "Nadia Belkacem", "puericultrice", ("bresse",)),
    Professional("julie.perrin", "Julie Perrin", "puericultrice", ("plaine",)),
    Professional("thomas.gauthier", "Thomas Gauthier", "infirmiere_pmi", ("plaine",)),
    Professional("sophie.delorme", "Sophie Delorme", "sage_femme_pmi", ("bresse",)),
    Professional("aminata.diallo", "Aminata Diallo", "sage_femme_pmi", ("plaine",)),
    Professional("helene.marchand", "Hélène Marchand", "medecin_pmi", BOTH),
    Professional("louis.arnaud", "Louis Arnaud", "psychologue_pmi", BOTH),
    Professional("fatima.elidrissi", "Fatima El Idrissi", "tisf", ("bresse",), ASSOCIATION),
    Professional("sandrine.jacquet", "Sandrine Jacquet", "tisf", ("plaine",), ASSOCIATION),
    Professional("patricia.lemoine", "Patricia Lemoine", "responsable_tisf", BOTH, ASSOCIATION),
    Professional("kevin.barbosa", "Kévin Barbosa", "intervenant_aep", ("bresse",), ASSOCIATION),
    Professional("isabelle.roux", "Isabelle Roux", "coordinatrice", ("bresse",)),
    Professional("catherine.vial", "Catherine Vial", "coordinatrice", ("plaine",)),
    Professional("monique.girard", "Monique Girard", "secretariat", BOTH),
    Professional("david.ferrand", "David Ferrand", "referent_ase", BOTH),
    Professional("anne.delmas", "Anne Delmas", "crip", BOTH),
    Professional("pierre.lacombe", "Pierre Lacombe", "odpe", BOTH),
    Professional("francoise.berthet", "Françoise Berthet", "medecin_responsable", BOTH),
    Professional("olivier.masson", "Olivier Masson", "dpo", BOTH),
    Professional("marc.tissot", "Marc Tissot", "administrateur", BOTH),
)


class Door(NamedTuple):
    """One account as printed at start."""

    login: str
    password: str
    role: str
    name: str


def accounts() -> list[Door]:
    """Login, password, role label and name of every demo account, in the order worth printing."""
    return [Door(one.login, PASSWORD, roles.LABELS[one.role], one.name) for one in PROFESSIONALS]


def phone(rank: int) -> str:
    """Of the professional at this place of the table, in the range that ARCEP keeps for fiction."""
    return f"04 65 71 90 {10 + rank:02d}"
