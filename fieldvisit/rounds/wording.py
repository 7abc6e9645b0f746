"""The French of the planner: days, hours, durations, professions with their article."""

from fieldvisit.rounds.problem import DAY, HOUR, MINUTE

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
#: Code of the exchange format or of a role: what it is called, and « aucun » in its gender.
PROFESSIONS = {
    "IPDE": ("puéricultrice", "aucune"),
    "SF": ("sage-femme", "aucune"),
    "TISF": ("TISF", "aucune"),
    "puericultrice": ("puéricultrice", "aucune"),
    "infirmiere_pmi": ("infirmière", "aucune"),
    "sage_femme_pmi": ("sage-femme", "aucune"),
    "medecin_pmi": ("médecin", "aucun"),
    "tisf": ("TISF", "aucune"),
    "intervenant_aep": ("intervenante AEP", "aucune"),
}


def profession(code: str) -> str:
    return PROFESSIONS.get(code, (code, ""))[0]


def nobody(code: str) -> str:
    """« aucune sage-femme », « aucun médecin »."""
    word, none = PROFESSIONS.get(code, (f"personne de la profession « {code} »", "aucune"))
    return f"{none} {word}"


def day_name(day: int) -> str:
    """« jeudi »; in the second week « jeudi de la semaine suivante »."""
    return DAYS[day % 7] + (" de la semaine suivante" if day >= 7 else "")


def days_list(days) -> str:
    names = [day_name(day) for day in sorted(set(days))]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}" if names else "aucun jour"


def hour_of(at: int) -> str:
    """« 9 h 05 » for a time of the week."""
    return f"{at % DAY // HOUR} h {at % HOUR // MINUTE:02}"


def lasting(seconds: int) -> str:
    """« 25 min », « 1 h 20 », rounded up to the minute."""
    minutes = -(-int(seconds) // MINUTE)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02}" if minutes % 60 else f"{minutes // 60} h"
