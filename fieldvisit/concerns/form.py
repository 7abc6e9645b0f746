"""What is typed in a report: read whatever it is, checked when it is transmitted. Nothing typed is ever thrown away."""

import re
from datetime import date, datetime, time
from uuid import UUID

from fieldvisit.concerns.lists import NATURES, Recipient
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.families.age import PARIS
from fieldvisit.words import Refusal, sound

LONGEST, LONGEST_LINE = 20_000, 300
MOST_CHILDREN, MOST_QUOTES = 12, 12
TEXTS = ("facts", "context", "parents_reason")
LINES = ("author_name", "author_function", "author_service", "family_words")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Invalid(Refusal):
    sentence = "Cette information ne peut pas être transmise ainsi."


def fill(report: ConcernReport, said: dict) -> None:
    """Take over what can be read of ``said``; a field that is absent stays as it is, one that makes no sense empties.

    The tablet's envelope and the office's form are the same fields.
    """
    for name in TEXTS:
        if name in said:
            setattr(report, name, _text(said[name], LONGEST))
    for name in LINES:
        if name in said:
            setattr(report, name, " ".join(_text(said[name], LONGEST_LINE).split()))
    if "children" in said:
        report.children = _children(said["children"])
    if "natures" in said:
        given = said["natures"] if isinstance(said["natures"], list) else []
        report.natures = [code for code in NATURES if code in given]
    if "quotes" in said:
        report.quotes = _quotes(said["quotes"])
    if "fact_on" in said:
        report.fact_on = _day(said["fact_on"])
    if "fact_at" in said:
        typed = said["fact_at"] if isinstance(said["fact_at"], str) else ""
        report.fact_at = typed[:5] if _TIME.fullmatch(typed[:5]) else ""
    for name in ("danger", "parents_informed"):
        if name in said:
            setattr(report, name, said[name] if isinstance(said[name], bool) else None)
    if "recipient" in said:
        report.recipient = said["recipient"] if said["recipient"] in list(Recipient) else ""


def missing(report: ConcernReport, now: datetime) -> list[str]:
    """What keeps it from being transmitted, one sentence each, in the order of the form."""
    found = []
    if not report.children:
        found.append("Indiquez l’enfant concerné : cochez-le ou écrivez son prénom, même si le reste est inconnu.")
    if not report.natures:
        found.append("Choisissez la nature de l’inquiétude : santé, sécurité, moralité, éducation ou développement.")
    if report.fact_on is None:
        found.append("Indiquez le jour du fait, ou celui où vous l’avez appris.")
    elif is_ahead(report, now):
        found.append("Le fait serait à venir : vérifiez le jour et l’heure.")
    if not report.facts.strip() and not report.quotes:
        found.append("Écrivez ce que vous avez vu ou entendu : les faits, sans les interpréter.")
    if report.danger is None:
        found.append("Dites s’il y a un danger immédiat. Si oui, appelez d’abord le 17 ou le 15.")
    if report.danger and not report.recipient:
        found.append("Danger immédiat : choisissez le destinataire, la CRIP ou le procureur (la CRIP en a copie).")
    if report.parents_informed is None:
        found.append("Dites si les parents sont informés de cette transmission.")
    elif not report.parents_informed and not report.parents_reason.strip():
        found.append("Dites pourquoi les parents ne sont pas informés : l’intérêt de l’enfant, leur absence…")
    return found


def check(report: ConcernReport, now: datetime) -> None:
    """:raises Invalid: with all that is missing"""
    if found := missing(report, now):
        raise Invalid(" ".join(found))


def is_ahead(report: ConcernReport, now: datetime) -> bool:
    """Whether the fact would be to come; a tablet's clock may be ahead by a few minutes."""
    here = now.astimezone(PARIS)
    if report.fact_on != here.date() or not report.fact_at:
        return report.fact_on > here.date()
    said = datetime.combine(report.fact_on, time.fromisoformat(report.fact_at), PARIS)
    return (said - here).total_seconds() > 600


def _text(value: object, most: int) -> str:
    return sound(value)[:most] if isinstance(value, str) else ""


def _children(given: object) -> list[dict]:
    found = []
    for one in given if isinstance(given, list) else []:
        if not isinstance(one, dict):
            continue
        name = " ".join(_text(one.get("name"), LONGEST_LINE).split())
        if name and len(found) < MOST_CHILDREN:
            found.append({"person_id": _id(one.get("person_id")), "name": name})
    return found


def _quotes(given: object) -> list[dict]:
    found = []
    for one in given if isinstance(given, list) else []:
        if isinstance(one, dict) and len(found) < MOST_QUOTES:
            quote = {name: _text(one.get(name), LONGEST_LINE) for name in ("who", "when")}
            quote["words"] = _text(one.get("words"), LONGEST)
            if quote["words"].strip():
                found.append(quote)
    return found


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _id(value: object) -> str | None:
    try:
        return str(UUID(value)) if isinstance(value, str) else None
    except ValueError:
        return None
