"""How a demo family is told in the tables: ages instead of dates, so that the county is as old on any day."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Adult:
    first: str
    last: str
    age: int
    role: str = "mere"


@dataclass(frozen=True)
class Child:
    """``days``: age today. Weights in g, lengths in cm; what is left out is drawn near the WHO median."""

    first: str
    sex: str
    days: int
    last: str = ""
    term: tuple[int, int] = (40, 0)
    born: tuple[int, float, float] | None = None
    multiple: bool = False
    disability: str = ""
    in_care: bool = False
    living_place: str = ""


@dataclass(frozen=True)
class Expecting:
    """A pregnancy of ``weeks`` SA today."""

    weeks: int
    gravidity: int = 1
    parity: int = 0
    multiple: bool = False
    maternity: str = "Maternité de Bourg-en-Bresse"


@dataclass(frozen=True)
class Home:
    name: str
    commune: str
    adults: tuple[Adult, ...]
    children: tuple[Child, ...] = ()
    expecting: Expecting | None = None
    languages: str = "français"
    interpreter: bool = False
    access: str = ""
    safety: str = ""
    contact: str = "oui"
    priority: int = 3
    instructions: str = ""
    authority: str = "Conjointe"
    helped_by: str = ""  # login of a TISF or of an AEP worker
    refuses: bool = False
    reason: str = ""  # why the next visit is made, as the coordinator would write it
    met: bool = True  # False: known by a notice only, nobody has been there


def mother(first: str, last: str, age: int) -> Adult:
    return Adult(first, last, age, "mere")


def father(first: str, last: str, age: int) -> Adult:
    return Adult(first, last, age, "pere")


def coparent(first: str, last: str, age: int) -> Adult:
    return Adult(first, last, age, "coparent")


def other(first: str, last: str, age: int) -> Adult:
    return Adult(first, last, age, "tiers")
