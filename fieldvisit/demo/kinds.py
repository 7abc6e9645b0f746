"""Which type of visit a family is due on a day, by the age of its youngest child and by who goes."""

from datetime import date

from fieldvisit.demo.households import Settled

#: Age of the child in days, first and last, for the puéricultrice's visits.
MILESTONES = (
    ("vad_sortie", 3, 15),
    ("vad_1m", 21, 42),
    ("vad_2_3m", 60, 95),
    ("vad_4m", 115, 140),
    ("vad_9m", 270, 310),
    ("vad_12m", 360, 400),
    ("vad_24m", 700, 760),
)
DURATIONS = {
    "vad_prenatale": 60,
    "vad_sortie": 60,
    "vad_1m": 60,
    "vad_2_3m": 45,
    "vad_4m": 45,
    "vad_9m": 60,
    "vad_12m": 45,
    "vad_24m": 60,
    "vad_suivi": 45,
    "vad_prema": 60,
    "contact_telephonique": 15,
    "pesee_seule": 20,
}
REASONS = {
    "vad_sortie": "Retour de maternité",
    "vad_1m": "Visite du 1er mois",
    "vad_2_3m": "Visite des 2-3 mois",
    "vad_4m": "Visite des 4 mois",
    "vad_9m": "Visite des 9 mois",
    "vad_12m": "Visite des 12 mois",
    "vad_24m": "Visite des 24 mois",
    "vad_prenatale": "Suivi de grossesse",
    "vad_prema": "Suivi de prématurité, pesée",
    "vad_suivi": "Visite de suivi",
    "contact_telephonique": "Prendre des nouvelles, fixer la prochaine visite",
    "pesee_seule": "Pesée de contrôle",
}


def reason(family: Settled, role: str, kind: str, nth: int) -> str:
    """Why, as the coordinator would write it: the family's own reason for its first visit."""
    if role == "medecin_pmi" and kind == "vad_suivi":
        return "Avis médical demandé par l’équipe"
    if role == "sage_femme_pmi" and not family.pregnancy and kind == "vad_suivi":
        return "Suivi postnatal de la mère, allaitement"
    if nth == 0 and family.home.reason and kind not in ("contact_telephonique", "pesee_seule"):
        return family.home.reason
    return REASONS[kind]


def due(family: Settled, role: str, day: date, nth: int) -> str:
    """The type of the ``nth`` visit (from 0) that this role makes to this family in a fortnight."""
    child = family.youngest
    age = (day - child.birth_date).days if child else None
    # Half the families are called between two visits, the others seen again first: days stay mixed.
    light = nth > 0 and (nth + family.number) % 2 == 1
    if role == "sage_femme_pmi" and family.pregnancy:
        return "contact_telephonique" if light else "vad_prenatale"
    if child is None:
        return "contact_telephonique" if light else "vad_suivi"
    if role == "puericultrice" and (child.term_weeks or 40) < 35 and age < 120:
        return "contact_telephonique" if nth % 3 == 1 else "vad_prema"
    if light:
        return "pesee_seule" if age < 100 and nth % 3 else "contact_telephonique"
    if nth == 0 and role == "puericultrice":
        for code, first, last in MILESTONES:
            if first <= age <= last:
                return code
    return "vad_suivi"
