"""The grids (« grilles »): forms as data with versions, and which of them a visit fills.

Every version ever used stays, in ``grids/`` or where the county published it (``forms.version``), so that a draft or a
signed record is read with the version it began with. A document is what travels to the tablet; a
grid is what one kind of visit asks, made of one or several documents.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from fieldvisit import settings as config
from fieldvisit.forms import thresholds
from fieldvisit.forms.shelf import HASTE, held, kept
from fieldvisit.words import Refusal

ROOM = Path(__file__).parent


class UnknownKind(Refusal):
    sentence = "Ce type de visite n’existe pas : choisissez-en un dans la liste."


class UnknownForm(Refusal):
    """A form or a version that this server does not have, most often a newer one."""


def _load(name: str):
    return json.loads((ROOM / name).read_text(encoding="utf-8"))


def number(version: str) -> tuple[int, ...]:
    """« 2.10.0 » as what compares: (2, 10, 0)."""
    return tuple(int(part) for part in version.split("."))


@lru_cache
def built_in() -> dict[tuple[str, str], dict]:
    """The forms that come with the application, as they are written, by (code, version)."""
    forms = (json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOM / "grids").glob("*-*.json")))
    return {(form["code"], form["version"]): form for form in forms}


@kept
def _sources() -> dict[tuple[str, str], dict]:
    return built_in() | held().published


def source(code: str, version: str | None = None) -> dict:
    """A form as it is written, the current one by default; shared: do not change it.

    :raises UnknownForm: if the server has no such form or version
    """
    return _find(code, version or versions().get(code, ""))


@kept
def versions() -> dict[str, str]:
    """The current version of each form: what a tablet should have aboard."""
    newest: dict[str, str] = {}
    for code, version in _sources():
        if code not in newest or number(version) > number(newest[code]):
            newest[code] = version
    return newest


def forms() -> list[str]:
    """Ids « code@version » of all grids, old versions included."""
    return [f"{code}@{version}" for code, version in _sources()]


@lru_cache
def layout() -> dict:
    """How visits are laid out, which forms are modules and where they are linked."""
    return _load("layout.json")


@lru_cache
def rules() -> list[dict]:
    """The rules that are evaluated on visits, with the thresholds they begin with."""
    return thresholds.resolved({})


@lru_cache
def orientations() -> dict[str, dict]:
    return {each["code"]: each for each in _load("orientations.json")["orientations"]}


@lru_cache
def needed() -> dict[str, dict[str, list[str]]]:
    """Questions, and options of them, that the application itself reads, by form."""
    return {code: each for code, each in _load("needed.json").items() if code != "note"}


def switched_off() -> frozenset[str]:
    """Forms that the county does not use."""
    return held().off


def _find(code: str, version: str) -> dict:
    found = _sources().get((code, version)) if isinstance(version, str) else None
    if found is None and held(HASTE):  # another process may just have published it
        found = _sources().get((code, version)) if isinstance(version, str) else None
    if found is None:
        raise UnknownForm(
            f"La grille « {code} » en version {str(version)[:60] or '?'} n’est pas connue du bureau. "
            "Rien n’est perdu : demandez à l’administrateur de mettre l’application du bureau à jour."
        )
    return found


@kept
def as_document(code: str, version: str | None = None) -> dict:
    """Return one form ready to travel: items with everything, sections, kinds, rules and settings.

    ``mark`` tells apart what a tablet has of one version when the county changes what is around it (rules, modules).

    The answer is shared between callers: do not change it.

    :raises UnknownForm: if the server has no such form or version
    """
    document = document_of(_find(code, version or versions().get(code, "")))
    said = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return document | {"mark": hashlib.sha256(said.encode()).hexdigest()[:12]}


def document_of(source: dict) -> dict:
    """A form as it is written, made ready to travel; also of one that is not published."""
    code, version = source["code"], source["version"]
    is_visit = "noyau_commun" in source
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
        "date": source["date"],
        "source": source["source"],
        "author": source["auteur"],
        "title": source["titre"],
        "subject": source["sujet"],
        "note": source.get("note", ""),
        "reserved_to": source.get("reserve_a", []),
        "special_answers": source["reponses_speciales"],
        "alone_if": source.get("seule_si") or layout()["alone_if"].get(code),
        "items": items,
        "sections": sections,
        "kinds": _visit_kinds(source) if is_visit else _other_kinds(source, sections),
        "alerts": source.get("alertes", []),
        "proposed_level": source.get("niveau_propose"),
        "self_filled": _self_filled(source),
        "active": code not in switched_off(),
        "rules": thresholds.resolved({}),
        "orientations": orientations(),
        "settings": settings(),
    }


def settings() -> dict:
    """The county's, where it says so, else those of the form data."""
    given = {each["code"]: each["valeur"] for each in _load("calculations.json")["reglages"]}
    return given | config.read().corrected_age


def _visit_kinds(source: dict) -> dict:
    """Kinds of visit that fill the common core: its sections, and the type's own one in the middle."""
    kinds = {}
    for kind in source["types_visite"]:
        if not kind["noyau"]:
            continue
        sections = []
        for section in _core(source):
            sections.append(section)
            if section["code"] == layout()["specific_after"] and kind["items"]:
                own = [item["id"] for item in kind["items"]]
                sections.append({"code": kind["code"], "titre": kind["libelle"], "items": own})
        kinds[kind["code"]] = _kind(kind) | {
            "core": True,
            "sections": sections,
            "links": [{"form": form, "visible_si": _link(kind, form)} for form in kind["formulaires"]]
            + _module_links(kind["code"]),
        }
    return kinds


def _core(source: dict) -> list[dict]:
    """The sections of the common core as laid out, without what this version no longer asks.

    A question that the layout does not know stands after the one that precedes it in the file.
    """
    laid = [section | {"items": list(section["items"])} for section in layout()["core"]]
    ids = [item["id"] for item in source["noyau_commun"]]
    for at, key in enumerate(ids):
        if not any(key in section["items"] for section in laid):
            before = ids[at - 1] if at else laid[0]["items"][0]
            section = next(one for one in laid if before in one["items"])
            section["items"].insert(section["items"].index(before) + 1, key)
    kept_ids = [section | {"items": [key for key in section["items"] if key in ids]} for section in laid]
    return [section for section in kept_ids if section["items"]]


def _module_links(kind: str) -> list[dict]:
    """``module``: the form is there only while the county uses it, and in what was begun with it."""
    return [
        {"form": form, "visible_si": places[kind], "module": True}
        for form, places in layout()["modules"].items()
        if kind in places
    ]


def _self_filled(source: dict) -> dict | None:
    """What a form that the person fills herself says besides its questions; None for all others."""
    if "consigne" not in source:
        return None
    return {
        "instruction": source["consigne"],
        "prefix": source["prefixe"],
        "citation": source["citation_obligatoire"],
        "rights": source["droits"],
        "how": source["passation"],
        "score": source["score"],
        "bands": source["bandes"],
        "item10": source["item10"],
    }


def _link(kind: dict, form: str) -> dict | None:
    """A linked form opens when the item that names it says that it is done in this visit."""
    for item in kind["items"]:
        if item.get("formulaire") == form:
            return {"eq": [item["id"], layout()["link_shown_if"]]}
    return None


def _other_kinds(source: dict, sections: list[dict]) -> dict:
    """Activities without the common core: the form is the whole grid. An interview is one by its own code."""
    code = source["code"]
    minutes = source.get("duree_max", source.get("duree_min", 60))
    own = {"code": code, "libelle": source["titre"], "roles": source["reserve_a"], "duree_min": minutes}
    kinds = [kind for kind in _other_activities() if kind["formulaires"] == [code]] or [own]
    return {
        kind["code"]: _kind(kind) | {"core": False, "sections": sections, "links": _module_links(kind["code"])}
        for kind in kinds
    }


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


@kept
def kinds() -> dict[str, dict]:
    """All kinds of visit and activity, in the county's order: label, roles, usual length, form that holds it."""
    source = _sources()["vad", versions()["vad"]]
    return {
        kind["code"]: _kind(kind) | {"core": kind["noyau"], "form": "vad" if kind["noyau"] else kind["formulaires"][0]}
        for kind in source["types_visite"] + source["autres_activites"]
    }


def offered(kind: str) -> bool:
    """Whether a visit of this kind may be proposed: not that of a form that the county switched off."""
    return kind not in switched_off()


def forms_of(kind: str, begun: dict[str, str] | None = None) -> list[str]:
    """Codes of the forms that a visit of this kind fills; the code of an interview (« epp ») is a kind as well.

    ``begun``: the versions a record was written with. A form that the county may switch off is asked by what was begun
    with it, and by what begins while it is on.

    :raises UnknownKind: if there is no such kind
    :raises UnknownForm: if the version that holds it is not known here
    """
    if not isinstance(kind, str) or (kind not in kinds() and kind not in versions()) or kind == "vad":
        raise UnknownKind
    holder = kinds()[kind]["form"] if kind in kinds() else kind
    described = as_document(holder, (begun or {}).get(holder))["kinds"].get(kind)
    if described is None:
        raise UnknownKind
    asked = (lambda form: form in begun) if begun else offered
    return [holder] + [link["form"] for link in described["links"] if not link.get("module") or asked(link["form"])]


def grid_for(kind: str, forms: dict[str, str] | None = None) -> dict:
    """Return what a visit of this kind asks: ``sections`` of item ids, and the ``items`` themselves.

    ``forms``: the versions a record was written with; the current ones where it says nothing.

    :raises UnknownKind: if there is no such kind
    :raises UnknownForm: if a version is not known here
    """
    asked = forms or {}
    codes = forms_of(kind, asked)
    return _grid(kind, tuple((code, str(asked.get(code) or versions()[code])) for code in codes))


@kept
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
