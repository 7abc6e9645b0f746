"""The rule language of the grids: when an item shows, when an alert rises.

A condition is an object with one key (``eq``, ``in``, ``all``…). Anything compared
with a value that is not there is false, ``ne`` included; ``not`` inverts afterwards.
The tablet runs the same rules in ``offline/js/rules/conditions.js``, held to the same cases.
"""

from collections.abc import Callable
from typing import Any

#: What a reference is worth for one child (or None for the visit): a name, or ``{"fn": …, "params": …}``.
Compute = Callable[[Any, str | None, "Reading"], Any]
_MISSING = object()


def number(value) -> bool:
    """True for a JSON number: a boolean is not one."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(a, b) -> bool:
    """Equality without conversion: ``1``, ``"1"`` and ``true`` are three things."""
    if number(a) and number(b):
        return a == b
    return type(a) is type(b) and a == b


def holds(condition: dict, read: Callable[[Any], Any]) -> bool:
    """Say whether a condition is true; ``read(reference)`` gives the value, None when unanswered."""
    ((word, body),) = condition.items()
    if word == "all":
        return all(holds(each, read) for each in body)
    if word == "any":
        return any(holds(each, read) for each in body)
    if word == "not":
        return not holds(body, read)
    if word == "answered":
        return read(body) is not None
    value, against = read(body[0]), body[1]
    if value is None:
        return False
    if word == "eq":
        return same(value, against)
    if word == "ne":
        return not same(value, against)
    if word == "in":
        chosen = value if isinstance(value, list) else [value]
        return any(same(one, each) for one in chosen for each in against)
    if word == "contains":
        return isinstance(value, list) and any(same(one, against) for one in value)
    if not (number(value) and number(against)):
        return False
    if word == "gt":
        return value > against
    if word == "gte":
        return value >= against
    if word == "lt":
        return value < against
    if word == "lte":
        return value <= against
    raise ValueError(word)


def references(condition: dict):
    """Yield every reference of a condition: item ids, names of calculations, ``{"fn": …}`` objects."""
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        for each in body:
            yield from references(each)
    elif word == "not":
        yield from references(body)
    else:
        yield body if word == "answered" else body[0]


def answered(item: dict, answer) -> Any:
    """The value of an answer, or None when it counts as « sans réponse » (special, empty, ``sans_reponse`` option)."""
    if not isinstance(answer, dict) or "special" in answer:
        return None
    value = answer.get("v")
    if value is None or value == "" or value == []:
        return None
    silent = [option["code"] for option in item["options"] or [] if option.get("sans_reponse")]
    if silent:
        if isinstance(value, list):
            return [one for one in value if one not in silent] or None
        if isinstance(value, str) and value in silent:
            return None
    return value


class Reading:
    """The answers of one visit as conditions see them: hidden and special ones are not there.

    ``draft`` has ``answers``, ``child_answers`` and ``children`` as in a visit record;
    ``compute`` gives calculations and functions; ``earlier`` holds the last signed
    answers of the file, ``{"form.item": ANSWER}`` or ``{"form.item": {child: ANSWER}}``.
    """

    def __init__(self, grid: dict, draft: dict, compute: Compute, earlier: dict | None = None):
        self.grid, self.draft, self.compute = grid, draft, compute
        self.earlier = earlier or {}
        self._known: dict = {}

    @property
    def children(self) -> list[str]:
        return list(self.draft.get("children") or [])

    def answer(self, item: str, child: str | None):
        """The answer as it was given, shown or not."""
        if self.grid["items"][item]["par_enfant"]:
            return ((self.draft.get("child_answers") or {}).get(child) or {}).get(item)
        return (self.draft.get("answers") or {}).get(item)

    def value(self, reference, child: str | None = None):
        """What a reference is worth in the eyes of a condition; None when unanswered."""
        if isinstance(reference, str):
            if reference in self.grid["items"]:
                return self._item(reference, child)
            if "." in reference:
                return self._elsewhere(reference, child)
        return self._once(("value", str(reference), child), None, lambda: self.compute(reference, child, self))

    def holds(self, condition: dict | None, child: str | None = None) -> bool:
        return condition is None or holds(condition, lambda reference: self.value(reference, child))

    def alone(self) -> bool:
        """Whether what is « seule » may be asked and shown now."""
        return all(self.holds(condition) for condition in self.grid["alone_if"].values())

    def visible(self, item: str, child: str | None = None) -> bool:
        """Whether the item is asked at all: its own condition, its section's, and « seule »."""
        if not self.grid["items"][item]["par_enfant"]:
            child = None
        return self._once(("visible", item, child), False, lambda: self._shown(item, child))

    def _shown(self, key: str, child: str | None) -> bool:
        item = self.grid["items"][key]
        alone = self.grid["alone_if"].get(item["form"]) if item["seule"] else None
        section = self.grid["sections"][self.grid["section_of"][key]]
        return all(self.holds(each, child) for each in (section["visible_si"], alone, item["visible_si"]))

    def _item(self, key: str, child: str | None):
        item = self.grid["items"][key]
        if item["type"] == "calcule":
            return self.value(item["calcul"], child)
        value = answered(item, self.answer(key, child))
        return value if value is not None and self.visible(key, child) else None

    def _elsewhere(self, reference: str, child: str | None):
        """« form.item »: of this visit when the grid asks it, else the last signed answer of the file."""
        scope, _, key = reference.partition(".")
        item = self.grid["items"].get(key)
        if item is not None and item["scope"] == scope:
            return self._item(key, child)
        answer = self.earlier.get(reference)
        if isinstance(answer, dict) and "v" not in answer and "special" not in answer:
            answer = answer.get(child)
        return answered({"options": None}, answer)

    def _once(self, key, meanwhile, work):
        """Work out once per reading; a condition that comes back to itself finds ``meanwhile``."""
        found = self._known.get(key, _MISSING)
        if found is _MISSING:
            self._known[key] = meanwhile
            found = self._known[key] = work()
        return found
