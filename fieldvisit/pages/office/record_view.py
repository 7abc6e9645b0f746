"""A signed visit as it is read at the office: French questions and answers, only those this reader may see."""

from datetime import date, datetime
from typing import TypedDict

from fieldvisit.alerts import reach
from fieldvisit.families.person import Person
from fieldvisit.forms import alerts, calculations, catalogue, compartments
from fieldvisit.growth import series
from fieldvisit.pages.office import french
from fieldvisit.pages.office.picture_view import PictureLine
from fieldvisit.pages.who import PARIS
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status
from fieldvisit.words import Refusal

LEVEL_KINDS = {"urgent": "alarm", "alerte": "alarm", "vigilance": "warn", "information": ""}
QUICK, CONFIRMED, DOUBTFUL = "rien à signaler", "valeur confirmée", "mesure douteuse"
#: Where a rule that belongs to no item is read.
DOMAINS = {"sante_enfant": compartments.CHILD, "mere": compartments.MOTHER, "foyer": compartments.VISIT}
METHODS = {"couche": "couché", "debout": "debout"}


class Line(TypedDict):
    question: str
    who: str
    answer: str
    note: str
    soft: bool


class Section(TypedDict):
    title: str
    lines: list[Line]


class Alert(TypedDict):
    level: str
    kind: str
    text: str


class Note(TypedDict):
    at: str
    text: str


class RecordView(TypedDict):
    id: str
    kind: str
    outcome: str
    tone: str
    author: str
    when: str
    lasted: str
    received: str
    clock: str
    seen: str
    detail: str
    correction: str
    replaced_by: str
    sections: list[Section]
    alerts: list[Alert]
    done: list[str]
    notes: list[Note]
    pictures: list[PictureLine]
    awaited: str
    closed: str


EMPTY: RecordView = {
    "id": "",
    "kind": "",
    "outcome": "",
    "tone": "",
    "author": "",
    "when": "",
    "lasted": "",
    "received": "",
    "clock": "",
    "seen": "",
    "detail": "",
    "correction": "",
    "replaced_by": "",
    "sections": [],
    "alerts": [],
    "done": [],
    "notes": [],
    "pictures": [],
    "awaited": "",
    "closed": "",
}
TONES = {Status.DONE: "ok", Status.ABSENT: "warn", Status.REFUSED: "warn", Status.POSTPONED: "warn"}


def view(record: VisitRecord, role: str, is_author: bool, author: str, persons: list[Person], home: dict) -> RecordView:
    """``author``: name to show; ``home``: the family's document as this reader would carry it.

    The answers that ``role`` may not read are absent, not blanked.
    """
    body = record.body
    reads_visit = compartments.may_read(compartments.VISIT, role, is_author)
    outcome = Status(record.outcome)
    shown: RecordView = {
        **EMPTY,
        "id": str(record.id),
        "kind": visit_type.shown_to(role, str(body.get("kind", ""))).label,
        "outcome": outcome.label,
        "tone": TONES.get(outcome, ""),
        "author": author,
        "when": french.moment(_instant(body.get("started_at")) or record.captured_at),
        "lasted": _lasted(body),
        "received": french.moment(record.received_at),
        "seen": french.moment(record.seen_at),
        "correction": str(body.get("correction_reason") or ""),
        "replaced_by": str(record.corrected_by_id or ""),
    }
    if reads_visit:
        shown["detail"] = _detail(body.get("outcome_detail") or {})
        shown["notes"] = [
            {"at": french.moment(_instant(note.get("at"))), "text": str(note.get("text", ""))}
            for note in body.get("notes") or []
            if isinstance(note, dict)
        ]
    try:
        grid = catalogue.grid_for(str(body.get("kind", "")), body.get("forms"))
    except Refusal:
        return shown
    answers, by_child = compartments.readable(
        body.get("answers") or {}, body.get("child_answers") or {}, role, is_author
    )
    names = {str(one.id): one.first_name for one in persons}
    shown["sections"] = _sections(grid, answers, by_child, names)
    shown["done"] = _done(body, role, is_author)
    if record.outcome == Status.DONE:
        shown["alerts"] = _alerts(grid, body, role, is_author, names, record, home)
    return shown


def _sections(grid: dict, answers: dict, by_child: dict, names: dict[str, str]) -> list[Section]:
    several = len(by_child) > 1
    sections: list[Section] = []
    for section in grid["sections"]:
        lines: list[Line] = []
        for key in section["items"]:
            item = grid["items"][key]
            if item["par_enfant"]:
                lines += [
                    _line(grid, item, given[key], names.get(child, "Enfant") if several else "")
                    for child, given in by_child.items()
                    if key in given
                ]
            elif key in answers:
                lines.append(_line(grid, item, answers[key], ""))
        if lines:
            sections.append({"title": section["title"], "lines": lines})
    return sections


def _line(grid: dict, item: dict, answer: dict, who: str) -> Line:
    marks = [QUICK] if answer.get("mode") == "rapide" else []
    marks += [METHODS[answer["method"]]] if str(answer.get("method")) in METHODS else []
    marks += [CONFIRMED] if answer.get("confirmed") else []
    marks += [DOUBTFUL] if answer.get("doubtful") else []
    words = [*marks, str(answer["note"])] if answer.get("note") else marks
    return {
        "question": item["question"],
        "who": who,
        "answer": _words(grid, item, answer),
        "note": " – ".join(words),
        "soft": "special" in answer,
    }


def _words(grid: dict, item: dict, answer: dict) -> str:
    if "special" in answer:
        labels = {one["code"]: one["libelle"] for one in grid["special_answers"]}
        return labels.get(answer["special"], "Sans réponse")
    value = answer.get("v")
    labels = {one["code"]: one["libelle"] for one in item["options"] or []}
    if isinstance(value, list):
        return " · ".join(labels.get(one, str(one)) for one in value) or "–"
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int | float):
        words = labels.get(str(value)) or f"{value:g}".replace(".", ",")
        return f"{words} {item['unite'] or ''}".strip()
    if item["type"] == "date" and isinstance(value, str):
        return _date(value)
    if value in ("oui", "non"):
        return labels.get(value, value.capitalize())
    return labels.get(value, str(value if value not in (None, "") else "–"))


def _date(text: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{at:%d/%m/%Y à %H:%M}" if len(text) > 10 else f"{at:%d/%m/%Y}"


def _alerts(
    grid: dict, body: dict, role: str, is_author: bool, names: dict[str, str], record: VisitRecord, home: dict
) -> list[Alert]:
    """Evaluated on all the answers, then only what tells no more than this reader reads."""
    on = (_instant(body.get("started_at")) or record.captured_at).astimezone(PARIS).date().isoformat()
    context = {"on": on, "family": home}
    domains = {rule["code"]: rule["domaine"] for rule in grid["rules"]}
    shown: list[Alert] = []
    for one in alerts.of(calculations.reading(grid, body, context, series.functions)):
        place = compartments.of(one["item"]) if one["item"] else DOMAINS.get(domains.get(one["code"], ""))
        if one["private"]:
            place = compartments.VIOLENCE
        if place and compartments.may_read(place, role, is_author):
            who = names.get(one["child"] or "", "")
            to = f" – vers : {', '.join(one['orientation'])}" if one["orientation"] else ""
            text = f"{who} : {one['text']}" if who else one["text"]
            shown.append(
                {"level": one["level"].capitalize(), "kind": LEVEL_KINDS.get(one["level"], ""), "text": text + to}
            )
    return shown


def _done(body: dict, role: str, is_author: bool) -> list[str]:
    """What was done about each « Urgent », of those that this reader may read."""
    lines = []
    for one in _mappings(body.get("urgent")):
        place = reach.compartment(str(one.get("rule")), str(one["item"]) if one.get("item") else None)
        if compartments.may_read(place, role, is_author):
            acts = [(each.get("what"), _instant(each.get("at"))) for each in _mappings(one.get("done"))]
            lines += [f"{at.astimezone(PARIS):%H:%M} – {what}" for what, at in acts if at]
    return lines


def _mappings(value: object) -> list[dict]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _detail(detail: dict) -> str:
    parts = [str(detail["reason"])] if detail.get("reason") else []
    if detail.get("postponed_to"):
        parts.append(f"Reportée au {_date(str(detail['postponed_to']))}.")
    if detail.get("notice"):
        parts.append("Avis de passage laissé.")
    return " ".join(parts)


def _lasted(body: dict) -> str:
    begin, end = _instant(body.get("started_at")), _instant(body.get("ended_at"))
    return f"{round((end - begin).total_seconds() / 60)} min" if begin and end and end >= begin else ""


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def born_words(person: Person, today: date) -> str:
    return f"{french.age(person.birth_date, today)} ({french.short(person.birth_date)})" if person.birth_date else ""
