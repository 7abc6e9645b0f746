"""Words shared by every room: a choice with its French label, a refusal with its French sentence, a number, a date."""

import re
import unicodedata
from datetime import date
from enum import StrEnum


class Choice(StrEnum):
    """A stored code with the label that a person reads.

    >>> class Sex(Choice):
    ...     GIRL = "F", "fille"
    >>> Sex.GIRL.label
    'fille'
    """

    label: str

    def __new__(cls, code: str, label: str):
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Refusal(Exception):
    """Something the person can put right. ``sentence`` says in French what to do."""

    sentence = "Cette action n’est pas possible."

    def __init__(self, sentence: str | None = None):
        self.sentence = sentence or type(self).sentence
        super().__init__(self.sentence)


def french(value: float) -> str:
    """A number as it is read in French: « 150 000 », « 37,5 »."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    whole, _, rest = (str(value) if isinstance(value, int) else repr(value)).partition(".")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", "\u202f", whole)
    return f"{grouped},{rest}" if rest else grouped


def french_date(at: date) -> str:
    return f"{at.day:02}/{at.month:02}/{at.year:04}"


#: Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def fold(text: str) -> str:
    """``text`` without accents, case or punctuation: « Éloïse N’Guyen » is found by « eloise nguyen ».

    >>> fold("Lecœur-Brûlé")
    'lecoeur brule'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(letter if letter.isalnum() else " " if letter in " -/_.,;\n\t" else "" for letter in plain)
    return " ".join(kept.split())


def sound(text: str) -> str:
    """``text`` as every database can keep it: no NUL, no half of a character that UTF-8 cannot write.

    >>> sound("a\\0b\\ud800")
    'ab?'
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
