"""Facts and decisions in, the list out: no database, no clock. The same facts give the same list in whatever order.

Done comes from facts; what a person decided counts for the rest and is never changed here (domain §0.3–0.4, §3.1, §5).
"""

import uuid
from datetime import date, timedelta
from typing import NamedTuple

from fieldvisit.due import asking, choices, rules
from fieldvisit.due.asking import Wanted
from fieldvisit.due.choices import Book
from fieldvisit.due.facts import Chosen, Facts, Seen
from fieldvisit.due.item import State
from fieldvisit.due.rules import Rule
from fieldvisit.due.situation import Situation
from fieldvisit.due.windows import Window
from fieldvisit.schedule.visit import OPEN, Status

#: Visits made count first, then planned ones, then those that the family refused.
_ORDER = {Status.DONE: 0, **dict.fromkeys(OPEN, 1), Status.REFUSED: 2}


class Item(NamedTuple):
    """One line of the list, in the columns of ``due_item``."""

    subject_id: uuid.UUID
    code: str
    occurrence: int
    group: str
    trade: str
    opens_on: date
    due_on: date
    late_on: date | None
    closes_on: date | None
    state: str
    done_on: date | None
    visit_id: uuid.UUID | None
    worker_id: uuid.UUID | None


def items(facts: Facts, today: date) -> list[Item]:
    """All that is listed of this family on this day, in a fixed order."""
    if facts.merged or facts.status in rules.NOT_FOLLOWED:
        return []
    there, book, used = Situation(facts), choices.by_code(facts.decisions), set()
    found = []
    for wanted in asking.of_family(there, today):
        if facts.opposed and "opposition" not in wanted.slot.rule.stays:
            continue
        made = _item(there, wanted, book, used, today)
        if made is not None:
            found.append(made)
    return sorted(found, key=lambda one: (one.due_on, one.code, one.subject_id, one.occurrence))


def _item(there: Situation, wanted: Wanted, book: Book, used: set, today: date) -> Item | None:
    rule, occurrence, window = wanted.slot
    choice = choices.of(book, rule, wanted.subject_id, occurrence)
    if rule.carnet_seen and window.late and wanted.about not in there.carnet_seen:
        window = window._replace(late=None)  # « à vérifier (carnet absent) »
    if choice is not None:
        window = choices.moved(window, choice)
    visit = _visit(there, wanted, window, used)
    state, done_on = _state(there, wanted, window, visit, choice, today)
    if wanted.gone and state != State.DONE:
        return None
    if not _listed(state, window, done_on, visit is not None or choice is not None, today):
        return None
    worker_id = visit.worker_id if visit else None
    if state == State.OPEN and visit is None:
        worker_id = there.referent(rule, wanted.trade)
    return Item(
        wanted.subject_id,
        rule.code,
        occurrence,
        rule.group,
        wanted.trade or rule.trade,
        *window,
        state,
        done_on,
        visit.id if visit else None,
        worker_id,
    )


def _state(
    there: Situation, wanted: Wanted, window: Window, visit: Seen | None, choice: Chosen | None, today: date
) -> tuple[State, date | None]:
    """Done first, whatever was decided before; then the decision; then what the family said; then the calendar."""
    if wanted.done:
        return State.DONE, wanted.done
    if visit and visit.status == Status.DONE:
        return State.DONE, visit.on
    if choice is not None and (decided := choices.state(choice)):
        return decided, choice.on if decided == State.DONE else None
    if visit and visit.status == Status.REFUSED:
        return State.REFUSED, None
    if visit and visit.on >= today:
        return State.OPEN, None
    if wanted.slot.rule.home and there.refuses_visits:
        return State.REFUSED, None
    if window.closes and window.closes < today:
        return State.CLOSED, None
    return State.OPEN, None


def _listed(state: State, window: Window, done_on: date | None, known: bool, today: date) -> bool:
    """Neither what is far ahead, unless somebody planned or decided it, nor what ended long ago."""
    if window.opens > today + rules.AHEAD and not known:
        return False
    if state == State.OPEN:
        return True
    ended = max(done_on, window.due) if done_on else window.closes or window.due
    return min(ended, window.closes or ended) >= today - rules.KEPT


def _visit(there: Situation, wanted: Wanted, window: Window, used: set) -> Seen | None:
    """The visit made or planned for it: within its window, or a little early; one counts once for a subject."""
    rule, about, best = wanted.slot.rule, wanted.about, None
    if rule.tnd:
        return None
    first = window.opens - timedelta(days=rule.early.days)
    once = rule.done_by if rule.rank else rule.code
    for kind in rule.done_by:
        for seen in there.visits_of(kind):
            if seen.on < first or (window.closes and seen.on > window.closes):
                continue
            if about and seen.children and about not in seen.children:
                continue
            if (wanted.subject_id, once, seen.id) in used or not _counts(rule, seen):
                continue
            if best is None or _ORDER[seen.status] < _ORDER[best.status]:
                best = seen
    if best is not None:
        used.add((wanted.subject_id, once, best.id))
    return best


def _counts(rule: Rule, seen: Seen) -> bool:
    """An interview is a doctor's or a midwife's (CSP L2122-1), of the rank that its author said."""
    if rule.reserved and seen.worker_role not in rule.roles:
        return False
    return not (rule.rank and seen.rank and seen.rank != rule.rank)
