"""What parents are told after a health check at school: one letter a child, in plain words, set by typst.

It says what was seen and what to do next. What was noted apart (protection, behaviour) and every figure that only a
professional reads stay out. The county's own words take the place of ``school.json`` by ``FIELDVISIT_SCHOOL_LETTER``.
"""

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import local

import typst
from sqlmodel import Session, select

from fieldvisit import settings
from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor, Sector
from fieldvisit.exports.letter_pdf import NoWords
from fieldvisit.exports.round_pdf import FONTS, MONTHS, PARIS
from fieldvisit.families.person import Person
from fieldvisit.schools import checks, history, pupils, sessions
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.history import What
from fieldvisit.schools.pupils import SchoolPupil
from fieldvisit.words import Refusal, french

HERE = Path(__file__).parent
TEMPLATE, WORDS = HERE / "school_letter.typ", HERE / "school.json"
_NAMES = ("subject", "greeting", "seen", "absent", "title_results", "title_next", "nothing", "again", "back", "aid")
_NAMES += ("phone", "contact", "closing", "signature", "footer")
_GROUPS = ("sender", "measures", "results", "order", "referrals")
#: What the journal of a known child's family calls it.
SCREEN = "bilan à l’école"
_thread = local()


class Nothing(Refusal):
    sentence = "Aucun bilan reçu n’appelle de courrier : un enfant vu ou absent en reçoit un, jamais un refus."


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas de lire les bilans : les courriers s’impriment avec qui les lit."


@dataclass(frozen=True)
class Letters:
    """``told``: what the template sets, a letter for each of ``pupil_ids``."""

    school: str
    pupil_ids: tuple[uuid.UUID, ...]
    told: dict


def words() -> dict:
    """:raises NoWords: if the county's file is not what it has to be"""
    path = settings.read().school_letter or WORDS
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if not all(isinstance(said[name], str) for name in _NAMES) or not all(said[name] for name in _GROUPS):
            raise ValueError(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoWords from error
    return said


def of_session(
    session: Session, actor: Actor, session_id: uuid.UUID, only: Collection[uuid.UUID], now: datetime
) -> Letters:
    """The letters of those seen or absent, in the order of the list. ``only``: of these pupils, of all if empty.

    :raises Refusal: if there is none, or she reads no results
    """
    held = sessions.find(session, actor, session_id)
    if not sessions.reads_results(actor.role):
        raise NotAllowed
    found = checks.by_pupil(checks.of(session, [session_id]))
    wanted = [
        one
        for one in pupils.of(session, [session_id])
        if (not only or one.id in only) and one.id in found and found[one.id].outcome in (checks.DONE, checks.ABSENT)
    ]
    if not wanted:
        raise Nothing
    said, day = words(), now.astimezone(PARIS).date()
    authors = dict(session.exec(select(Account.id, Account.name)).all())
    sector = session.get_one(Sector, held.sector_id).name
    told = {
        "words": {name: said[name] for name in (*_NAMES, "sender")},
        "fonts": list(FONTS),
        "date": _long(day),
        "sector": sector,
        "letters": [_letter(one, found[one.id], held, said, authors) for one in wanted],
    }
    return Letters(held.school, tuple(one.id for one in wanted), told)


def note(session: Session, actor: Actor, session_id: uuid.UUID, letters: Letters, now: datetime) -> None:
    """Whose letters were printed, in the history of the session, and in the journal of each family that is known."""
    written = [session.get_one(SchoolPupil, id) for id in letters.pupil_ids]
    for pupil in written:
        pupil.letter_at = now
        session.add(pupil)
        person = session.get(Person, pupil.person_id) if pupil.person_id else None
        if person is not None:
            journal.note(session, actor, person.family_id, journal.What.PRINT, SCREEN, now, subject_id=person.id)
    count = "1 courrier" if len(written) == 1 else f"{len(written)} courriers"
    names = ", ".join(one.name for one in written)
    history.note(session, actor, session_id, What.LETTERS, now, f"{count} : {names}")


def render(letters: Letters, now: datetime) -> bytes:
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(str(TEMPLATE), root=str(HERE), ignore_system_fonts=True)
    return _thread.compiler.compile(
        format="pdf",
        sys_inputs={"letters": json.dumps(letters.told, ensure_ascii=False)},
        timestamp=now.replace(microsecond=0),
    )


def _letter(one: SchoolPupil, check: SchoolCheck, held: sessions.SchoolSession, said: dict, authors: dict) -> dict:
    names = {"name": one.name, "date": _long(held.held_on), "school": held.school}
    letter = {"to": f"Aux parents de {one.name}", "opening": said["absent"].format(**names), "results": [], "next": []}
    letter |= {"back": "", "author": authors.get(check.author_id, ""), "seen": check.outcome == checks.DONE}
    if check.outcome != checks.DONE:
        return letter
    returns = checks.said(check, "bs_retour")
    letter["opening"] = said["seen"].format(**names)
    letter["results"] = _measures(check, said) + _results(check, said)
    letter["next"] = _next(check, said)
    if _reasons(check) and isinstance(returns, str):
        letter["back"] = said["back"].format(date=_long(date.fromisoformat(returns[:10])))
    return letter


def _measures(check: SchoolCheck, said: dict) -> list[str]:
    found = []
    for item, sentence in said["measures"].items():
        value = checks.said(check, item)
        answer = ((check.body.get("child_answers") or {}).get(str(check.pupil_id)) or {}).get(item) or {}
        if isinstance(value, int | float) and not answer.get("doubtful"):
            found.append(sentence.format(value=french(round(value / 1000, 1) if item == "bs_poids" else float(value))))
    return found


def _results(check: SchoolCheck, said: dict) -> list[str]:
    """One line for each domain that was looked at: the word that asks for most."""
    found = []
    for group in said["results"]:
        told = [_told(rule, checks.said(check, item)) for item, rule in group["items"].items()]
        known = [one for one in told if one]
        if known:
            found.append(f"{group['title']} : {max(known, key=lambda one: _rank(one, said))}")
    return found


def _told(rule: dict, value) -> str:
    if "below" in rule:
        if not isinstance(value, int | float):
            return ""
        return rule["then"] if value < rule["below"] else rule["else"]
    if isinstance(value, list):
        return next((word for code, word in rule.items() if code in value), "")
    return rule.get(value, "") if isinstance(value, str) else ""


def _rank(word: str, said: dict) -> int:
    return said["order"].index(word) if word in said["order"] else len(said["order"])


def _reasons(check: SchoolCheck) -> list[str]:
    reasons = checks.said(check, "bs_orient")
    return reasons if isinstance(reasons, list) else []


def _next(check: SchoolCheck, said: dict) -> list[str]:
    lines = [said["referrals"][one] for one in _reasons(check) if one in said["referrals"]]
    if checks.standing(check) is checks.Standing.AGAIN:
        lines.append(said["again"])
    return lines or [said["nothing"]]


def _long(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
