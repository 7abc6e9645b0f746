"""The draft beside what is published: what would move, come in or lose its place, by worker, and at what price."""

from typing import TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.pages.office.desk import Act, looking
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_repair import Moved, Step
from fieldvisit.weekplans import comparing, drafts
from fieldvisit.weekplans.comparing import Difference, Kind


class Count(TypedDict):
    tone: str
    words: str


class RoundsCompare(Rounds):
    """``compare_tells``: which families hear another hour. ``compare_removes``: some lose their place."""

    compared: bool = False
    compare_counts: list[Count] = []
    compare_same: str = ""
    compare_moves: list[Moved] = []
    compare_priced: bool = False
    compare_tells: str = ""
    compare_goes_to: str = ""
    compare_removes: bool = False
    refused: list[str] = []

    @rx.event
    @allow("planning_mission")
    def open_compare(self):
        with looking(self) as act:
            self.panel, self.said, self.refused = "compare", "", []
            self._compare(act)

    def _compare(self, act: Act) -> None:
        """The board is read again with it: what is compared is what it shows, and what would be published.

        :raises drafts.Over: if there is no draft any more
        """
        self.compared, self.compare_moves = False, []
        self._show(act)
        if self._plan is None:
            raise drafts.Over
        found = comparing.compare(act.session, act.actor, self._plan, act.today, act.now)
        self.compared, self.compare_counts, self.compare_same = True, counts(found), same(found)
        self.compare_moves = [{"name": one.name, "moves": [step(each) for each in one.moves]} for one in found.workers]
        self.compare_priced = any(move.price for one in found.workers for move in one.moves)
        self.compare_tells, self.compare_goes_to = tells(found), goes_to(found)
        self.compare_removes = found.removed > 0


def counts(found: Difference) -> list[Count]:
    many = {Kind.MOVED: found.moved, Kind.ADDED: found.added, Kind.REMOVED: found.removed}
    return [
        {"tone": str(kind), "words": f"{count} {kind.label}{'s' if count > 1 else ''}"}
        for kind, count in many.items()
        if count
    ]


def same(found: Difference) -> str:
    if not found.same:
        return ""
    return f"{found.same} visites restent comme elles sont." if found.same > 1 else "1 visite reste comme elle est."


def tells(found: Difference) -> str:
    """Of whom an hour that was published changes: nobody else calls them."""
    heard = {
        move.family
        for one in found.workers
        for move in one.moves
        if Kind(move.kind) is Kind.REMOVED or (Kind(move.kind) is Kind.MOVED and move.price)
    }
    if not heard:
        return ""
    return f"{len(heard)} familles sont à prévenir." if len(heard) > 1 else f"{heard.pop()} est à prévenir."


def goes_to(found: Difference) -> str:
    """« Claire Morel, Nadia Belkacem et Sophie Delorme »."""
    names = [one.name for one in found.workers]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}" if names else ""


def step(one: comparing.Move) -> Step:
    kind = Kind(one.kind)
    return {
        "tone": str(kind),
        "label": kind.label,
        "family": one.family,
        "sentence": one.sentence,
        "price": one.price,
    }
