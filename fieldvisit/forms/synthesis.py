"""The synthesis left with the woman after an interview: plain words, only what she agreed to (EPP item I6).

The paper lies about at home: what was said alone, what is private, levels and scores never come in, because only the
items that ``synthesis.json`` names do. The tablet says the same (``offline/js/rules/synthesis.js``), on the same cases.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from fieldvisit.forms import catalogue
from fieldvisit.words import Refusal

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre")
MONTHS += ("décembre",)
ACCEPTED, THINKING = "acceptee", "a_reflechir"


class NotGiven(Refusal):
    sentence = "Cette visite n’a pas de synthèse à remettre."


@dataclass(frozen=True)
class Known:
    """What surrounds the answers. ``visits``: of the days to come, as read aloud; ``reach``: name and phone."""

    author: str
    on: str
    visits: tuple[str, ...] = ()
    reach: str = ""


@lru_cache
def words() -> dict:
    return json.loads((catalogue.ROOM / "synthesis.json").read_text(encoding="utf-8"))


def of(kind: str, answers: dict, referrals: list[dict], known: Known) -> dict:
    """``{title, intro, sections: [{title, lines}], foot: [lines]}`` of an interview.

    ``answers``: as signed; ``referrals``: ``[{code, state, words, confided}]``, of which the confided ones stay out.

    :raises NotGiven: if she does not want it, was not asked, or the visit has none
    """
    said, form = words(), words()["forms"].get(kind)
    if form is None:
        raise NotGiven(said["not_one"])
    if form["given"]:
        given = _value(answers, form["given"])
        if given != "oui":
            raise NotGiven(said["refused"] if given == "non" else said["unasked"])
    on = _value(answers, form["date"])
    on = on if isinstance(on, str) and on else known.on
    sections = [
        {"title": section["title"], "lines": [line for one in section["lines"] if (line := _line(one, answers))]}
        for section in form["sections"]
    ]
    shown = [one for one in referrals if not one.get("confided") and one["code"] in said["referrals"]]
    for title, state in ((said["decided"], ACCEPTED), (said["thinking"], THINKING)):
        sections.append({"title": title, "lines": [_referral(one) for one in shown if one["state"] == state]})
    sections.append({"title": said["visits"], "lines": list(known.visits)})
    if form["shared"]:
        sections.append({"title": said["sharing"], "lines": _sharing(_value(answers, form["shared"]))})
    reach = [said["reach"].replace("{}", known.reach)] if known.reach else []
    return {
        "title": form["title"],
        "intro": f"Le {day(on)}, avec {known.author}." if known.author else f"Le {day(on)}.",
        "sections": [one for one in sections if one["lines"]],
        "foot": [*reach, said["help"]],
    }


def day(iso: str) -> str:
    """« 1er décembre 2026 »; what is no date stays as it is."""
    try:
        year, month, number = (int(part) for part in iso[:10].split("-"))
        return f"{'1er' if number == 1 else number} {MONTHS[month - 1]} {year}"
    except (ValueError, IndexError):
        return iso


def _value(answers: dict, item: str):
    answer = answers.get(item)
    return answer.get("v") if isinstance(answer, dict) and "special" not in answer else None


def _line(one: dict, answers: dict) -> str:
    value, options = _value(answers, one["item"]), one.get("options")
    if isinstance(value, list) and options:
        value = ", ".join(options[code] for code in value if isinstance(code, str) and code in options)
    elif options:
        return options.get(value, "") if isinstance(value, str) else ""
    if not isinstance(value, str) or not value.strip():
        return ""
    return one.get("text", "{}").replace("{}", day(value.strip()))


def _referral(one: dict) -> str:
    sentence, more = words()["referrals"][one["code"]], str(one.get("words") or "").strip()
    return f"{sentence} {more}" if more else sentence


def _sharing(value) -> list[str]:
    said, chosen = words(), value if isinstance(value, list) else []
    names = [said["shared_options"][code] for code in chosen if code in said["shared_options"]]
    if names:
        return [said["shared_with"].replace("{}", ", ".join(names)), said["shared_foot"]]
    return [said["shared_none"], said["shared_foot"]]
