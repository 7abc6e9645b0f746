"""Which criteria of priority a family's circumstances meet on a day: one small function each, limits from the data."""

from collections.abc import Callable
from datetime import date

from fieldvisit.due.circumstances import Child, Circumstances
from fieldvisit.due.criteria import CRITERIA
from fieldvisit.due.finding import Found
from fieldvisit.families import age
from fieldvisit.families.age import PARIS

_NEVER_BEFORE = date.min


def met(one: Circumstances, today: date) -> list[str]:
    """Codes of the criteria met, in the county's order."""
    return [code for code, asked in CRITERIA.items() if HOLDS[code](one, today, asked.settings)]


def _danger(one: Circumstances, today: date, limits: dict) -> bool:
    """An « Urgent » that nobody closed, or the newest EPDS."""
    return one.urgent or _tells(one, Found.EPDS, today, limits["valid_days"]) == "oui"


def _discharged_first(one: Circumstances, today: date, limits: dict) -> bool:
    """A newborn back home of late, and the mother's first birth."""
    back = [child for child in one.children if _since(child.discharged_on or child.birth_date, today) < limits["days"]]
    return bool(back) and _first_birth(one, back)


def _first_birth(one: Circumstances, newborns: list[Child]) -> bool:
    born = {child.birth_date for child in newborns}
    recent = [parity for ended, parity, _ in one.pregnancies if parity is not None and _recent(ended, born)]
    if recent:
        return recent[-1] == 0
    return all(child.birth_date in born for child in one.children)


def _recent(ended: date | None, born: set[date | None]) -> bool:
    return ended is None or any(day and abs((ended - day).days) <= 3 for day in born)


def _premature(one: Circumstances, today: date, limits: dict) -> bool:
    return any(
        (child.term_weeks is not None and child.term_weeks < limits["weeks"])
        or (child.birth_weight_g is not None and child.birth_weight_g < limits["grams"])
        for child in _younger(one, today, limits["until_months"])
    )


def _multiple(one: Circumstances, today: date, limits: dict) -> bool:
    """A pregnancy under way with several, or those born of it while they are small."""
    carried = any(multiple for ended, _, multiple in one.pregnancies if ended is None)
    return carried or any(child.multiple for child in _younger(one, today, limits["until_months"]))


def _level(one: Circumstances, today: date, limits: dict) -> bool:
    return _tells(one, Found.LEVEL, today, limits["valid_days"]) == limits["level"]


def _growth(one: Circumstances, today: date, limits: dict) -> bool:
    return any(_tells(one, Found.GROWTH, today, limits["valid_days"], str(child.id)) for child in one.children)


def _unseen(one: Circumstances, today: date, limits: dict) -> bool:
    """« Suivi actif »: a follow-up or a support in force, or a lead professional who came within half a year."""
    begun = [day for day in (one.followed_since, *(first for _, first, _ in one.supports)) if day]
    if one.assigned_since and one.last_visit and (today - one.last_visit).days <= limits["active_days"]:
        begun.append(one.assigned_since)
    if not one.followed or not begun:
        return False
    return (today - max(one.last_visit or _NEVER_BEFORE, min(begun))).days > limits["days"]


def _isolated(one: Circumstances, today: date, limits: dict) -> bool:
    return _tells(one, Found.ISOLATED, today, limits["valid_days"]) == "oui"


def _asked(one: Circumstances, today: date, limits: dict) -> bool:
    """The family called or came, and nobody went there since."""
    if one.asked_at is None:
        return False
    day = one.asked_at.astimezone(PARIS).date()
    return 0 <= (today - day).days <= limits["days"] and (one.last_visit is None or one.last_visit < day)


def _in_care(one: Circumstances, today: date, limits: dict) -> bool:
    return any(child.in_care for child in one.children) or any(code in limits["supports"] for code, *_ in one.supports)


def _disabled(one: Circumstances, today: date, limits: dict) -> bool:
    return any(child.disabled for child in one.children)


def _ends_soon(one: Circumstances, today: date, limits: dict) -> bool:
    return any(
        last is not None and 0 <= (last - today).days <= limits["days"]
        for code, _, last in one.supports
        if code in limits["supports"]
    )


def _tells(one: Circumstances, what: str, today: date, valid_days: int, subject: str = "") -> str:
    told = one.told.get((what, subject))
    return told.value if told and (today - told.on).days <= valid_days else ""


def _since(day: date | None, today: date) -> float:
    """Days since then; never, for what is unknown or still to come."""
    return (today - day).days if day and day <= today else float("inf")


def _younger(one: Circumstances, today: date, months: int) -> list[Child]:
    return [child for child in one.children if child.birth_date and age.months(child.birth_date, today) < months]


HOLDS: dict[str, Callable[[Circumstances, date, dict], bool]] = {
    "danger": _danger,
    "sortie_primipare": _discharged_first,
    "premature": _premature,
    "multiple": _multiple,
    "epp_accompagner": _level,
    "epp_urgent": _level,
    "croissance": _growth,
    "sans_visite": _unseen,
    "isolement": _isolated,
    "demande": _asked,
    "ase": _in_care,
    "handicap": _disabled,
    "fin_tisf": _ends_soon,
}
