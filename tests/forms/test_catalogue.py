"""The grids as data: they follow the schema, every reference exists, and a visit is the core plus its own items."""

import json

import pytest
from jsonschema import Draft202012Validator

from fieldvisit.access import roles
from fieldvisit.forms import catalogue
from fieldvisit.forms.conditions import references

GRIDS = catalogue.ROOM / "grids"
SCHEMA = json.loads((GRIDS / "form.schema.json").read_text(encoding="utf-8"))
SOURCES = sorted(GRIDS.glob("*-*.json"))
CALCULATIONS = json.loads((catalogue.ROOM / "calculations.json").read_text(encoding="utf-8"))
NAMES = {each["code"]: each for each in CALCULATIONS["calculs"]}
FUNCTIONS = {each["code"]: each for each in CALCULATIONS["fonctions"]}
RULES = json.loads((catalogue.ROOM / "alert_rules.json").read_text(encoding="utf-8"))
DOCUMENTS = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
ROLES = set(roles.LABELS)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_form_follows_the_schema(path):
    form = json.loads(path.read_text(encoding="utf-8"))
    assert [error.message[:200] for error in Draft202012Validator(SCHEMA).iter_errors(form)] == []
    assert path.stem == f"{form['code']}-{form['version']}"


def test_ids_are_unique_over_all_forms():
    ids = [item for document in DOCUMENTS for item in document["items"]]
    assert len(ids) == len(set(ids)) == 457 + 12  # the domain's, and the EPDS
    assert not set(ids) & set(NAMES)


def test_the_counts_are_those_of_the_domain():
    assert len(DOCUMENTS) == 11
    assert len(RULES) == 34
    vad = catalogue.as_document("vad")
    assert sum(item["scope"] == "noyau" for item in vad["items"].values()) == 28
    assert len(catalogue.kinds()) == 17


def _leaves(condition: dict):
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        for each in body:
            yield from _leaves(each)
    elif word == "not":
        yield from _leaves(body)
    else:
        yield (word, body, None) if word == "answered" else (word, *body)


def _faults(condition: dict, items: dict, of_child: bool | None = None):
    """What is wrong with a condition: unknown name or option, order on a choice, a child item read by the visit."""
    for word, reference, against in _leaves(condition):
        if isinstance(reference, dict):
            known = FUNCTIONS.get(reference["fn"])
            if not known or set(reference["params"]) - set(known["parametres"]):
                yield f"fonction {reference}"
            continue
        if reference in NAMES:
            if of_child is False and NAMES[reference]["portee"] == "enfant":
                yield f"calcul d’enfant {reference}"
            if word in ("gt", "gte", "lt", "lte") and NAMES[reference]["type"] != "nombre":
                yield f"ordre sur {reference}"
            continue
        if reference not in items:
            yield f"inconnu {reference}"
            continue
        item = items[reference]
        codes = {option["code"] for option in item["options"] or []}
        if of_child is False and item["par_enfant"]:
            yield f"item d’enfant {reference}"
        if word in ("gt", "gte", "lt", "lte"):
            if item["type"] not in ("nombre", "mesure", "echelle"):
                yield f"ordre sur {reference}"
        elif word != "answered":
            wanted = against if isinstance(against, list) else [against]
            if set(wanted) - codes or (word == "contains") != (item["type"] == "multi" and word != "in"):
                yield f"{word} {reference} {against}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each["id"])
def test_every_condition_names_what_exists(document):
    faults = []
    for item in document["items"].values():
        near = {
            key: other
            for key, other in document["items"].items()
            if other["scope"] in ("noyau", item["scope"]) or document["code"] != "vad"
        }
        for condition in [item["visible_si"]] * bool(item["visible_si"]) + [each["si"] for each in item["alertes"]]:
            faults += _faults(condition, near, item["par_enfant"])
    for section in document["sections"]:
        faults += _faults(section["visible_si"], document["items"]) if section.get("visible_si") else []
    for condition in [each["si"] for each in document["alerts"]] + [document["alone_if"]] * bool(document["alone_if"]):
        faults += _faults(condition, document["items"])
    if document["proposed_level"]:
        levels = {option["code"] for option in document["items"][document["proposed_level"]["item"]]["options"]}
        for rule in document["proposed_level"]["regles"]:
            faults += _faults(rule["si"], document["items"])
            faults += [] if rule["valeur"] in levels else [rule["valeur"]]
    assert faults == []


def test_the_rules_name_what_exists():
    items = {f"{item['scope']}.{key}": item for each in DOCUMENTS for key, item in each["items"].items()}
    codes = {document["code"] for document in DOCUMENTS}
    orientations = DOCUMENTS[0]["orientations"]
    for rule in RULES:
        for alert in rule["alertes"]:
            assert list(_faults(alert["si"], items)) == [], rule["code"]
            assert set(alert["orientation"]) <= set(orientations)
        assert all(each in items or each in codes for each in rule["reprend"]), rule["code"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each["id"])
def test_every_word_of_an_item_exists(document):
    rules = {rule["code"] for rule in RULES}
    for item in document["items"].values():
        codes = [option["code"] for option in item["options"] or []]
        assert len(codes) == len(set(codes))
        assert set(item.get("roles", [])) <= ROLES
        assert set(item.get("regles", [])) <= rules
        assert {item.get("calcul"), item.get("proposition")} - {None} <= set(NAMES)
        assert item.get("neutre") is None or item["neutre"] in codes
        assert not item.get("liste") or set(codes) <= set(document["orientations"]) | {"aucune"}
        assert all(set(alert["orientation"]) <= set(document["orientations"]) for alert in item["alertes"])
    assert set(document["reserved_to"]) <= ROLES


@pytest.mark.parametrize("kind", [*catalogue.kinds(), "epp", "epnp", "tnd", "epds"])
def test_a_grid_shows_each_of_its_items_in_one_section(kind):
    grid = catalogue.grid_for(kind)
    laid = [item for section in grid["sections"] for item in section["items"]]
    assert sorted(laid) == sorted(grid["items"])
    assert all(section["title"] for section in grid["sections"])


def test_a_visit_is_the_core_then_what_its_type_adds():
    grid = catalogue.grid_for("vad_4m")
    scopes = [item["scope"] for item in grid["items"].values()]
    assert (scopes.count("noyau"), scopes.count("vad_4m"), len(scopes)) == (28, 4, 32)
    titles = [section["title"] for section in grid["sections"]]
    assert titles == [
        "Rencontre",
        "Mesures",
        "Alimentation",
        "Sommeil et pleurs",
        "Santé et éveil",
        "Visite 4 mois",
        "Lien et parents",
        "Logement et prévention",
        "Suite",
    ]
    assert grid["forms"] == {"vad": "2.0.0"}


def test_an_activity_without_the_core_is_its_form():
    grid = catalogue.grid_for("pesee_seule")
    assert grid["forms"] == {"pesee_seule": "2.0.0"}
    assert len(grid["items"]) == 12
    assert catalogue.grid_for("vad_agrement")["forms"] == {"agrement_assmat": "2.0.0"}


def test_the_linked_grid_opens_when_the_visit_says_that_it_is_done():
    grid = catalogue.grid_for("vad_24m")
    assert grid["forms"] == {"vad": "2.0.0", "tnd": "2.0.0"}
    opened = grid["sections"][grid["section_of"]["tnd_age"]]["visible_si"]
    assert list(references(opened)) == ["v24_tnd"]


def test_an_unknown_kind_or_version_is_refused_in_french():
    with pytest.raises(catalogue.UnknownKind):
        catalogue.grid_for("vad_lune")
    with pytest.raises(catalogue.UnknownKind):
        catalogue.grid_for(None)
    with pytest.raises(catalogue.UnknownForm) as refused:
        catalogue.grid_for("vad_1m", {"vad": "9.0.0"})
    assert "9.0.0" in refused.value.sentence
