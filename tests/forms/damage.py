"""Real grids, changed: what a county might bring in, sound or damaged, and where each damage is."""

import copy
import json
import random

from fieldvisit.forms import catalogue, condition_faults
from fieldvisit.forms.fault import groups, items

CODES = sorted(catalogue.versions())


def grid(code: str, version: str = "2.0.1") -> dict:
    """The built-in one under a higher number."""
    return copy.deepcopy(catalogue.built_in()[code, "2.0.0"]) | {"version": version}


def file(form: dict) -> bytes:
    return json.dumps(form, ensure_ascii=False).encode()


def _any(form, chance, suits=lambda item: True):
    return chance.choice([item for _, item in items(form) if suits(item)])


def _choice(item):
    return item["type"] in ("choix", "oui_non")


def _missing_field(form, chance):
    item = _any(form, chance)
    del item["source"]
    return item["id"], "il manque « source »"


def _unknown_field(form, chance):
    item = _any(form, chance)
    item["couleur"] = "bleu"
    return item["id"], "« couleur » n’est pas un champ connu"


def _wrong_type(form, chance):
    item = _any(form, chance)
    item["required"] = "oui"
    return item["id"], "« oui » n’est pas true ou false"


def _bad_condition(form, chance):
    item = _any(form, chance)
    item["visible_si"] = {"peut_etre": [item["id"], 1]}
    return item["id"], "cette condition n’est pas lisible"


def _bad_level(form, chance):
    item = _any(form, chance)
    item["alertes"] = [{"si": {"answered": item["id"]}, "niveau": "grave", "texte": "Alerte", "orientation": []}]
    return item["id"], "« grave » n’est pas possible"


def _bad_option_code(form, chance):
    item = _any(form, chance, _choice)
    item["options"][0]["code"] = "Très Mal"
    return item["id"], "s’écrit en minuscules"


def _circle(form, chance):
    pairs = [
        (a, b)
        for _, asked in groups(form)
        for a in asked
        for b in asked
        if a["id"] < b["id"] and a["par_enfant"] == b["par_enfant"] and {a["type"], b["type"]}.isdisjoint({"calcule"})
    ]
    one, two = chance.choice(pairs)
    one["visible_si"], two["visible_si"] = {"answered": two["id"]}, {"not": {"answered": one["id"]}}
    return {one["id"], two["id"]}, "tournent en rond"


def _own_circle(form, chance):
    item = _any(form, chance, _choice)
    item["visible_si"] = {"eq": [item["id"], item["options"][0]["code"]]}
    return item["id"], "tournent en rond"


def _unknown_reference(form, chance):
    item = _any(form, chance)
    item["visible_si"] = {"all": [{"not": {"gte": ["poids_de_lune", 3]}}]}
    return item["id"], "« poids_de_lune »"


def _unknown_function(form, chance):
    item = _any(form, chance)
    item["visible_si"] = {"gte": [{"fn": "z_lune", "params": {}}, 3]}
    return item["id"], "la fonction « z_lune » n’existe pas"


def _unknown_calculation(form, chance):
    item = _any(form, chance)
    item["proposition"] = "age_de_la_lune"
    return item["id"], "le calcul « age_de_la_lune » n’existe pas"


def _unknown_orientation(form, chance):
    item = _any(form, chance)
    alert = {"si": {"answered": item["id"]}, "niveau": "vigilance", "texte": "Alerte", "orientation": ["la_lune"]}
    item["alertes"] = [*item["alertes"], alert]
    return item["id"], "l’orientation « la_lune » n’existe pas"


def _unknown_option(form, chance):
    item = _any(form, chance, _choice)
    alert = {"si": {"eq": [item["id"], "la_lune"]}, "niveau": "vigilance", "texte": "Alerte", "orientation": []}
    item["alertes"] = [*item["alertes"], alert]
    return item["id"], f"« {item['id']} » n’a pas d’option « la_lune »"


def _order_on_a_choice(form, chance):
    item = _any(form, chance, _choice)
    alert = {"si": {"gte": [item["id"], 3]}, "niveau": "vigilance", "texte": "Alerte", "orientation": []}
    item["alertes"] = [*item["alertes"], alert]
    return item["id"], "n’est pas un nombre"


def _double_id(form, chance):
    item = _any(form, chance)
    _, asked = chance.choice(groups(form))
    asked.append(copy.deepcopy(item))
    return item["id"], "sert deux fois"


def _id_of_another_form(form, chance):
    other = chance.choice([code for code in CODES if code != form["code"]])
    item = _any(catalogue.source(other), chance)
    _, asked = chance.choice(groups(form))
    asked.append(copy.deepcopy(item) | {"visible_si": None, "alertes": []})
    return item["id"], f"déjà celui d’une question de la grille « {other} »"


def _double_option(form, chance):
    item = _any(form, chance, lambda item: item["options"])
    item["options"] = [*item["options"], copy.deepcopy(item["options"][0])]
    return item["id"], "est écrite deux fois"


def _renamed(form, chance):
    """A question that nothing reads."""
    free = [item for _, item in items(form) if item["id"] not in read_by_others(form)]
    item = chance.choice(free or [item for _, item in items(form)])
    old, item["id"] = item["id"], "nouveau_nom"
    item["alertes"], item["visible_si"] = [], None
    return "nouveau_nom", f"cette question s’appelait « {old} »"


def _other_type(form, chance):
    item = _any(form, chance, lambda item: item["type"] == "texte" or _choice(item))
    if item["type"] == "texte":
        item["type"] = "date"
    else:
        item["type"] = "multi"
    return item["id"], "garde son type"


def _unknown_role(form, chance):
    item = _any(form, chance)
    item["roles"] = ["astronaute"]
    return item["id"], "« astronaute » n’est pas un métier connu"


def _of_each_child(form, chance):
    item = _any(form, chance)
    item["par_enfant"] = not item["par_enfant"]
    return item["id"], "« par_enfant » ne change pas"


DAMAGES = [
    _missing_field,
    _unknown_field,
    _wrong_type,
    _bad_condition,
    _bad_level,
    _bad_option_code,
    _circle,
    _own_circle,
    _unknown_reference,
    _unknown_function,
    _unknown_calculation,
    _unknown_orientation,
    _unknown_option,
    _order_on_a_choice,
    _double_id,
    _id_of_another_form,
    _double_option,
    _renamed,
    _other_type,
    _unknown_role,
    _of_each_child,
]


def read_by_others(form: dict) -> set[str]:
    """Questions of this form that a condition, a rule or the application names."""
    said = json.dumps([catalogue.rules(), catalogue.layout(), catalogue.needed()])
    here = json.dumps([[item["visible_si"], item["alertes"]] for _, item in items(form)])
    here += json.dumps([form.get("alertes"), form.get("seule_si"), form.get("niveau_propose")])
    here += json.dumps([one.get("visible_si") for one in form.get("sections", [])])
    return {item["id"] for _, item in items(form) if any(f'{mark}{item["id"]}"' in said + here for mark in '".')}


def read_by_rules(code: str) -> list[tuple[str, str, str]]:
    """(rule, item, option) of every option of this form that a rule of all grids compares with."""
    form = catalogue.source(code)
    scopes = {place.section for place, _ in items(form)} if "noyau_commun" in form else {code}
    found = set()
    for rule in catalogue.rules():
        for alert in rule["alertes"]:
            for word, name, against in condition_faults.leaves(alert["si"]):
                if (
                    isinstance(name, str)
                    and name.rpartition(".")[0] in scopes
                    and word in ("eq", "ne", "in", "contains")
                ):
                    values = against if isinstance(against, list) else [against]
                    found |= {(rule["code"], name.rpartition(".")[2], value) for value in values}
    return sorted(found)


def sound_changes(form: dict, chance: random.Random) -> tuple[str, str]:
    """Change one thing that may be changed; (item, a word that its difference says)."""
    item = _any(form, chance, lambda one: one["options"] and one["id"] not in read_by_others(form))
    way = chance.choice(("question", "option", "required", "alerte", "label"))
    if way == "question":
        item["question"] += " (précisez)"
        return item["id"], "(précisez)"
    if way == "option" and item["type"] != "echelle":
        item["options"].append({"code": "tout_autre", "libelle": "Tout autre chose"})
        return item["id"], "Tout autre chose"
    if way == "label" or way == "option":
        item["options"][0]["libelle"] += " bien sûr"
        return item["id"], "bien sûr"
    if way == "required":
        item["required"] = not item["required"]
        return item["id"], "Attendue pour signer"
    item["alertes"] = [
        *item["alertes"],
        {"si": {"answered": item["id"]}, "niveau": "information", "texte": "À redire", "orientation": ["medecin_pmi"]},
    ]
    return item["id"], "À redire"
