"""What is wrong with a condition: names and options that do not exist, comparisons that cannot be, and what goes round.

Takes up the checks of the domain's own data (« verifier.py ») and says them in French.
"""

import json
from collections.abc import Iterator
from functools import cache

from fieldvisit.forms import catalogue, epds
from fieldvisit.forms.conditions import references
from fieldvisit.forms.fault import Place, items

ORDER = ("gt", "gte", "lt", "lte")
NUMBERS = ("nombre", "mesure", "echelle")
CHOICES = ("choix", "oui_non")
#: Questions that a calculation reads.
READS = {
    "terme_jours": ("A4",),
    "terme_sa": ("A4",),
    "terme_premier_examen_sa": ("B1_examen",),
    "jours_post_partum": ("N1_date",),
    "epds_total": ("D7_score", "N12_score", epds.HOW, *epds.QUESTIONS),
    "epds_item10": ("D7_item10", "N12_item10", epds.HOW, *epds.QUESTIONS),
    "epds_copar_total": ("N13_score",),
    "marche_acquise": ("v24_marche_age",),
}


@cache
def names() -> tuple[dict, dict]:
    """Calculations and functions by code, as ``calculations.json`` describes them."""
    known = json.loads((catalogue.ROOM / "calculations.json").read_text(encoding="utf-8"))
    return {one["code"]: one for one in known["calculs"]}, {one["code"]: one for one in known["fonctions"]}


def leaves(condition: dict) -> Iterator[tuple]:
    """(word, reference, value) of every comparison."""
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        for each in body:
            yield from leaves(each)
    elif word == "not":
        yield from leaves(body)
    else:
        yield (word, body, None) if word == "answered" else (word, *body)


def faults(condition: dict, known: dict[str, dict], of_child: bool | None = None) -> Iterator[str]:
    """``known``: the questions that this condition may name. ``of_child``: False when it is asked once per visit."""
    for leaf in leaves(condition):
        yield from _leaf(*leaf, known, of_child)


def _leaf(word: str, reference, against, known: dict[str, dict], of_child: bool | None) -> Iterator[str]:
    calculations, functions = names()
    if isinstance(reference, dict):
        function = functions.get(reference["fn"])
        if function is None:
            yield f"la fonction « {reference['fn']} » n’existe pas."
        elif unknown := sorted(set(reference["params"]) - set(function["parametres"])):
            yield f"la fonction « {reference['fn']} » n’a pas de paramètre « {unknown[0]} »."
    elif reference in calculations:
        yield from _calculation(word, calculations[reference], against, of_child)
    elif reference not in known:
        yield f"« {reference} » n’est ni une question qu’elle peut lire, ni un calcul."
    else:
        yield from _item(word, reference, against, known[reference], of_child)


def _calculation(word: str, calculation: dict, against, of_child: bool | None) -> Iterator[str]:
    name = calculation["code"]
    if of_child is False and calculation["portee"] == "enfant":
        yield f"le calcul « {name} » est propre à un enfant, la question est posée une fois par visite."
    if word in ORDER and calculation["type"] != "nombre":
        yield f"le calcul « {name} » n’est pas un nombre : « {word} » ne s’y compare pas."
    if calculation["type"] == "booleen" and word in ("eq", "ne") and not isinstance(against, bool):
        yield f"le calcul « {name} » se compare à true ou false."


def _item(word: str, name: str, against, item: dict, of_child: bool | None) -> Iterator[str]:
    if of_child is False and item["par_enfant"]:
        yield f"« {name} » est posée pour chaque enfant, la question une fois par visite."
    kind = item["type"]
    if word == "answered":
        return
    if word in ORDER:
        if kind not in NUMBERS:
            yield f"« {name} » n’est pas un nombre : « {word} » ne s’y compare pas."
        return
    allowed = {"contains": ("multi",), "in": (*CHOICES, "multi")}.get(word, CHOICES)
    if kind not in allowed:
        yield f"« {word} » ne va pas avec « {name} » ({kind})."
        return
    codes = {option["code"] for option in item["options"]}
    for value in against if isinstance(against, list) else [against]:
        if value not in codes:
            yield f"« {name} » n’a pas d’option « {value} »."


def circles(form: dict, alone_if: dict | None) -> list[tuple[Place, list[str]]]:
    """Questions whose being asked depends on themselves: the first one's place, and the way round."""
    place_of = {place.item: place for place, _ in items(form)}
    edges = {key: sorted(set(found) & set(place_of)) for key, found in _edges(form, alone_if).items()}
    found, done = [], set()
    for start in edges:
        way = _way_round(start, edges, done)
        if way:
            found.append((place_of[way[0]], way))
            done |= set(way)
    return found


def _edges(form: dict, alone_if: dict | None) -> dict[str, list[str]]:
    """Which questions each question looks at before it is asked, or computed."""
    opening = {one["code"]: one.get("visible_si") for one in form.get("sections", [])}
    every = {item["id"]: item for _, item in items(form)}
    edges = {}
    for place, item in items(form):
        conditions = [item["visible_si"], opening.get(place.section), alone_if if item["seule"] else None]
        read = [name for each in conditions if each for name in references(each)]
        read += [item["calcul"]] if item["type"] == "calcule" else []
        edges[item["id"]] = [one for name in read for one in _read_by(name, every)]
    return edges


def _read_by(reference, every: dict[str, dict]) -> list[str]:
    if isinstance(reference, str) and reference in every:
        return [reference]
    name = reference["fn"] if isinstance(reference, dict) else reference
    if name.startswith("nb_"):
        return [key for key, item in every.items() if item["alertes"]]
    if name.startswith("tnd_"):
        return [key for key, item in every.items() if item.get("domaine")]
    if isinstance(reference, dict):
        return [key for key, item in every.items() if item["type"] == "mesure"]
    return list(READS.get(name, ()))


def _way_round(start: str, edges: dict[str, list[str]], done: set[str]) -> list[str]:
    """A way from a question back to itself, not through what was told already; empty when there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        at = waiting.pop(0)
        for to in edges[at]:
            if to == start:
                way = [at]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if to not in came_from and to not in done:
                came_from[to] = at
                waiting.append(to)
    return []
