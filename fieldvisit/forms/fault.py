"""What is wrong with the file of a grid: where, and why, in French."""

from dataclasses import dataclass

from fieldvisit.words import Refusal


@dataclass(frozen=True)
class Fault:
    """``where``: as a person finds it; ``item``, ``section``: ids, empty when it bears on the whole form."""

    where: str
    why: str
    item: str = ""
    section: str = ""

    def __str__(self) -> str:
        return f"{self.where} : {self.why}" if self.where else self.why


class NotAGrid(Refusal):
    """``faults``: all of them, in the order of the file."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__(str(faults[0]) if len(faults) == 1 else f"{faults[0]} (et {len(faults) - 1} autre(s))")


@dataclass(frozen=True)
class Place:
    """A section, or a question of it."""

    section: str
    title: str
    item: str = ""

    def __str__(self) -> str:
        return f"{self.title}, question {self.item}" if self.item else self.title

    def fault(self, why: str) -> Fault:
        return Fault(str(self), why, self.item, self.section)


def groups(form: dict) -> list[tuple[Place, list[dict]]]:
    """The questions of a form as it is written: by section, or core and kinds of visit."""
    if "noyau_commun" in form:
        found = [(Place("noyau", "Noyau commun"), form["noyau_commun"])]
        return found + [(Place(kind["code"], kind["libelle"]), kind["items"]) for kind in form["types_visite"]]
    return [(Place(one["code"], f"Section « {one['titre']} »"), one["items"]) for one in form["sections"]]


def items(form: dict):
    """(place, item) of every question, in the order of the file."""
    for place, asked in groups(form):
        for item in asked:
            yield Place(place.section, place.title, item["id"]), item
