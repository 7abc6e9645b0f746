"""What « Grilles » shows: the grids in force, drafts, what a draft changes, and a grid as it will be asked. Pure."""

from datetime import date
from typing import TypedDict

from fieldvisit.forms import catalogue
from fieldvisit.forms.condition_words import words
from fieldvisit.forms.difference import Change, Kind
from fieldvisit.forms.fault import Fault, groups, items
from fieldvisit.forms.version import FormSwitch, FormVersion, State
from fieldvisit.pages.office import french
from fieldvisit.words import french_date

TONES = {Kind.WORDING: "", Kind.ADDED: "ok", Kind.CHANGED: "warn", Kind.REMOVED: "alarm"}
TYPES = {
    "choix": "un choix",
    "oui_non": "oui ou non",
    "multi": "plusieurs choix",
    "nombre": "un nombre",
    "texte": "un texte",
    "date": "une date",
    "echelle": "une échelle",
    "calcule": "calculé par l’application",
    "mesure": "une mesure",
}
MARKS = {
    "required": "attendue",
    "seule": "seule à seule",
    "prive": "jamais imprimée",
    "par_enfant": "pour chaque enfant",
}


class GridLine(TypedDict):
    """``module``: « on » or « off » for what the county may switch, else empty."""

    code: str
    title: str
    number: str
    source: str
    author: str
    history: str
    module: str
    switched: str


class DraftLine(TypedDict):
    id: str
    title: str
    number: str
    history: str


class PastLine(TypedDict):
    title: str
    state: str
    tone: str
    history: str


class ChangeLine(TypedDict):
    label: str
    tone: str
    where: str
    lines: list[str]


class FaultLine(TypedDict):
    where: str
    why: str


class Question(TypedDict):
    id: str
    words: str
    answer: str
    more: list[str]


class SectionLine(TypedDict):
    title: str
    when: str
    questions: list[Question]


def grid(code: str, rows: list[FormVersion], switched: FormSwitch | None) -> GridLine:
    """``rows``: all that was brought in under this code."""
    form = catalogue.source(code)
    mine = next((one for one in rows if one.version == form["version"] and one.state is State.PUBLISHED), None)
    history = "Livrée avec l’application."
    if mine is not None:
        history = f"Publiée le {french.moment(mine.published_at)} par {mine.published_by_name}."
    older = [version for other, version in _versions() if other == code and version != form["version"]]
    if older:
        history += f" Versions antérieures, lues avec les visites qui les portent : {', '.join(older)}."
    module = ("on" if catalogue.offered(code) else "off") if code in catalogue.layout()["modules"] else ""
    said = ""
    if switched is not None:
        what = "Proposée" if switched.used else "Désactivée"
        said = f"{what} depuis le {french.moment(switched.at)}, par {switched.by_name}."
    return {
        "code": code,
        "title": form["titre"],
        "number": f"{code} – version {form['version']} du {_day(form['date'])}",
        "source": form["source"],
        "author": form["auteur"],
        "history": history,
        "module": module,
        "switched": said,
    }


def _versions() -> list[list[str]]:
    return [each.split("@") for each in catalogue.forms()]


def _day(text: str) -> str:
    return french_date(date.fromisoformat(text))


def draft(one: FormVersion) -> DraftLine:
    return {
        "id": str(one.id),
        "title": one.title,
        "number": f"{one.code} – version {one.version}",
        "history": f"« {one.file_name} », déposé le {french.moment(one.brought_at)} par {one.brought_by_name}",
    }


def past(one: FormVersion) -> PastLine:
    if one.state is State.PUBLISHED:
        said = f"le {french.moment(one.published_at)} par {one.published_by_name}"
    else:
        said = f"le {french.moment(one.discarded_at)} par {one.discarded_by_name}"
    return {
        "title": f"{one.title}, version {one.version}",
        "state": one.state.capitalize(),
        "tone": "ok" if one.state is State.PUBLISHED else "",
        "history": f"{said} – « {one.file_name} », déposé par {one.brought_by_name}",
    }


def change(one: Change) -> ChangeLine:
    return {"label": one.kind.label, "tone": TONES[one.kind], "where": one.where, "lines": list(one.what)}


def fault(one: Fault) -> FaultLine:
    return {"where": one.where, "why": _upper(one.why)}


def preview(form: dict) -> list[SectionLine]:
    """The questions in the order of the file, each with what it takes to be asked and what it raises."""
    known = {item["id"]: item for _, item in items(form)}
    opening = {one["code"]: one.get("visible_si") for one in form.get("sections", [])}
    return [
        {
            "title": place.title,
            "when": f"Si {words(opening[place.section], known)}" if opening.get(place.section) else "",
            "questions": [_question(item, known) for item in asked],
        }
        for place, asked in groups(form)
        if asked
    ]


def _question(item: dict, known: dict[str, dict]) -> Question:
    answer = TYPES[item["type"]]
    if item["options"]:
        answer += " : " + " · ".join(option["libelle"] for option in item["options"])
    elif item["min"] is not None:
        answer += f" de {item['min']:g} à {item['max']:g}" + (f" {item['unite']}" if item["unite"] else "")
    marks = [label for key, label in MARKS.items() if item[key]]
    more = [_upper(" · ".join(marks))] if marks else []
    more += [f"Posée si {words(item['visible_si'], known)}"] if item["visible_si"] else []
    more += [f"{one['niveau'].capitalize()} si {words(one['si'], known)} : {one['texte']}" for one in item["alertes"]]
    return {"id": item["id"], "words": item["question"], "answer": _upper(answer), "more": more}


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
