"""The grids (« grilles »): forms as data with versions, and which of them a visit fills.

Every version ever used stays in ``grids/``, so that a draft or a signed record is
read with the version it began with. A document is what travels to the tablet; a
grid is what one kind of visit asks, made of one or several documents.
"""

import json
from functools import lru_cache
from pathlib import Path

from fieldvisit.words import Refusal

ROOM = Path(__file__).parent
#: Rules of other scopes (planning, hours) belong to other rooms.
RULE_SCOPES = ("enfant", "mere", "foyer")


class UnknownKind(Refusal):
    sentence = "Ce type de visite n’existe pas : choisissez-en un dans la liste."


class UnknownForm(Refusal):
    """A form or a version that this server does not have, most often a newer one."""


def _load(name: str):
    return json.loads((ROOM / name).read_text(encoding="utf-8"))


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@lru_cache
def _sources() -> dict[tuple[str, str], dict]:
    forms = (json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOM / "grids").glob("*-*.json")))
    return {(form["code"], form["version"]): form for form in forms}


def versions() -> dict[str, str]:
    """The current version of each form: what a tablet should have aboard."""
    newest: dict[str, str] = {}
    for code, version in _sources():
        if code not in newest or _number(version) > _number(newest[code]):
            newest[code] = version
    return newest


def forms() -> list[str]:
    """Ids « code@version » of all grids, old versions included."""
    return [f"{code}@{version}" for code, version in _sources()]


@lru_cache
def as_document(code: str, version: str | None = None) -> dict:
    """Return one form ready to travel: items with everything, sections, kinds, rules and settings.

    The answer is shared between callers: do not change it.

    :raises UnknownForm: if the server has no such form or version
    """
    version = version or versions().get(code, "")
    source = _sources().get((code, version)) if isinstance(version, str) else None
    if source is None:
        raise UnknownForm(
            f"La grille « {code} » en version {str(version)[:60] or '?'} n’est pas connue du bureau. "
            "Rien n’est perdu : demandez à l’administrateur de mettre l’application du bureau à jour."
        )
    layout, is_visit = _load("layout.json"), "noyau_commun" in source
    if is_visit:
        scopes = [("noyau", source["noyau_commun"])]
        scopes += [(kind["code"], kind["items"]) for kind in source["types_visite"]]
    else:
        scopes = [(code, [item for section in source["sections"] for item in section["items"]])]
    items = {item["id"]: {**item, "form": code, "scope": scope} for scope, group in scopes for item in group}
    sections = [
        {**section, "items": [item["id"] for item in section["items"]]} for section in source.get("sections", [])
    ]
    return {
        "id": f"{code}@{version}",
        "code": code,
        "version": version,
        "title": source["titre"],
        "subject": source["sujet"],
        "note": source.get("note", ""),
        "reserved_to": source.get("reserve_a", []),
        "special_answers": source["reponses_speciales"],
        "alone_if": source.get("seule_si") or layout["alone_if"].get(code),
        "items": items,
        "sections": sections,
        "kinds": _visit_kinds(source, layout) if is_visit else _other_kinds(source, sections),
        "alerts": source.get("alertes", []),
        "proposed_level": source.get("niveau_propose"),
        "rules": [rule for rule in _load("alert_rules.json") if rule["portee"] in RULE_SCOPES],
        "orientations": {each["code"]: each for each in _load("orientations.json")["orientations"]},
        "settings": settings(),
    }


def settings() -> dict:
    return {each["code"]: each["valeur"] for each in _load("calculations.json")["reglages"]}


def _visit_kinds(source: dict, layout: dict) -> dict:
    """Kinds of visit that fill the common core: its sections, and the type's own one in the middle."""
    kinds = {}
    for kind in source["types_visite"]:
        if not kind["noyau"]:
            continue
        sections = []
        for section in layout["core"]:
            sections.append(section)
            if section["code"] == layout["specific_after"] and kind["items"]:
                own = [item["id"] for item in kind["items"]]
                sections.append({"code": kind["code"], "titre": kind["libelle"], "items": own})
        kinds[kind["code"]] = _kind(kind) | {
            "core": True,
            "sections": sections,
            "links": [{"form": form, "visible_si": _link(kind, form, layout)} for form in kind["formulaires"]],
        }
    return kinds


def _link(kind: dict, form: str, layout: dict) -> dict | None:
    """A linked form opens when the item that names it says that it is done in this visit."""
    for item in kind["items"]:
        if item.get("formulaire") == form:
            return {"eq": [item["id"], layout["link_shown_if"]]}
    return None


def _other_kinds(source: dict, sections: list[dict]) -> dict:
    """Activities without the common core: the form is the whole grid. An interview is one by its own code."""
    code = source["code"]
    own = {"code": code, "libelle": source["titre"], "roles": source["reserve_a"], "duree_min": 60}
    kinds = [kind for kind in _other_activities() if kind["formulaires"] == [code]] or [own]
    return {kind["code"]: _kind(kind) | {"core": False, "sections": sections, "links": []} for kind in kinds}


def _other_activities() -> list[dict]:
    source = _sources()["vad", versions()["vad"]]
    return [kind for kind in source["types_visite"] + source["autres_activites"] if not kind["noyau"]]


def _kind(kind: dict) -> dict:
    return {
        "code": kind["code"],
        "label": kind["libelle"],
        "roles": kind["roles"],
        "period": kind.get("periode", ""),
        "duration_min": kind["duree_min"],
    }


@lru_cache
def kinds() -> dict[str, dict]:
    """All kinds of visit and activity, in the county's order: label, roles, usual length, form that holds it."""
    source = _sources()["vad", versions()["vad"]]
    return {
        kind["code"]: _kind(kind) | {"core": kind["noyau"], "form": "vad" if kind["noyau"] else kind["formulaires"][0]}
        for kind in source["types_visite"] + source["autres_activites"]
    }


def forms_of(kind: str) -> list[str]:
    """Codes of the forms that a visit of this kind fills; the code of an interview (« epp ») is a kind as well.

    :raises UnknownKind: if there is no such kind
    """
    if not isinstance(kind, str) or (kind not in kinds() and kind not in versions()) or kind == "vad":
        raise UnknownKind
    holder = kinds()[kind]["form"] if kind in kinds() else kind
    return [holder] + [link["form"] for link in as_document(holder)["kinds"][kind]["links"]]


def grid_for(kind: str, forms: dict[str, str] | None = None) -> dict:
    """Return what a visit of this kind asks: ``sections`` of item ids, and the ``items`` themselves.

    ``forms``: the versions a record was written with; the current ones where it says nothing.

    :raises UnknownKind: if there is no such kind
    :raises UnknownForm: if a version is not known here
    """
    codes = forms_of(kind)
    asked = forms or {}
    return _grid(kind, tuple((code, str(asked.get(code) or versions()[code])) for code in codes))


@lru_cache(maxsize=256)
def _grid(kind: str, chosen: tuple[tuple[str, str], ...]) -> dict:
    return compose(kind, [as_document(code, version) for code, version in chosen])


def compose(kind: str, documents: list[dict]) -> dict:
    """Make a grid of the document that holds this kind and of the linked ones, in that order."""
    main = documents[0]
    described = main["kinds"][kind]
    names = {link["form"]: link["visible_si"] for link in described["links"]}
    asked = {item for section in described["sections"] for item in section["items"]}
    items = {key: item for key, item in main["items"].items() if key in asked}
    sections = [_section(section, main, []) for section in described["sections"]]
    for document in documents[1:]:
        items |= document["items"]
        opening = [names[document["code"]]] if names.get(document["code"]) else []
        sections += [_section(section, document, opening, document["title"]) for section in document["sections"]]
    return {
        "kind": kind,
        "label": described["label"],
        "roles": described["roles"],
        "duration_min": described["duration_min"],
        "core": described["core"],
        "forms": {document["code"]: document["version"] for document in documents},
        "titles": {document["code"]: document["title"] for document in documents},
        "reserved_to": {document["code"]: document["reserved_to"] for document in documents},
        "alone_if": {document["code"]: document["alone_if"] for document in documents},
        "special_answers": main["special_answers"],
        "sections": sections,
        "section_of": {item: at for at, section in enumerate(sections) for item in section["items"]},
        "items": items,
        "alerts": [alert | {"form": each["code"]} for each in documents for alert in each["alerts"]],
        "proposed_level": next((each["proposed_level"] for each in documents if each["proposed_level"]), None),
        "rules": main["rules"],
        "orientations": main["orientations"],
        "settings": main["settings"],
    }


def _section(section: dict, document: dict, opening: list[dict], title: str = "") -> dict:
    conditions = opening + ([section["visible_si"]] if section.get("visible_si") else [])
    return {
        "code": f"{document['code']}.{section['code']}",
        "title": f"{title} – {section['titre']}" if title else section["titre"],
        "form": document["code"],
        "visible_si": {"all": conditions} if conditions else None,
        "items": section["items"],
    }
