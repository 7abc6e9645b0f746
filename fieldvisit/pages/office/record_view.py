"""A signed visit as it is read at the office: French questions and answers, only those this reader may see."""

from datetime import date, datetime
from typing import TypedDict

from fieldvisit.alerts import raised, reach
from fieldvisit.exports import fhir_record
from fieldvisit.families.person import Person
from fieldvisit.forms import alerts, calculations, catalogue, compartments, synthesis
from fieldvisit.growth import series
from fieldvisit.pages import fhir_api
from fieldvisit.pages.office import french
from fieldvisit.pages.office.picture_view import PictureLine
from fieldvisit.pages.who import PARIS
from fieldvisit.pages.why import Why
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status
from fieldvisit.words import Refusal

LEVEL_KINDS = {"urgent": "alarm", "alerte": "alarm", "vigilance": "warn", "information": ""}
QUICK, CONFIRMED, DOUBTFUL, CROSSED = "rien à signaler", "valeur confirmée", "mesure douteuse", "mesure rayée"
STRUCK = "Une mesure de ce jour a été barrée depuis : alerte à revoir."
#: Where an alert tells of what was confided.
NEVER_PRINTED = frozenset({compartments.VIOLENCE, compartments.INTERVIEW})
METHODS = {"couche": "couché", "debout": "debout"}


class Line(TypedDict):
    question: str
    who: str
    answer: str
    note: str
    soft: bool
    never_printed: bool


class Section(TypedDict):
    title: str
    lines: list[Line]


class Alert(TypedDict):
    """``struck``: what to know since a measure of that day was struck."""

    level: str
    kind: str
    text: str
    struck: str
    why: Why
    never_printed: bool


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
    synthesis: str
    export: str
    export_all: str
    kept_back: str
    may_keep_back: bool


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
    "synthesis": "",
    "export": "",
    "export_all": "",
    "kept_back": "",
    "may_keep_back": False,
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
        "synthesis": _synthesis(record, role, is_author),
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
    shown["sections"] = _sections(grid, answers, by_child, names, _struck(home, record))
    shown["done"] = _done(body, role, is_author)
    if record.outcome == Status.DONE:
        if record.corrected_by_id is None:
            shown |= _exports(record, grid, answers, by_child)
        shown["alerts"] = _alerts(grid, body, role, is_author, names, record, home)
    return shown


def _exports(record: VisitRecord, grid: dict, answers: dict, by_child: dict) -> dict:
    """Where the answers that this reader reads are had as a file; apart, with those that are guarded."""
    given = [grid["items"][key] for group in (answers, *by_child.values()) for key in group if key in grid["items"]]
    address = fhir_api.address(record.id)
    guarded = any(map(fhir_record.guarded, given))
    return {
        "export": address if given else "",
        "export_all": f"{address}?confidentiel=oui" if guarded else "",
    }


def _synthesis(record: VisitRecord, role: str, is_author: bool) -> str:
    """Where the paper for the woman is, for whoever reads the interview."""
    interview = record.body.get("kind") in synthesis.words()["forms"] and record.outcome == Status.DONE
    readable = compartments.may_read(compartments.INTERVIEW, role, is_author)
    return f"/api/synthese.pdf?ecrit={record.id}" if interview and readable and not record.corrected_by_id else ""


def _struck(home: dict, record: VisitRecord) -> set[tuple[str, str]]:
    """(child, kind of measurement) of what was struck since of this record's measures."""
    return {
        (person["id"], each["kind"])
        for person in home.get("persons") or []
        for each in person.get("measurements") or []
        if each.get("struck") and each.get("record_id") == str(record.id)
    }


def _sections(grid: dict, answers: dict, by_child: dict, names: dict[str, str], struck: set) -> list[Section]:
    several = len(by_child) > 1
    sections: list[Section] = []
    for section in grid["sections"]:
        lines: list[Line] = []
        for key in section["items"]:
            item = grid["items"][key]
            if item["par_enfant"]:
                lines += [
                    _line(
                        grid,
                        item,
                        given[key],
                        names.get(child, "Enfant") if several else "",
                        struck=(child, item.get("mesure")) in struck,
                    )
                    for child, given in by_child.items()
                    if key in given
                ]
            elif key in answers:
                lines.append(_line(grid, item, answers[key], ""))
        if lines:
            sections.append({"title": section["title"], "lines": lines})
    return sections


def _line(grid: dict, item: dict, answer: dict, who: str, *, struck: bool = False) -> Line:
    marks = [QUICK] if answer.get("mode") == "rapide" else []
    marks += [METHODS[answer["method"]]] if str(answer.get("method")) in METHODS else []
    marks += [CONFIRMED] if answer.get("confirmed") else []
    marks += [DOUBTFUL] if answer.get("doubtful") else []
    marks += [CROSSED] if struck else []
    words = [*marks, str(answer["note"])] if answer.get("note") else marks
    return {
        "question": item["question"],
        "who": who,
        "answer": _words(grid, item, answer),
        "note": " – ".join(words),
        "soft": "special" in answer,
        "never_printed": fhir_record.guarded(item),
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
    """As they were raised when it was signed, else worked out on all the answers; only what this reader may read."""
    on = (_instant(body.get("started_at")) or record.captured_at).astimezone(PARIS).date().isoformat()
    found = raised.of_body(body)
    if found is None:
        found = alerts.of(calculations.reading(grid, body, {"on": on, "family": home}, series.functions))
    shown: list[Alert] = []
    for one in raised.readable(found, role, is_author):
        who = names.get(one["child"] or "", "")
        to = f" – vers : {', '.join(one['orientation'])}" if one["orientation"] else ""
        text = f"{who} : {one['text']}" if who else one["text"]
        shown.append(
            {
                "level": one["level"].capitalize(),
                "kind": LEVEL_KINDS.get(one["level"], ""),
                "text": text + to,
                "struck": STRUCK if _is_struck(one, on, home) else "",
                "why": one["why"],
                "never_printed": raised.place_of(one) in NEVER_PRINTED,
            }
        )
    return shown


def _is_struck(alert: dict, on: str, home: dict) -> bool:
    """Whether a rule that stands alone, which reads measures, was raised on a day of which one was struck since."""
    if not alert["code"] or alert["item"] or not alert["child"]:
        return False
    child = next((one for one in home.get("persons", []) if one["id"] == alert["child"]), {})
    return any(one.get("struck") and str(one["taken_at"])[:10] == on for one in child.get("measurements") or [])


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
    """How long it took; of an interview that was paused, how long they talked."""
    spans = [(_instant(one.get("from")), _instant(one.get("to"))) for one in _mappings(body.get("talks"))]
    talked = [_minutes(begin, end) for begin, end in spans if begin and end and end >= begin]
    if talked:
        times = f" en {len(talked)} fois" if len(talked) > 1 else ""
        return f"{round(sum(talked))} min d’entretien{times}"
    begin, end = _instant(body.get("started_at")), _instant(body.get("ended_at"))
    return f"{round(_minutes(begin, end))} min" if begin and end and end >= begin else ""


def _minutes(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds() / 60


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def born_words(person: Person, today: date) -> str:
    return f"{french.age(person.birth_date, today)} ({french.short(person.birth_date)})" if person.birth_date else ""
