"""The calendars of the mandatory exams and of the vaccines (CSP R2132-1, calendar 2025), as data.

The app prescribes nothing: it says what is due, and what is late. Ages are real ages, in completed days or months.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class ExamDue:
    """Due from ``opens`` to ``due``, each days or months of age; after ``late_days`` more it is late.

    Days are counted with the last one (« J0 → J8 »), months without: the second month ends the day before two months.
    """

    code: str
    label: str
    certificate: str | None
    opens: tuple[int, str]
    due: tuple[int, str]
    late_days: int
    in_force: date | None = None


@dataclass(frozen=True)
class DoseDue:
    """``months``–``to_months``: the age asked for; ``late_days``: None when it is never late."""

    vaccine: str
    rank: str
    months: int
    to_months: int
    late_days: int | None


@dataclass(frozen=True)
class Vaccine:
    """``to_check``: depends on a risk or a season, so that one only asks. ``until_months``: not asked for after it.

    ``season``: (first, last) day of each year's, « MM-DD », from ``season_from_months`` on.
    """

    code: str
    label: str
    short: str
    mandatory: bool
    until_months: int
    doses: tuple[DoseDue, ...]
    to_check: bool = False
    in_force: date | None = None
    season: tuple[str, str] | None = None
    season_from_months: int = 0


@lru_cache
def exams() -> dict[str, ExamDue]:
    """The 20 mandatory exams by code, in order."""
    source = _load("exams.json")
    return {one["code"]: _exam(one, source["late_days"]) for one in source["exams"]}


@lru_cache
def vaccines() -> dict[str, Vaccine]:
    """The vaccines by code, each with its doses in order."""
    source = _load("vaccines.json")
    return {one["code"]: _vaccine(one, source["late_days"]) for one in source["vaccines"]}


def _load(name: str) -> dict:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def _tolerance(months: float, rule: dict) -> int:
    return rule["before"] if months < rule["before_months"] else rule["after"]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _exam(one: dict, rule: dict) -> ExamDue:
    unit = "days" if "from_days" in one else "months"
    opens, due = (one[f"from_{unit}"], unit), (one[f"to_{unit}"], unit)
    months = due[0] if unit == "months" else due[0] / 31
    # An exam that ends with the sixth month is still one « before 6 months » : its window ends where they do.
    late = rule["before"] if months <= rule["before_months"] else rule["after"]
    return ExamDue(one["code"], one["label"], one["certificate"], opens, due, late, _day(one.get("in_force")))


def _vaccine(one: dict, rule: dict) -> Vaccine:
    never = one["standing"] != "calendrier"
    doses = tuple(
        DoseDue(
            one["code"],
            dose["rank"],
            dose["months"],
            dose.get("to_months", dose["months"]),
            None if never else _tolerance(dose["months"], rule),
        )
        for dose in one["doses"]
    )
    season = one.get("season")
    return Vaccine(
        one["code"],
        one["label"],
        one["short"],
        one["mandatory"],
        one["until_months"],
        doses,
        one["standing"] == "a_verifier",
        _day(one.get("in_force")),
        (season["opens"], season["closes"]) if season else None,
        season["from_months"] if season else 0,
    )
