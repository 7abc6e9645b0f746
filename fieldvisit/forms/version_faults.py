"""What a new version may not take away: from the one in force, from the rules of every grid, from the application."""

from collections import Counter
from collections.abc import Iterator

from fieldvisit.forms import catalogue, condition_faults
from fieldvisit.forms.fault import Fault, Place, items
from fieldvisit.words import fold

WHOLE = Place("", "")
#: What keeps the answers of a question to the few who may read them.
CONFIDED = {"seule": "posée seule à seule", "prive": "confiée"}


def between(form: dict, former: dict) -> Iterator[Fault]:
    """What may not change from one version to the next: an id keeps its question, a kind of visit its frame."""
    before = {item["id"]: (place, item) for place, item in items(former)}
    now = {item["id"]: (place, item) for place, item in items(form)}
    gone = {fold(item["question"]): key for key, (_, item) in before.items() if key not in now}
    for key, (place, item) in now.items():
        if key not in before:
            if old := gone.get(fold(item["question"])):
                yield place.fault(f"cette question s’appelait « {old} » : un identifiant ne change jamais, gardez-le.")
            continue
        former_item = before[key][1]
        if item["type"] != former_item["type"]:
            yield place.fault(f"une question garde son type ({former_item['type']}) : donnez un autre identifiant.")
        if item["par_enfant"] != former_item["par_enfant"]:
            yield place.fault("« par_enfant » ne change pas pour un même identifiant.")
    yield from _opened(now, form["code"])
    yield from _kinds(form, former)


def _opened(now: dict[str, tuple[Place, dict]], code: str) -> Iterator[Fault]:
    """Who may read what was answered follows from the question as it stands: no version opens it again, not even one
    that brings back a question which another had left out."""
    versions = [version for known, version in (each.split("@") for each in catalogue.forms()) if known == code]
    for mark, words in CONFIDED.items():
        kept = {item["id"] for one in versions for _, item in items(catalogue.source(code, one)) if item.get(mark)}
        for key, (place, item) in now.items():
            if key in kept and not item.get(mark):
                yield place.fault(
                    f"« {mark} » ({words}) ne se retire pas : ce qui a déjà été confié s’ouvrirait à d’autres. "
                    "Gardez-le, ou donnez un autre identifiant à la question."
                )


def _kinds(form: dict, former: dict) -> Iterator[Fault]:
    for group in ("types_visite", "autres_activites"):
        kinds = {one["code"]: one for one in former.get(group, [])}
        given = Counter(one["code"] for one in form.get(group, []))
        for code in [*dict.fromkeys([*kinds, *given])]:
            place = Place(code, f"Type de visite « {code} »")
            if given[code] != 1 or code not in kinds:
                why = "manque" if not given[code] else "est écrit deux fois" if code in kinds else "n’existe pas"
                yield place.fault(f"ce type {why} : la liste des types est celle de la planification.")
        for one in form.get(group, []):
            if one["code"] not in kinds:
                continue
            place = Place(one["code"], f"Type de visite « {one['code']} »")
            for field in ("roles", "noyau", "formulaires"):
                if one[field] != kinds[one["code"]][field]:
                    yield place.fault(f"« {field} » ne change pas par une publication : la planification s’en sert.")


def for_rules(form: dict) -> Iterator[Fault]:
    """What the rules of every grid, and the application itself, read in this one."""
    every = _everything(form)
    here = {f"{scope}.{key}": (place, item) for scope, key, place, item in _scoped(form)}
    former = {f"{scope}.{key}": place for scope, key, place, _ in _scoped(catalogue.source(form["code"]))}
    for rule in catalogue.rules():
        for alert in rule["alertes"]:
            for leaf in condition_faults.leaves(alert["si"]):
                name = leaf[1] if isinstance(leaf[1], str) else ""
                if name not in here and name not in former:
                    continue
                place = here[name][0] if name in here else former[name]
                for why in condition_faults.faults(_as_condition(leaf), every):
                    yield place.fault(f"la règle {rule['code']} ({rule['titre']}) en a besoin : {why}")
        for name in rule["reprend"]:
            if name in former and name not in here:
                yield former[name].fault(
                    f"la règle {rule['code']} ({rule['titre']}) reprend cette question : gardez-la."
                )
    yield from _needed(form, {key: (place, item) for place, item in items(form) for key in [item["id"]]})


def _as_condition(leaf: tuple) -> dict:
    word, reference, against = leaf
    return {word: reference if word == "answered" else [reference, against]}


def _needed(form: dict, here: dict[str, tuple[Place, dict]]) -> Iterator[Fault]:
    former = {item["id"]: place for place, item in items(catalogue.source(form["code"]))}
    wanted = {key: list(codes) for key, codes in catalogue.needed().get(form["code"], {}).items()}
    layout = catalogue.layout()
    for condition in (layout["alone_if"].get(form["code"]), *_openings(catalogue.source(form["code"]), layout)):
        for word, name, against in condition_faults.leaves(condition) if condition else ():
            codes = [] if word == "answered" else against if isinstance(against, list) else [against]
            wanted[name] = [*wanted.get(name, []), *codes]
    for key, codes in wanted.items():
        if key not in here:
            yield former.get(key, WHOLE).fault(f"l’application lit la question « {key} » : gardez-la.")
            continue
        place, item = here[key]
        known = {option["code"] for option in item["options"] or []}
        for code in dict.fromkeys(codes):
            if code not in known:
                yield place.fault(f"l’application lit l’option « {code} » : gardez-la.")


def _openings(form: dict, layout: dict) -> Iterator[dict | None]:
    """What opens a linked form in a visit of this grid, as it now is."""
    kinds = {one["code"] for one in form.get("types_visite", [])}
    for places in layout["modules"].values():
        yield from (condition for kind, condition in places.items() if kind in kinds)
    for kind in form.get("types_visite", []):
        for item in kind["items"]:
            if item.get("formulaire") in kind["formulaires"]:
                yield {"eq": [item["id"], layout["link_shown_if"]]}


def _scoped(form: dict) -> Iterator[tuple[str, str, Place, dict]]:
    """(scope, id, place, item), the scope as rules write it before the point."""
    for place, item in items(form):
        yield place.section if "noyau_commun" in form else form["code"], item["id"], place, item


def _everything(form: dict) -> dict[str, dict]:
    """« scope.item » of every form in force, this one in its place."""
    forms = [form, *(catalogue.source(code) for code in catalogue.versions() if code != form["code"])]
    return {f"{scope}.{key}": item for one in forms for scope, key, _, item in _scoped(one)}
