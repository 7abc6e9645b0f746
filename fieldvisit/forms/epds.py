"""The EPDS as answers: one passation is its ten points together, or nothing (domain §3.4).

Cox, Holden and Sagovsky 1987; French version Guedeney and Fermanian 1998. Same in ``offline/js/rules/epds.js``.
"""

from collections.abc import Callable

from fieldvisit.families.age import day
from fieldvisit.forms.conditions import number

QUESTIONS = tuple(f"ep_{at}" for at in range(1, 11))
#: How it was filled; « refusee » and « interrompue » make no score.
HOW, FILLED = "ep_passation", ("seule", "aidee", "papier")
#: A signed passation counts for the visits of so many days (« moins de 14 jours »).
VALID_DAYS = 14


def passation(read: Callable) -> dict | None:
    """``{"total": 0–30, "item10": 0–3}`` of ten answered questions; None as soon as one is missing.

    ``read(item)`` gives the value of an answer, None when unanswered.
    """
    points = [read(each) for each in QUESTIONS]
    if read(HOW) not in FILLED or not all(number(each) and each in (0, 1, 2, 3) for each in points):
        return None
    return {"total": sum(points), "item10": points[-1]}


def signed(body: dict) -> dict | None:
    """A valid passation of a signed body, with the day it was made: ``{"on": ISO date, "total", "item10"}``."""
    answers = body.get("answers")
    answers = answers if isinstance(answers, dict) else {}

    def read(item: str):
        answer = answers.get(item)
        return answer.get("v") if isinstance(answer, dict) and "special" not in answer else None

    found = passation(read)
    on = next((at for field in ("started_at", "signed_at", "planned_on") if (at := day(body.get(field)))), None)
    return found and on and {"on": on.isoformat(), **found}
