"""What was typed in the form of an alert rule, read field by field; every fault said at once, in French."""

import math
import re

from fieldvisit.forms import thresholds
from fieldvisit.forms.alerts import LEVELS
from fieldvisit.forms.checking import text_fault
from fieldvisit.words import Refusal

SILENT, SPEAKS = "non", "oui"


class NoSuchRule(Refusal):
    sentence = "Cette règle ne se règle pas ici : rechargez la page."


class Wrong(Refusal):
    """``faults``: a sentence by field. Nothing was kept."""

    def __init__(self, faults: dict[str, str]):
        self.faults = faults
        super().__init__("Rien n’est enregistré. " + " ".join(faults.values()))


def read(code: str, given: dict[str, str]) -> dict:
    """The values of a rule's fields, of those that were given; ``given``: texts by field, as ``thresholds.origin``.

    :raises Wrong: if one of them cannot be read
    """
    if code not in thresholds.sources() or not thresholds.acts(code):
        raise NoSuchRule
    known = thresholds.origin(code)
    found, faults = {}, {}
    for name, text in given.items():
        if name not in known:
            continue
        value, fault = _read(code, name, str(text).strip())
        if fault:
            faults[name] = fault
        else:
            found[name] = value
    if faults:
        raise Wrong(faults)
    return found


def _read(code: str, name: str, text: str) -> tuple[object, str]:
    sort, _, which = name.partition(".")
    if sort == "seuil":
        return _number(thresholds.threshold(code, which), text)
    if sort == "niveau":
        return text, "" if text in LEVELS else "Choisissez un niveau de la liste."
    if sort == "actif":
        return text == SPEAKS, "" if text in (SPEAKS, SILENT) else "Choisissez « en service » ou « arrêtée »."
    return text, _action_fault(text)


def _action_fault(text: str) -> str:
    most = thresholds.LONGEST_ACTION
    if not text:
        return "« Conduite à tenir » : écrivez ce qu’il faut faire."
    if len(text) > most:
        return f"« Conduite à tenir » : {len(text)} caractères, {most} au plus ; raccourcissez."
    fault = text_fault(text)
    return f"« Conduite à tenir » : {fault}" if fault else ""


def _number(seuil: dict, text: str) -> tuple[float | None, str]:
    name = f"« {seuil['libelle']} »"
    low, high = (thresholds.signed(seuil[bound]) for bound in ("min", "max"))
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-").replace("–", "-").replace(",", ".")
    unit = seuil["unite"].split(" ")[0]
    plain = plain.removesuffix(unit) if unit else plain
    if not re.fullmatch(r"[+-]?\d{1,6}(\.\d{1,6})?", plain, re.ASCII):
        return None, f"{name} : saisissez un nombre de {low} à {high}."
    value = float(plain)
    if abs(value * 10 ** seuil["decimales"] - round(value * 10 ** seuil["decimales"])) > 1e-9:
        how = ["un nombre entier", "un seul chiffre après la virgule", "deux chiffres après la virgule au plus"]
        return None, f"{name} : saisissez {how[seuil['decimales']]}."
    if not (math.isfinite(value) and seuil["min"] <= value <= seuil["max"]):
        return (
            None,
            f"{name} : {thresholds.signed(value)} n’est pas possible, de {low} à {high} {seuil['unite']}".rstrip()
            + ".",
        )
    return (int(value) if value.is_integer() else value), ""
