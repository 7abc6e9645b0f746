"""Names and codes that both FHIR R4 documents of a grid share: addresses, units, kinds of answer, LOINC.

``base`` is the county's own address of its definitions (``https://pmi.example.org/fhir``): a grid is the county's.
"""

import json
from pathlib import Path

from fieldvisit import settings
from fieldvisit.growth.plausibility import MEASURES

CODES = json.loads((Path(__file__).parent / "fhir_codes.json").read_text(encoding="utf-8"))
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
URI = "urn:ietf:rfc:3986"
STANDARD = "http://hl7.org/fhir/StructureDefinition"
#: Why there is no answer; on the item itself, so that « exists » is false there, as it is for our own conditions.
ABSENT = f"{STANDARD}/data-absent-reason"
#: The part of a document that repeats, once for each child seen, and the question in it that names the child.
CHILD, CHILD_NAMED = "enfant", "enfant.qui"


def base() -> str:
    """Of this county, from its public address."""
    return f"{settings.read().origins[0].rstrip('/')}/fhir"


def definition(base: str, name: str) -> str:
    """Address of one of our own extensions (docs/fhir.md lists them)."""
    return f"{base}/StructureDefinition/fieldvisit-{name}"


def canonical(base: str, grid: dict) -> str:
    return f"{base}/Questionnaire/{grid['kind']}"


def version(grid: dict) -> str:
    """« 2.0.0 » of the form that holds the grid; « 2.0.0+tnd.2.0.0 » with a linked one."""
    (_, main), *linked = grid["forms"].items()
    return "+".join([main, *(f"{code}.{number}" for code, number in linked)])


def extension(url: str, kind: str, value) -> dict:
    return {"url": url, f"value{kind}": value}


def coded(base: str, item: dict, code: str) -> dict:
    """An option as a Coding; ids of items are never reused, so each has a code system of its own."""
    coding = {"system": f"{base}/CodeSystem/{item['id']}", "code": code}
    label = next((option["libelle"] for option in item["options"] or [] if option["code"] == code), None)
    return coding | {"display": label} if label else coding


def quantity(unit: str, value: float | None = None) -> dict:
    """A quantity in its unit; a unit that we have no UCUM code for is said in words only."""
    said = {"unit": unit} if value is None else {"value": value, "unit": unit}
    code = CODES["units"].get(unit)
    return said | {"system": UCUM, "code": code} if code else said


def labelled(item: dict) -> bool:
    """Whether every answer of a scale has its label: then it is a choice whose options have points."""
    codes = {option["code"] for option in item["options"] or []}
    return item["type"] == "echelle" and codes == {str(at) for at in range(int(item["min"]), int(item["max"]) + 1)}


def kind(item: dict) -> str:
    """The FHIR type of a question."""
    if item["type"] in ("choix", "oui_non", "multi") or labelled(item):
        return "choice"
    if item["type"] == "echelle":
        return "integer"
    if item["type"] in ("nombre", "mesure", "calcule"):
        return "quantity" if item["unite"] else "decimal"
    if item["type"] == "date":
        return "dateTime" if item.get("avec_heure") else "date"
    return "text"


def loinc(item: dict) -> list[dict]:
    found = (MEASURES.get(item.get("mesure") or "") or {}).get("loinc")
    found = found or CODES["items"].get(item["id"]) or CODES["computed"].get(item.get("calcul") or "")
    return [{"system": LOINC, "code": found}] if found else []


def outline(grid: dict) -> list[dict]:
    """The parts of both documents, in order: what is asked once, then what is asked of each child.

    ``{link, title, section, child: bool, items: [item ids]}``; a section that asks both kinds makes two parts.
    """
    parts = []
    for child in (False, True):
        for section in grid["sections"]:
            items = [key for key in section["items"] if grid["items"][key]["par_enfant"] is child]
            link = f"{section['code']}.{CHILD}" if child else section["code"]
            if items:
                parts.append(
                    {"link": link, "title": section["title"], "section": section, "child": child, "items": items}
                )
    return parts


def links(part: dict, layers: int) -> list[str]:
    """Of the groups that hold a part, the outermost first: one for each condition that must hold (``layers``)."""
    return [part["link"], *(f"{part['link']}.{at}" for at in range(2, layers + 1))]


def gathered(grid: dict, keys: list[str]) -> list[tuple[str, list[str]]]:
    """Questions under the title that they share on screen (« groupe »); a title is empty for one that stands alone."""
    found: list[tuple[str, list[str]]] = []
    for key in keys:
        title = grid["items"][key].get("groupe") or ""
        if title and found and found[-1][0] == title:
            found[-1][1].append(key)
        else:
            found.append((title, [key]))
    return [(title if len(group) > 1 else "", group) for title, group in found]
