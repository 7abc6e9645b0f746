"""A grid as a FHIR R4 Questionnaire: what one kind of visit asks, in one version (docs/fhir.md).

What is asked once comes first, section by section; what is asked of each child stands in one group that repeats.
What R4 cannot say of a condition is written whole in an extension, and a designNote says so. Alerts are not part of it.
"""

import json

from fieldvisit.exports import fhir_conditions, fhir_words
from fieldvisit.exports.fhir_words import STANDARD, coded, definition, extension, quantity
from fieldvisit.forms import catalogue
from fieldvisit.words import Refusal

SUBJECTS = {
    "mere": "Patient",
    "enfant": "Patient",
    "foyer": "Group",
    "visite": "Group",
    "professionnel": "Practitioner",
}
PARTIAL = (
    "La condition d’affichage ne tient pas toute dans enableWhen : elle est écrite entière dans l’extension shown-if."
)


class Several(Refusal):
    """A form that several kinds of visit fill."""


def of(code: str, version: str | None, base: str) -> dict:
    """The resource of a kind of visit, or of the only one that fills this form, in a version of its form.

    :raises Several: if it is a form that several kinds of visit fill
    :raises fieldvisit.forms.catalogue.UnknownKind: if there is no such kind
    :raises fieldvisit.forms.catalogue.UnknownForm: if the version is not known here
    """
    kind = _kind(code)
    main = catalogue.forms_of(kind)[0]
    grid = catalogue.grid_for(kind, {main: version} if version else None)
    document = catalogue.as_document(main, grid["forms"][main])
    rights = document.get("self_filled") or {}
    about = {field: document.get(field) for field in ("date", "source", "author", "note")}
    about["rights"] = " ".join([*rights.get("citation", []), rights.get("rights", "")])
    status = "active" if grid["forms"][main] == catalogue.versions()[main] else "retired"
    return questionnaire(grid, base, subject=document["subject"], about=about, status=status)


def _kind(code: str) -> str:
    kinds = list(catalogue.as_document(code)["kinds"]) if code in catalogue.versions() else [code]
    if code in kinds or len(kinds) == 1:
        return code if code in kinds else kinds[0]
    raise Several(f"« {code} » se remplit dans plusieurs visites, choisissez-en une : {', '.join(kinds)}.")


def questionnaire(grid: dict, base: str, *, subject: str, about: dict | None = None, status: str = "active") -> dict:
    """Return the resource as JSON values.

    ``subject``: of the form (« mere », « enfant »…). ``about``: what is known of the version: ``date`` (ISO),
    ``source``, ``author``, ``note``, ``rights``, all optional. ``status``: active, draft or retired.
    """
    about = about or {}
    kind, version = grid["kind"], fhir_words.version(grid)
    return {
        "resourceType": "Questionnaire",
        "language": "fr",
        "url": fhir_words.canonical(base, grid),
        "version": version,
        "name": "".join(part.capitalize() for part in kind.split("_")),
        "title": grid["label"],
        "status": status,
        "subjectType": [SUBJECTS[subject]],
        **_told(about),
        "item": _parts(base, grid),
    }


def _told(about: dict) -> dict:
    found = {
        "date": about.get("date"),
        "description": " – ".join(words for words in (about.get("note"), about.get("author")) if words),
        "purpose": about.get("source"),
        "copyright": about.get("rights"),
    }
    return {field: value for field, value in found.items() if value}


def _parts(base: str, grid: dict) -> list[dict]:
    once = [_part(base, grid, part) for part in fhir_words.outline(grid) if not part["child"]]
    of_child = [_part(base, grid, part) for part in fhir_words.outline(grid) if part["child"]]
    if not of_child:
        return once
    named = {"linkId": fhir_words.CHILD_NAMED, "text": "Enfant", "type": "reference", "required": True}
    child = {"linkId": fhir_words.CHILD, "text": "Enfant vu", "type": "group", "repeats": True}
    return [*once, child | {"item": [named, *of_child]}]


def _part(base: str, grid: dict, part: dict) -> dict:
    items: list[dict] = []
    for title, keys in fhir_words.gathered(grid, part["items"]):
        asked = [_question(base, grid, grid["items"][key]) for key in keys]
        if title:
            items.append({"linkId": f"groupe.{keys[0]}", "text": title, "type": "group", "item": asked})
        else:
            items += asked
    condition = part["section"]["visible_si"]
    found, whole = fhir_conditions.layers(base, grid, condition)
    said = {} if whole else {"extension": _unsaid(base, condition)}
    for link, fields in zip(reversed(fhir_words.links(part, len(found))), reversed(found), strict=True):
        items = [{"linkId": link, "text": part["title"], "type": "group"} | said | fields | {"item": items}]
    return items[0]


def _question(base: str, grid: dict, item: dict) -> dict:
    kind = fhir_words.kind(item)
    alone = grid["alone_if"].get(item["form"]) if item["seule"] else None
    conditions = [each for each in (alone, item["visible_si"]) if each]
    both = {"all": conditions} if len(conditions) > 1 else next(iter(conditions), None)
    asked: dict = {"linkId": item["id"], "text": item["question"], "type": kind}
    if codes := fhir_words.loinc(item):
        asked["code"] = codes
    fields, whole = fhir_conditions.enable(base, grid, both)
    if extensions := _said(base, item, kind) + ([] if whole else _unsaid(base, both)):
        asked["extension"] = extensions
    asked |= fields
    if item["type"] == "calcule":
        return asked | {"readOnly": True}
    asked["required"] = bool(item["required"])
    if item["type"] == "multi":
        asked["repeats"] = True
    if kind == "choice":
        asked["answerOption"] = [_option(base, item, option) for option in item["options"]]
    return asked


def _unsaid(base: str, condition: dict) -> list[dict]:
    """The condition that R4 cannot say, as we write it, and a word to whoever reads the questionnaire."""
    written = json.dumps(condition, ensure_ascii=False)
    return [
        extension(definition(base, "shown-if"), "String", written),
        extension(f"{STANDARD}/designNote", "Markdown", PARTIAL),
    ]


def _said(base: str, item: dict, kind: str) -> list[dict]:
    found = []
    if item["unite"] and kind == "quantity":
        unit = quantity(item["unite"])
        coding = {"system": unit["system"], "code": unit["code"]} if "code" in unit else {}
        found.append(extension(f"{STANDARD}/questionnaire-unit", "Coding", coding | {"display": item["unite"]}))
    if kind in ("integer", "decimal", "quantity") and item["type"] != "calcule":
        shape = "Integer" if kind == "integer" else "Decimal"
        for name, bound in (("minValue", item["min"]), ("maxValue", item["max"])):
            if bound is not None:
                found.append(extension(f"{STANDARD}/{name}", shape, bound))
    for name, value in (
        ("alone", item["seule"] or None),
        ("private", item["prive"] or None),
    ):
        if value:
            found.append(extension(definition(base, name), "Boolean", True))
    for name, field in (("computed-by", "calcul"), ("suggested-by", "proposition")):
        if item.get(field):
            found.append(extension(definition(base, name), "Code", item[field]))
    return found


def _option(base: str, item: dict, option: dict) -> dict:
    coding = coded(base, item, option["code"])
    if item["type"] == "echelle":
        coding = {"extension": [extension(f"{STANDARD}/ordinalValue", "Decimal", int(option["code"]))]} | coding
    said = []
    if option.get("exclusif"):
        said.append(extension(f"{STANDARD}/questionnaire-optionExclusive", "Boolean", True))
    if option.get("sans_reponse"):
        said.append(extension(definition(base, "unanswered"), "Boolean", True))
    if option.get("prive"):
        said.append(extension(definition(base, "private"), "Boolean", True))
    return ({"extension": said} if said else {}) | {"valueCoding": coding}
