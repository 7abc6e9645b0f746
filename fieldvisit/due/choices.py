"""What people decided, as the list reads it: the last word on each thing counts, « repris » takes it back."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from fieldvisit.due.decision import Choose
from fieldvisit.due.facts import Chosen
from fieldvisit.due.item import State
from fieldvisit.due.rules import Rule
from fieldvisit.due.windows import Window

#: Two deliveries of a mother lie further apart: a birth date corrected meanwhile is still the same delivery.
SAME_DELIVERY = 180
#: What was postponed is asked for so long at least from the chosen day on.
AT_LEAST = timedelta(days=14)
_STATES = {
    Choose.DONE: State.DONE,
    Choose.REFUSED: State.REFUSED,
    Choose.NOT_APPLICABLE: State.NOT_APPLICABLE,
}

Book = dict[str, list[Chosen]]


def by_code(decisions: Iterable[Chosen]) -> Book:
    """The decisions of a family by code of rule, the oldest first."""
    book: Book = {}
    for one in sorted(decisions, key=lambda one: (one.at, one.id)):
        book.setdefault(one.code, []).append(one)
    return book


def of(book: Book, rule: Rule, subject_id: uuid.UUID, occurrence: int) -> Chosen | None:
    """The decision in force, None when there is none or it was taken back."""
    found = last(book, rule, subject_id, occurrence)
    return None if found is None or found.choice == Choose.RESUMED else found


def last(book: Book, rule: Rule, subject_id: uuid.UUID, occurrence: int) -> Chosen | None:
    """The last word on this thing, be it that an earlier one is taken back."""
    for one in reversed(book.get(rule.code, ())):
        if rule.subject == "accouchement":
            same = abs(one.occurrence - occurrence) <= SAME_DELIVERY
        else:
            same = one.subject_id == subject_id and one.occurrence == occurrence
        if same:
            return one
    return None


def state(choice: Chosen) -> State | None:
    """The state that was decided; a postponement leaves it open."""
    return _STATES.get(choice.choice)


def moved(window: Window, choice: Chosen) -> Window:
    """Postponed: asked for again, and not late, from the chosen day on."""
    if choice.choice != Choose.POSTPONED or choice.on is None:
        return window
    late = max(window.late, choice.on) if window.late else None
    closes = max(window.closes, choice.on + AT_LEAST) if window.closes else None
    return Window(choice.on, choice.on, late, closes)
