"""A number to call in an emergency, as the county keeps it, and each change that was made to the list."""

import re
import uuid
from datetime import datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice, Refusal, sound

LONGEST_NAME = 120
#: 15, 112, 3114; 116 117; ten figures; the same from abroad.
_SHORT = re.compile(r"1\d|1\d\d|3\d{3}|11[68]\d{3}|10\d\d")
_LONG = re.compile(r"(?:\+33|0033|0)([1-9]\d{8})")


class Invalid(Refusal):
    sentence = "Ce numéro ne peut pas être enregistré ainsi."


class What(Choice):
    ADDED = "ajout", "Ajouté"
    CHANGED = "modification", "Modifié"
    REMOVED = "retrait", "Retiré"


class UrgentNumber(Record, table=True):
    """``code``: the orientation that it answers (forms/orientations.json), or « utiles ». Never deleted.

    Once a code has a line here, all of its numbers are here: what the county’s file or the application gave no longer
    counts for it.
    """

    __tablename__ = "urgent_number"

    code: str = Field(index=True)
    name: str
    phone: str
    position: int = 0
    removed_at: datetime | None = instant()

    @property
    def told(self) -> str:
        return f"{self.name} – {self.phone}"


class UrgentNumberChange(Record, table=True):
    """One line of the list's history. Append-only. ``before``, ``after``: « name – phone », or ""."""

    __tablename__ = "urgent_number_change"

    number_id: uuid.UUID = Field(foreign_key="urgent_number.id", index=True)
    at: datetime = instant(nullable=False)
    account_id: uuid.UUID = Field(foreign_key="account.id")
    what: str
    before: str = ""
    after: str = ""


def name_from(text: str) -> str:
    """:raises Invalid: if nobody would know whom it is that answers"""
    name = " ".join(sound(text).split())
    if not name:
        raise Invalid("Dites qui répond à ce numéro : « Urgences pédiatriques, hôpital de… ».")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"Ce nom est trop long pour l’écran d’une tablette : {LONGEST_NAME} caractères au plus.")
    return name


def phone_from(text: str) -> str:
    """As it is read aloud: « 15 », « 116 117 », « 04 65 71 91 01 ».

    >>> phone_from("+33 (0)4.65-71-91 01")
    '04 65 71 91 01'

    :raises Invalid: if a French telephone would not reach anybody by it
    """
    typed = re.sub(r"\(0\)|[\s.\-/()]", "", sound(text))
    if not typed:
        raise Invalid("Indiquez le numéro à appeler.")
    if long := _LONG.fullmatch(typed):
        figures = "0" + long[1]
        if figures[:4] in ("0800", "0805", "0980") or figures.startswith("08"):
            return " ".join((figures[:1], figures[1:4], figures[4:7], figures[7:]))
        return " ".join(figures[at : at + 2] for at in range(0, 10, 2))
    if _SHORT.fullmatch(typed):
        return f"{typed[:3]} {typed[3:]}" if len(typed) == 6 else typed
    raise Invalid(
        f"« {text.strip()[:40]} » n’est pas un numéro que l’on peut appeler : dix chiffres (04 65 71 91 01), "
        "ou un numéro court (15, 3114, 116 117)."
    )
