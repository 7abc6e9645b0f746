"""What is wrong, or unusual, in what was typed: said in French beside its box, and nothing is taken away."""

from dataclasses import dataclass

from fieldvisit.words import Choice, Refusal


class Verdict(Choice):
    """« refuse »: it cannot be so; « confirm »: it may, and whoever typed it says so once more."""

    REFUSE = "refuse", "À corriger"
    CONFIRM = "confirm", "À confirmer"


@dataclass(frozen=True)
class Problem:
    """``key``: the line or field that it is about, in the words of whoever asked."""

    key: str
    verdict: Verdict
    sentence: str


class Asked(Refusal):
    """Nothing was written: some lines are to be put right, or confirmed. What was typed stays where it is."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        refused = [one for one in problems if one.verdict is Verdict.REFUSE]
        first = (refused or problems)[0].sentence
        more = f" Et {len(problems) - 1} autre{'s' if len(problems) > 2 else ''} à revoir." if len(problems) > 1 else ""
        super().__init__(first + more)

    @property
    def confirmable(self) -> bool:
        return all(one.verdict is Verdict.CONFIRM for one in self.problems)


def ask(problems: list[Problem], *, confirmed: bool) -> None:
    """:raises Asked: if something cannot be so, or is unusual and nobody confirmed it"""
    standing = [one for one in problems if not (confirmed and one.verdict is Verdict.CONFIRM)]
    if standing:
        raise Asked(standing)
