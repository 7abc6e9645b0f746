"""Delays, limits and windows of licences, as data (``rules.json``, with their source)."""

import json
from datetime import date, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

from fieldvisit.words import Choice

RULES = json.loads((Path(__file__).parent / "rules.json").read_text(encoding="utf-8"))


class Kind(Choice):
    """As the grid of the visit names them (``ag_type``)."""

    CHILDMINDER = "maternel", "Assistant·e maternel·le"
    GROUP_HOME = "mam", "Assistant·e maternel·le en MAM"
    FOSTER = "familial", "Assistant·e familial·e"


class About(Choice):
    """What a request or a visit is about, as the grid names it (``ag_objet``)."""

    FIRST = "premiere", "Première demande"
    RENEWAL = "renouvellement", "Renouvellement"
    CHANGE = "modification", "Modification / extension"
    FOLLOW_UP = "suivi", "Visite de suivi"
    UNANNOUNCED = "controle", "Contrôle inopiné"


REQUESTS = (About.FIRST, About.RENEWAL, About.CHANGE)
FOLLOWING = (About.FOLLOW_UP, About.UNANNOUNCED)


class Opinion(Choice):
    """The worker's proposal, as the grid names it (``ag_avis``)."""

    FAVOURABLE = "favorable", "Favorable"
    WITH_RESERVES = "reserves", "Favorable avec réserves"
    AGAINST = "defavorable", "Défavorable"
    NONE = "sans_objet", "Sans objet (suivi)"


#: An opinion that has to be reasoned (``ag_motivation``).
REASONED = (Opinion.WITH_RESERVES, Opinion.AGAINST)


def months(count: int, since: date) -> date:
    """The same day so many months later (earlier if negative), the last day of a shorter month."""
    return since + relativedelta(months=count)


def decided_by(kind: str, since: date, extended: bool = False) -> date:
    """The last day on which a decision can be notified; the silence of the next one grants (CASF L421-6)."""
    more = RULES["extension_months"].get(kind, 0) if extended else 0
    return months(RULES["instruction_months"][kind] + more, since)


def expires(since: date) -> date:
    """The last day of a licence granted from ``since`` on."""
    return since + relativedelta(years=RULES["validity_years"]) - timedelta(days=1)
