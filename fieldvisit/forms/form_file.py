"""The file of a grid: bytes in, a form after the schema (``grids/form.schema.json``) out, or every fault of it."""

import json
import re
from datetime import date
from functools import cache

from jsonschema import Draft202012Validator, ValidationError

from fieldvisit.forms import catalogue
from fieldvisit.forms.fault import Fault, NotAGrid, Place
from fieldvisit.words import french

#: The largest grid has 110 kB.
LARGEST = 600_000
MOST_FAULTS = 100
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
TYPES = {
    "string": "un texte",
    "number": "un nombre",
    "integer": "un nombre entier",
    "boolean": "true ou false",
    "array": "une liste",
    "object": "un objet { … }",
    "null": "null",
}
#: How a field is written, by the pattern's last name in the schema.
WRITTEN = {
    "version": "s’écrit en trois nombres, par exemple 2.1.0",
    "date": "s’écrit AAAA-MM-JJ, par exemple 2026-11-22",
    "id": "s’écrit en lettres sans accent, chiffres et « _ », une lettre d’abord",
    "code": "s’écrit en minuscules sans accent, chiffres et « _ »",
}


def read(content: bytes) -> dict:
    """Return the form; that its references hold is ``form_faults``’ matter.

    :raises NotAGrid: too large, no JSON, not after the schema
    """
    if len(content) > LARGEST:
        raise NotAGrid([Fault("", f"Ce fichier dépasse {french(LARGEST // 1000)} ko : ce n’est pas une grille.")])
    form = _json(content)
    if not isinstance(form, dict):
        raise NotAGrid([Fault("", "Ce fichier ne contient pas une grille : il commence par « { » et porte un code.")])
    try:
        faults = _faults(form)
    except RecursionError:
        faults = [Fault("", "Des conditions sont emboîtées trop profondément : simplifiez-les.")]
    if faults:
        raise NotAGrid(faults[:MOST_FAULTS])
    return form


def _json(content: bytes):
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise NotAGrid([Fault("", "Ce fichier n’est pas en UTF-8 : enregistrez-le dans ce format.")]) from error
    except json.JSONDecodeError as error:
        where = f"Ligne {error.lineno}, colonne {error.colno}"
        raise NotAGrid([Fault(where, f"ce n’est pas du JSON lisible ({error.msg}).")]) from error
    except (RecursionError, ValueError) as error:
        why = str(error) if isinstance(error, _Unclear) else "ce n’est pas du JSON lisible."
        raise NotAGrid([Fault("Fichier", why)]) from error


class _Unclear(ValueError):
    pass


def _once(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        near = next((f" (près de « {value} »)" for key, value in pairs if key in ("id", "code", "titre")), "")
        raise _Unclear(f"le champ « {twice} » est écrit deux fois au même endroit{near}.")
    return found


def _no_number(word: str):
    raise _Unclear(f"« {word} » n’est pas un nombre.")


@cache
def _validator(shape: str) -> Draft202012Validator:
    schema = json.loads((catalogue.ROOM / "grids" / "form.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": f"#/$defs/{shape}", "$defs": schema["$defs"]})


def _faults(form: dict) -> list[Fault]:
    shape = "grilles_vad" if "noyau_commun" in form or form.get("code") == "vad" else "formulaire"
    errors = sorted(_validator(shape).iter_errors(form), key=lambda error: [str(part) for part in error.absolute_path])
    found = [_fault(form, one) for error in errors for one in _flat(error)]
    found += [_place(form, path).fault("un caractère invisible ne peut pas être gardé.") for path in _unstorable(form)]
    version, day = form.get("version"), form.get("date")
    if not found and not re.fullmatch(r"\d+\.\d+\.\d+", version, re.ASCII):
        found.append(Fault("Champ « version »", WRITTEN["version"]))
    if not found and not _is_day(day):
        found.append(Fault("Champ « date »", f"le {day} n’existe pas."))
    return list(dict.fromkeys(found))


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _unstorable(tree, path: tuple = ()):
    if isinstance(tree, str):
        if UNSTORABLE.search(tree):
            yield path
    elif isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            if isinstance(key, str) and UNSTORABLE.search(key):
                yield path
            yield from _unstorable(value, (*path, key))


def _flat(error: ValidationError):
    """The errors that tell something: of a choice between shapes, those of the shape that was meant."""
    if error.validator != "oneOf" or not error.context:
        yield error
        return
    branches: dict[int, list[ValidationError]] = {}
    for one in error.context:
        branches.setdefault(one.schema_path[0], []).append(one)
    meant = [
        each
        for each in branches.values()
        if not any(one.validator in ("required", "type") and not one.path for one in each)
    ]
    if len(meant) != 1:
        yield error
        return
    for one in meant[0]:
        yield from _flat(one)


def _fault(form: dict, error: ValidationError) -> Fault:
    path = tuple(error.absolute_path)
    place, rest = _place(form, path), _rest(form, path)
    where = ", ".join(part for part in (str(place), rest) if part)
    return Fault(where[:1].upper() + where[1:], _why(error), place.item, place.section)


def _split(path: tuple) -> tuple[tuple, tuple, tuple]:
    """The part of a path that leads to a section, on to a question, and on inside it."""
    if path[:1] == ("noyau_commun",):
        return path[:1], path[1:2], path[2:]
    if path[:1] in (("sections",), ("types_visite",), ("autres_activites",)):
        if path[2:3] == ("items",):
            return path[:2], path[2:4], path[4:]
        return path[:2], (), path[2:]
    return (), (), path


def _place(form: dict, path: tuple) -> Place:
    section_path, item_path, _ = _split(path)
    if not section_path:
        return Place("", "")
    if section_path == ("noyau_commun",):
        section, at = Place("noyau", "Noyau commun"), form["noyau_commun"]
    else:
        at = form[section_path[0]]
        at = at[section_path[1]] if len(section_path) > 1 and isinstance(at, list) else {}
        at = at if isinstance(at, dict) else {}
        title = at.get("titre", at.get("libelle", at.get("code", f"n° {section_path[-1]}")))
        section = Place(str(at.get("code", "")), f"Section « {title} »")
        at = at.get("items")
    number = item_path[-1] if item_path and isinstance(item_path[-1], int) else None
    if number is None or not isinstance(at, list):
        return section
    one = at[number]
    name = str(one["id"]) if isinstance(one, dict) and "id" in one else f"n° {number + 1}"
    return Place(section.section, section.title, name)


def _rest(form: dict, path: tuple) -> str:
    """« alerte n° 2 », « option n° 1 », « champ « min » »."""
    _, _, rest = _split(path)
    words = {"alertes": "alerte", "options": "option"}
    if len(rest) > 1 and rest[0] in words and isinstance(rest[1], int):
        field = [part for part in rest[2:] if isinstance(part, str)][:1]
        return ", ".join([f"{words[rest[0]]} n° {rest[1] + 1}", *(f"champ « {one} »" for one in field)])
    named = [part for part in rest if isinstance(part, str)][:1]
    return f"champ « {named[0]} »" if named else ""


def _why(error: ValidationError) -> str:
    """:func:`read` promises French; jsonschema says it in English."""
    value, wanted = error.instance, error.validator_value
    if error.validator == "required":
        absent = [name for name in wanted if name not in value]
        return f"il manque {_listed(absent)}."
    if error.validator == "additionalProperties":
        unknown = sorted(set(value) - set(error.schema.get("properties", {})))
        return f"{_listed(unknown)} n’est pas un champ connu." if unknown else "un champ n’est pas connu."
    if error.validator == "type":
        kinds = wanted if isinstance(wanted, list) else [wanted]
        return f"{_quoted(value)} n’est pas {' ou '.join(TYPES[kind] for kind in kinds)}."
    if error.validator in ("enum", "const"):
        allowed = wanted if error.validator == "enum" else [wanted]
        return f"{_quoted(value)} n’est pas possible, seulement {' ou '.join(map(_quoted, allowed))}."
    if error.validator == "pattern":
        named = [part for part in error.absolute_schema_path if part in WRITTEN]
        return f"{_quoted(value)} {WRITTEN[named[-1]] if named else 'n’est pas écrit comme il faut'}."
    if error.validator == "minItems":
        return "il en faut au moins deux." if wanted == 2 else "la liste est vide."
    if error.validator == "maxItems":
        return f"il y en a trop : {wanted} au plus."
    if error.validator == "minLength":
        return "le texte manque ou est trop court."
    if error.validator == "maxLength":
        return f"le texte est trop long : {wanted} caractères au plus."
    if error.validator == "uniqueItems":
        return "une valeur est écrite deux fois."
    if error.validator == "not":
        return "« noyau_commun » et « sections » ne vont pas ensemble."
    if error.validator == "oneOf" and "ref" not in list(error.absolute_schema_path)[-3:]:
        return f"cette condition n’est pas lisible : {_quoted(value)}."
    return f"{_quoted(value)} n’est pas écrit comme il faut."


def _listed(names: list[str]) -> str:
    return ", ".join(f"« {name} »" for name in names)


def _quoted(value) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"« {text[:60]}{'…' if len(text) > 60 else ''} »"
