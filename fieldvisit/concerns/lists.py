"""The county's lists for a concern report (``concern_lists.json``): its fields, natures, states and outcomes."""

import json
from pathlib import Path

from fieldvisit.words import Choice

LISTS = json.loads((Path(__file__).parent / "concern_lists.json").read_text(encoding="utf-8"))
NATURES = {one["code"]: one["libelle"] for one in LISTS["natures"]}
#: « Suites », stored as the labels of the list.
OUTCOMES = tuple(LISTS["ip_suites"])
COURT = "Signalement judiciaire"


class Status(Choice):
    DRAFT = "brouillon", "Brouillon"
    SENT = "transmise", "Transmise à la CRIP"
    ACKNOWLEDGED = "accusee", "Accusé réception"
    EVALUATING = "en_evaluation", "En évaluation"
    EVALUATED = "evaluee", "Évaluée (suites)"
    CLOSED = "classee", "Classée"


class Recipient(Choice):
    UNIT = "crip", "CRIP"
    PROSECUTOR = "procureur", "Procureur de la République (danger grave et immédiat), copie à la CRIP"


#: Over: no deadline runs any longer.
OVER = (Status.EVALUATED, Status.CLOSED)
