"""What is wrong with a form that follows the schema: references, doubles, circles; then ``version_faults``.

Each fault says where and why. An empty list means that it may be published.
"""

from collections import Counter
from collections.abc import Iterator

from fieldvisit.access import roles
from fieldvisit.forms import catalogue, condition_faults, thresholds, version_faults
from fieldvisit.forms.conditions import references
from fieldvisit.forms.fault import Fault, Place, items

WHOLE = Place("", "")


def of(form: dict) -> list[Fault]:
    """Every fault of a form, against the forms in force."""
    current = catalogue.versions().get(form["code"])
    if current is None:
        return [Fault("Champ « code »", f"aucune grille de l’application n’a le code « {form['code']} ».")]
    former = catalogue.source(form["code"])
    found = [*_header(form, former), *_doubles(form), *_words(form), *_conditions(form), *_circles(form)]
    found += [*version_faults.between(form, former), *version_faults.for_rules(form)]
    return list(dict.fromkeys(found))


def _header(form: dict, former: dict) -> Iterator[Fault]:
    if catalogue.number(form["version"]) <= catalogue.number(former["version"]):
        yield Fault(
            "Champ « version »",
            f"{form['version']} n’est pas plus élevée que celle en vigueur ({former['version']}).",
        )
    if ("noyau_commun" in form) != ("noyau_commun" in former):
        yield Fault("", "une grille de visites et une grille à sections ne se remplacent pas.")
    for role in form.get("reserve_a", []):
        if role not in roles.LABELS:
            yield Fault("Champ « reserve_a »", f"« {role} » n’est pas un métier connu.")


def _doubles(form: dict) -> Iterator[Fault]:
    codes = Counter(one["code"] for one in form.get("sections", []))
    yield from (
        Place(one, f"Section {one}").fault("ce code de section sert deux fois.") for one in codes if codes[one] > 1
    )
    elsewhere = _elsewhere(form["code"])
    calculations, _ = condition_faults.names()
    seen: set[str] = set()
    for place, item in items(form):
        if item["id"] in seen:
            yield place.fault("cet identifiant sert deux fois.")
        seen.add(item["id"])
        if item["id"] in elsewhere:
            yield place.fault(
                f"cet identifiant est déjà celui d’une question de la grille « {elsewhere[item['id']]} »."
            )
        if item["id"] in calculations:
            yield place.fault("cet identifiant est le nom d’un calcul.")
        options = Counter(option["code"] for option in item["options"] or [])
        yield from (place.fault(f"l’option « {one} » est écrite deux fois.") for one in options if options[one] > 1)


def _elsewhere(code: str) -> dict[str, str]:
    """Every id of the other forms, in any version, and the form it belongs to."""
    others = [each.split("@") for each in catalogue.forms()]
    return {
        item["id"]: other
        for other, version in others
        if other != code
        for _, item in items(catalogue.source(other, version))
    }


def _words(form: dict) -> Iterator[Fault]:
    """What an item names besides questions."""
    calculations, _ = condition_faults.names()
    rules, bounds = thresholds.sources(), _bounds()
    for place, item in items(form):
        codes = [option["code"] for option in item["options"] or []]
        for field in ("calcul", "proposition"):
            if field in item and item[field] not in calculations:
                yield place.fault(f"le calcul « {item[field]} » n’existe pas.")
        for rule in item.get("regles", []):
            if rule not in rules:
                yield place.fault(f"la règle « {rule} » n’existe pas.")
        for role in item.get("roles", []):
            if role not in roles.LABELS:
                yield place.fault(f"« {role} » n’est pas un métier connu.")
        if item.get("neutre") and item["neutre"] not in codes:
            yield place.fault(f"la valeur neutre « {item['neutre']} » n’est pas une de ses options.")
        if item.get("liste"):
            for one in codes:
                if one not in catalogue.orientations() and one != "aucune":
                    yield place.fault(f"l’orientation « {one} » n’existe pas.")
        if "mesure" in item and item["mesure"] not in bounds:
            yield place.fault(f"la mesure « {item['mesure']} » n’existe pas.")
        elif "mesure" in item and (item["unite"], item["min"], item["max"]) != bounds[item["mesure"]]:
            unit, low, high = bounds[item["mesure"]]
            yield place.fault(f"la mesure « {item['mesure']} » va de {low} à {high} {unit}.")
        if item["min"] is not None and item["max"] is not None and item["min"] >= item["max"]:
            yield place.fault("le minimum n’est pas plus petit que le maximum.")
        if item["type"] == "echelle" and not {*codes} <= {str(n) for n in _scale(item)}:
            yield place.fault("les options d’une échelle sont ses nombres, du minimum au maximum.")
        if "formulaire" in item and item["formulaire"] not in catalogue.versions():
            yield place.fault(f"la grille liée « {item['formulaire']} » n’existe pas.")


def _scale(item: dict) -> range:
    return range(int(item["min"]), min(int(item["max"]), int(item["min"]) + 100) + 1)


def _bounds() -> dict[str, tuple]:
    """Unit and bounds of each measure, as the built-in grids have them."""
    return {
        item["mesure"]: (item["unite"], item["min"], item["max"])
        for form in catalogue.built_in().values()
        for _, item in items(form)
        if "mesure" in item
    }


def _conditions(form: dict) -> Iterator[Fault]:
    for place, item in items(form):
        known = _readable(form, place)
        if item["visible_si"]:
            yield from _said(place, "condition d’affichage", item["visible_si"], known, item["par_enfant"])
        for at, alert in enumerate(item["alertes"], start=1):
            yield from _said(place, f"alerte n° {at}", alert["si"], known, item["par_enfant"])
            yield from _orientations(place, f"alerte n° {at}", alert)
    every = {item["id"]: item for _, item in items(form)}
    for section in form.get("sections", []):
        if "visible_si" in section:
            place = Place(section["code"], f"Section « {section['titre']} »")
            yield from _said(place, "condition d’affichage", section["visible_si"], every)
    for at, alert in enumerate(form.get("alertes", []), start=1):
        yield from _said(WHOLE, f"Alerte n° {at} de la grille", alert["si"], every)
        yield from _orientations(WHOLE, f"Alerte n° {at} de la grille", alert)
    if "seule_si" in form:
        yield from _said(WHOLE, "Champ « seule_si »", form["seule_si"], every)
    if "niveau_propose" in form:
        yield from _proposed(form["niveau_propose"], every)


def _proposed(proposed: dict, every: dict[str, dict]) -> Iterator[Fault]:
    where = "Champ « niveau_propose »"
    item = every.get(proposed["item"])
    levels = {option["code"] for option in (item or {}).get("options") or []}
    if item is None:
        yield Fault(where, f"« {proposed['item']} » n’est pas une question de la grille.")
    for rule in proposed["regles"]:
        yield from _said(WHOLE, where, rule["si"], every)
    for level in [rule["valeur"] for rule in proposed["regles"]] + [proposed["sinon"]]:
        if item is not None and level not in levels:
            yield Fault(where, f"« {proposed['item']} » n’a pas d’option « {level} ».", proposed["item"])


def _readable(form: dict, place: Place) -> dict[str, dict]:
    """The questions that one of them may name: of a visit, the core and those of its own kind."""
    near = ("noyau", place.section) if "noyau_commun" in form else None
    return {item["id"]: item for at, item in items(form) if near is None or at.section in near}


def _said(place: Place, what: str, condition: dict, known: dict, of_child: bool | None = None) -> Iterator[Fault]:
    where = f"{place}, {what}" if str(place) else what
    for why in condition_faults.faults(condition, known, of_child):
        yield Fault(where, why, place.item, place.section)


def _orientations(place: Place, what: str, alert: dict) -> Iterator[Fault]:
    where = f"{place}, {what}" if str(place) else what
    for code in alert["orientation"]:
        if code not in catalogue.orientations():
            yield Fault(where, f"l’orientation « {code} » n’existe pas.", place.item, place.section)


def _circles(form: dict) -> Iterator[Fault]:
    every = {item["id"] for _, item in items(form)}
    alone_if = form.get("seule_si") or catalogue.layout()["alone_if"].get(form["code"])
    if alone_if and not set(map(str, references(alone_if))) <= every:
        alone_if = None  # said already, or by the rules
    for place, way in condition_faults.circles(form, alone_if):
        shown = " → ".join([*way, way[0]])
        yield place.fault(f"les conditions tournent en rond ({shown}) : aucune ne pourrait s’afficher la première.")
