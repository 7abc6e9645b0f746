"""What may be written of somebody, field by field: its label, who may know it, how it is typed and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from fieldvisit.words import Choice, Refusal, french, french_date

IDENTITY, CHILD, MOTHER = "identite_foyer", "sante_enfant", "dossier_mere"
YES = {"oui": True, "non": False}


class Invalid(Refusal):
    sentence = "Cette saisie ne peut pas être enregistrée ainsi."


class Kind(Choice):
    TEXT = "texte", "Texte"
    DAY = "jour", "Date"
    WHOLE = "entier", "Nombre entier"
    NUMBER = "nombre", "Nombre"
    YES = "oui_non", "Oui ou non"
    ONE_OF = "choix", "Choix"


@dataclass(frozen=True)
class Fact:
    """``most``: the longest text, or the highest number; ``among``: label by code; ``empty``: kept for « nothing »."""

    label: str
    kind: str = Kind.TEXT
    compartment: str = IDENTITY
    least: float = 0
    most: float = 120
    unit: str = ""
    among: Mapping[str, str] = field(default_factory=dict)
    empty: object = None
    required: bool = False

    def read(self, text: str):
        """The value that a person typed.

        :raises Invalid: naming the field, and how to write it
        """
        text = text.strip()
        if self.kind == Kind.TEXT:
            value = text
        elif self.kind == Kind.YES:
            value = YES.get(text, False)
        elif text == "":
            value = self.empty
        else:
            value = {Kind.DAY: self._day, Kind.ONE_OF: str}.get(self.kind, self._number)(text)
        self.check(value)
        return value

    def check(self, value) -> None:
        """:raises Invalid: if the value is not one that this field can hold"""
        if self.required and value in (None, ""):
            raise Invalid(f"{self.label} : à remplir.")
        if self.kind == Kind.TEXT and len(value) > self.most:
            raise Invalid(f"{self.label} : {len(value)} caractères, {self.most:g} au plus. Raccourcissez.")
        if self.kind == Kind.ONE_OF and value != self.empty and value not in self.among:
            raise Invalid(f"{self.label} : choisissez une des réponses proposées.")
        if self.kind in (Kind.WHOLE, Kind.NUMBER) and value is not None and not self.least <= value <= self.most:
            unit = f" {self.unit}" if self.unit else ""
            raise Invalid(
                f"{self.label} : {french(value)}{unit} n’est pas possible "
                f"(de {french(self.least)} à {french(self.most)}{unit}). Vérifiez."
            )

    def typed(self, value) -> str:
        """The value as it stands in its box."""
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, date):
            return value.isoformat()
        return "" if value is None else f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)

    def words(self, value) -> str:
        """The value, or what is kept of it in JSON, as a person reads it."""
        if value in (None, "", self.empty):
            return "(vide)"
        if self.kind == Kind.YES:
            return "oui" if value else "non"
        if self.kind == Kind.DAY:
            return french_date(value if isinstance(value, date) else date.fromisoformat(value))
        if self.kind == Kind.ONE_OF:
            return self.among.get(value, str(value))
        return f"{french(value)} {self.unit}".strip() if isinstance(value, int | float) else str(value)

    def _day(self, text: str) -> date:
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
        raise Invalid(f"{self.label} : « {text[:30]} » n’est pas une date. Écrivez JJ/MM/AAAA.")

    def _number(self, text: str) -> float:
        plain = "".join(text.split()).replace("\u202f", "").replace(",", ".").removesuffix(self.unit)
        try:
            return float(plain) if self.kind == Kind.NUMBER else int(plain)
        except ValueError:
            raise Invalid(f"{self.label} : « {text[:30]} » n’est pas un nombre. Écrivez-le en chiffres.") from None


def read(facts: Mapping[str, Fact], typed: Mapping[str, str]) -> dict:
    """The values of a form, of the fields that it has.

    :raises Invalid: for the first one that cannot be kept
    """
    return {name: one.read(typed[name]) for name, one in facts.items() if isinstance(typed.get(name), str)}
