"""What changes from one version of a grid to the next, in French, so that a person can decide; nothing is left out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from fieldvisit.forms.condition_words import short, words
from fieldvisit.forms.fault import Place, groups, items


class Kind(IntEnum):
    """Also how much the number of the version should move: correction, addition, change of meaning."""

    WORDING = 0
    ADDED = 1
    CHANGED = 2
    REMOVED = 3

    @property
    def label(self) -> str:
        return ("Libellé", "Ajout", "Changement", "Retrait")[self]


@dataclass(frozen=True)
class Change:
    """``where``: section or question; ``what``: one line each."""

    kind: Kind
    where: str
    what: tuple[str, ...]
    item: str = ""


#: Said by itself, and no change of content.
NUMBERING = ("version", "date")
#: Of a form: how each field that is not a list of questions is called.
FORM_FIELDS = {
    "titre": "Titre",
    "source": "Source",
    "auteur": "Auteur",
    "note": "Note",
    "fondement": "Fondement",
    "sujet": "Sujet",
    "reserve_a": "Métiers qui la remplissent",
    "reponses_speciales": "Réponses spéciales",
    "duree_min": "Durée (min)",
    "duree_max": "Durée au plus (min)",
}
ITEM_FIELDS = {
    "question": "Question",
    "groupe": "Titre du groupe",
    "type": "Type",
    "unite": "Unité",
    "min": "Minimum",
    "max": "Maximum",
    "required": "Attendue pour signer",
    "seule": "Seule à seule",
    "prive": "Jamais imprimée",
    "par_enfant": "Une réponse par enfant",
    "source": "Source",
    "calcul": "Calcul",
    "proposition": "Valeur proposée",
    "mesure": "Mesure",
    "methode": "Méthodes",
    "regles": "Règles",
    "roles": "Réservée à",
    "liste": "Liste",
    "formulaire": "Grille liée",
    "domaine": "Domaine",
    "neutre": "Valeur « Rien à signaler »",
    "avec_heure": "Avec l’heure",
}
#: A change of these alone corrects words and changes no meaning.
ONLY_WORDS = {"question", "groupe", "source"}


def between(old: dict, new: dict) -> list[Change]:
    """Every change, in the order of the new file; what was removed comes last."""
    before = {item["id"]: (place, item) for place, item in items(old)}
    after = {item["id"]: (place, item) for place, item in items(new)}
    found = [*_form(old, new, before, after), *_sections(old, new, before, after)]
    for key, (place, item) in after.items():
        if key not in before:
            found.append(Change(Kind.ADDED, str(place), tuple(_whole(item, _known(after))), key))
        else:
            found += _item(before[key], after[key], _known(before), _known(after))
    for key, (place, item) in before.items():
        if key not in after:
            found.append(Change(Kind.REMOVED, str(place), (f"« {item['question']} »",), key))
    return found + list(_moved(old, new))


def wanted_step(changes: list[Change]) -> str:
    """Which of the three numbers such changes move (data/README: correctif, mineur, majeur)."""
    worst = max((change.kind for change in changes), default=Kind.WORDING)
    return {Kind.WORDING: "le troisième nombre", Kind.ADDED: "le deuxième nombre"}.get(worst, "le premier nombre")


def _known(questions: dict) -> dict[str, dict]:
    return {key: item for key, (_, item) in questions.items()}


def _form(old: dict, new: dict, before: dict, after: dict) -> Iterator[Change]:
    lists = ("sections", "noyau_commun", "types_visite", "alertes", "niveau_propose", "seule_si", *NUMBERING)
    for key in dict.fromkeys([*old, *new]):
        if key not in lists and old.get(key) != new.get(key):
            kind = Kind.WORDING if key in ("titre", "source", "auteur", "note", "fondement") else Kind.CHANGED
            yield Change(kind, "Grille", (_turned(FORM_FIELDS.get(key, key), old.get(key), new.get(key)),))
    if old.get("seule_si") != new.get("seule_si"):
        told = [words(one.get("seule_si"), _known(side)) for one, side in ((old, before), (new, after))]
        yield Change(Kind.CHANGED, "Grille", (f"Seule à seule si : {told[0]} → {told[1]}",))
    rules = list(_alerts(old.get("alertes", []), new.get("alertes", []), _known(before), _known(after)))
    if rules:
        yield Change(Kind.CHANGED, "Grille", tuple(rules))
    if old.get("niveau_propose") != new.get("niveau_propose"):
        told = [_proposed(one.get("niveau_propose"), _known(side)) for one, side in ((old, before), (new, after))]
        yield Change(Kind.CHANGED, "Grille", (f"Niveau proposé : {told[0]} → {told[1]}",))


def _sections(old: dict, new: dict, before: dict, after: dict) -> Iterator[Change]:
    for name in ("sections", "types_visite"):
        was, now = ({one["code"]: one for one in form.get(name, [])} for form in (old, new))
        for code in dict.fromkeys([*now, *was]):
            title = (now.get(code) or was.get(code)).get("titre") or (now.get(code) or was.get(code)).get("libelle")
            if code not in was or code not in now:
                kind = Kind.ADDED if code in now else Kind.REMOVED
                yield Change(kind, f"Section « {title} »", ("section ajoutée" if code in now else "section retirée",))
                continue
            told = []
            for key in dict.fromkeys([*was[code], *now[code]]):
                if key == "visible_si" and was[code].get(key) != now[code].get(key):
                    shown = [words(one[code].get(key), _known(side)) for one, side in ((was, before), (now, after))]
                    told.append(f"S’affiche si : {shown[0]} → {shown[1]}")
                elif key != "items" and was[code].get(key) != now[code].get(key):
                    told.append(
                        _turned(
                            {"titre": "Titre", "libelle": "Libellé"}.get(key, key),
                            was[code].get(key),
                            now[code].get(key),
                        )
                    )
            if told:
                only_words = all(line.startswith(("Titre", "Libellé")) for line in told)
                yield Change(Kind.WORDING if only_words else Kind.CHANGED, f"Section « {title} »", tuple(told))
        if list(was) != list(now) and set(was) == set(now):
            yield Change(Kind.WORDING, "Grille", ("Les sections changent d’ordre.",))


def _moved(old: dict, new: dict) -> Iterator[Change]:
    """Sections whose questions stand in another order; one that changed section is told with the question."""
    was = {place.section: [item["id"] for item in asked] for place, asked in groups(old)}
    for place, asked in groups(new):
        now = [item["id"] for item in asked]
        both = set(now) & set(was.get(place.section, []))
        if [key for key in now if key in both] != [key for key in was.get(place.section, []) if key in both]:
            yield Change(Kind.WORDING, place.title, ("Les questions changent d’ordre.",))


def _item(before: tuple[Place, dict], after: tuple[Place, dict], were: dict, are: dict) -> Iterator[Change]:
    (old_place, old), (place, new) = before, after
    told, only_words = [], True
    if old_place.section != place.section:
        told.append(f"passe de « {old_place.title} » à « {place.title} »")
    for key in dict.fromkeys([*old, *new]):
        if key in ("id", "options", "visible_si", "alertes") or old.get(key) == new.get(key):
            continue
        told.append(_turned(ITEM_FIELDS.get(key, key), old.get(key), new.get(key)))
        only_words = only_words and key in ONLY_WORDS
    options, meaning = _options(old["options"] or [], new["options"] or [])
    rest = [*options]
    if old["visible_si"] != new["visible_si"]:
        rest.append(f"S’affiche si : {words(old['visible_si'], were)} → {words(new['visible_si'], are)}")
        meaning = Kind.CHANGED
    rules = list(_alerts(old["alertes"], new["alertes"], were, are))
    if told or rest or rules:
        kind = max(meaning, Kind.WORDING if only_words else Kind.CHANGED, Kind.CHANGED if rules else Kind.WORDING)
        title = [] if old["question"] != new["question"] else [f"« {short(new['question'])} »"]
        yield Change(kind, str(place), (*title, *told, *rest, *rules), new["id"])


def _options(old: list[dict], new: list[dict]) -> tuple[list[str], Kind]:
    was, now = {one["code"]: one for one in old}, {one["code"]: one for one in new}
    told, kind = [], Kind.WORDING
    for code in now:
        if code not in was:
            told, kind = [*told, f"Option ajoutée : « {now[code]['libelle']} »"], max(kind, Kind.ADDED)
        elif was[code] != now[code]:
            told.append(f"Option « {code} » : {_option(was[code])} → {_option(now[code])}")
            same = {**was[code], "libelle": ""} == {**now[code], "libelle": ""}
            kind = max(kind, Kind.WORDING if same else Kind.CHANGED)
    for code in was:
        if code not in now:
            told, kind = [*told, f"Option retirée : « {was[code]['libelle']} »"], Kind.CHANGED
    if [one for one in was if one in now] != [one for one in now if one in was]:
        told.append("Les options changent d’ordre.")
    return told, kind


def _option(option: dict) -> str:
    marks = {"exclusif": "seule", "sans_reponse": "sans réponse", "prive": "jamais imprimée"}
    more = [words for key, words in marks.items() if option.get(key)]
    return f"« {option['libelle']} »{' (' + ', '.join(more) + ')' if more else ''}"


def _alerts(old: list[dict], new: list[dict], were: dict, are: dict) -> Iterator[str]:
    yield from (f"Alerte retirée : {_alert(one, were)}" for one in old if one not in new)
    yield from (f"Alerte ajoutée : {_alert(one, are)}" for one in new if one not in old)
    if old != new and all(one in new for one in old) and all(one in old for one in new):
        yield "Les alertes changent d’ordre."


def _alert(alert: dict, known: dict) -> str:
    to = f" → {', '.join(alert['orientation'])}" if alert["orientation"] else ""
    return f"[{alert['niveau']}] {alert['texte']}{to}, si {words(alert['si'], known)}"


def _proposed(proposed: dict | None, known: dict) -> str:
    if proposed is None:
        return "aucun"
    rules = [f"{rule['valeur']} si {words(rule['si'], known)}" for rule in proposed["regles"]]
    return " ; ".join([*rules, f"sinon {proposed['sinon']}", f"dans {proposed['item']}", proposed["unite_de_compte"]])


def _whole(item: dict, known: dict) -> Iterator[str]:
    """A question that is new, told with all that matters of it."""
    yield f"« {item['question']} »"
    if item["options"]:
        yield "Options : " + ", ".join(_option(one) for one in item["options"])
    if item["visible_si"]:
        yield f"S’affiche si : {words(item['visible_si'], known)}"
    marks = [ITEM_FIELDS[key] for key in ("required", "seule", "prive", "par_enfant") if item[key]]
    if marks:
        yield ", ".join(marks)
    yield from (f"Alerte : {_alert(one, known)}" for one in item["alertes"])


def _turned(name: str, old, new) -> str:
    return f"{name} : {_value(old)} → {_value(new)}"


def _value(value) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, str):
        return f"« {value} »"
    return json.dumps(value, ensure_ascii=False)
