"""Our conditions as ``enableWhen`` of FHIR R4, as far as it goes: one list of comparisons, all of them or any of them.

R4 has no nesting, no negation of a « several answers » and no computed value (an age). What it cannot say is never
said otherwise than it is: what is left out only makes a question show where ours would hide it.
"""

from dataclasses import dataclass
from typing import Any

from fieldvisit.exports import fhir_words
from fieldvisit.forms.conditions import number

UNANSWERED = object()
INVERSE = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}
SIGN = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True)
class OneOf:
    """The single answer of a closed question is one of these codes; UNANSWERED stands for none at all."""

    key: str
    codes: frozenset


@dataclass(frozen=True)
class Test:
    """A comparison that R4 has: ``sign`` is « = », « > »… or « exists »."""

    key: str
    sign: str
    value: Any


def enable(base: str, grid: dict, condition: dict | None) -> tuple[dict, bool]:
    """Return the fields ``enableWhen`` and ``enableBehavior``, and whether they say the whole condition."""
    if condition is None:
        return {}, True
    how, tests, whole = _flat(_read(grid, condition, True))
    said = [_said(base, grid, test) for test in tests]
    if not said:
        return {}, False
    return {"enableWhen": said} | ({"enableBehavior": how} if len(said) > 1 else {}), whole


def layers(base: str, grid: dict, condition: dict | None) -> tuple[list[dict], bool]:
    """The same for a part of a grid, as groups one in the other: « all of » conditions that each fit in one of them."""
    fields, whole = enable(base, grid, condition)
    if whole or list(condition or {}) != ["all"]:
        return [fields], whole
    each = [enable(base, grid, one) for one in condition["all"]]
    return ([fields for fields, _ in each], True) if all(said for _, said in each) else ([fields], False)


def _read(grid: dict, condition: dict, true: bool):
    """A tree of ``("all"|"any", […])``, OneOf, Test, or None where R4 has no words; negations pushed to the leaves."""
    ((word, body),) = condition.items()
    if word == "not":
        return _read(grid, body, not true)
    if word in ("all", "any"):
        return _joined(word if true else {"all": "any", "any": "all"}[word], [_read(grid, each, true) for each in body])
    reference, against = (body, None) if word == "answered" else body
    item = grid["items"].get(reference) if isinstance(reference, str) else None
    if item is None or item["type"] == "calcule":
        return None
    if item["type"] == "multi":
        return _of_several(item, word, against, true)
    if fhir_words.kind(item) == "choice":
        return _of_one(item, word, against, true)
    if word == "answered":
        return Test(item["id"], "exists", true)
    if word in SIGN and number(against):
        return _unless(item, Test(item["id"], SIGN[word if true else INVERSE[word]], against), true)
    return None


def _unless(item: dict, test: Test, true: bool):
    """« Not more than 5 » holds without an answer too."""
    return test if true else ("any", [Test(item["id"], "exists", False), test])


def _of_several(item: dict, word: str, against, true: bool):
    silent = {option["code"] for option in item["options"] if option.get("sans_reponse")}
    if not true:
        return Test(item["id"], "exists", False) if word == "answered" and not silent else None
    codes = [option["code"] for option in item["options"]] if word == "answered" else against
    if word == "answered" and not silent:
        return Test(item["id"], "exists", True)
    if word in ("in", "contains", "answered"):
        wanted = codes if isinstance(codes, list) else [codes]
        return ("any", [Test(item["id"], "=", code) for code in wanted if code not in silent])
    return None


def _of_one(item: dict, word: str, against, true: bool) -> OneOf | None:
    codes = [option["code"] for option in item["options"]]
    told = {option["code"] for option in item["options"] if not option.get("sans_reponse")}
    scale = item["type"] == "echelle"

    def holds(code: str) -> bool:
        value = int(code) if scale else code
        if word in ("eq", "ne"):
            return (value == against) is (word == "eq")
        if word == "in":
            return value in against
        if word in SIGN:
            return (
                scale
                and {"gt": value > against, "gte": value >= against, "lt": value < against, "lte": value <= against}[
                    word
                ]
            )
        return word == "answered"

    holding = frozenset(code for code in told if holds(code))
    return OneOf(item["id"], holding if true else frozenset([*codes, UNANSWERED]) - holding)


def _joined(how: str, parts: list):
    """Parts of one kind in one list; several sets of answers to one question become one set."""
    flat: list = []
    for part in parts:
        inside = part[1] if isinstance(part, tuple) and (part[0] == how or len(part[1]) == 1) else [part]
        for each in inside:
            at = next(
                (
                    n
                    for n, one in enumerate(flat)
                    if isinstance(each, OneOf) and isinstance(one, OneOf) and one.key == each.key
                ),
                None,
            )
            if at is None:
                flat.append(each)
            else:
                both = flat[at].codes & each.codes if how == "all" else flat[at].codes | each.codes
                flat[at] = OneOf(each.key, both)
    return flat[0] if len(flat) == 1 else (how, flat)


def _flat(tree) -> tuple[str, list[Test], bool]:
    """``how, tests, whole``; of what R4 cannot say, what must hold anyway is kept and the rest left out."""
    if isinstance(tree, Test):
        return "all", [tree], True
    if isinstance(tree, OneOf):
        tests = _tests(tree)
        return "any", tests, bool(tests)
    if tree is None:
        return "all", [], False
    how, parts = tree
    if how == "any":
        lists = [_flat(part) for part in parts]
        sayable = all(whole and (of == "any" or len(tests) == 1) for of, tests, whole in lists)
        return ("any", [test for _, tests, _ in lists for test in tests], True) if sayable else ("any", [], False)
    kept, whole = [], True
    for part in parts:
        of, tests, said = _flat(part)
        fits = said and (of == "all" or len(tests) == 1)
        kept += tests if fits else []
        whole = whole and fits
    return "all", kept, whole


def _tests(one: OneOf) -> list[Test]:
    known = sorted(code for code in one.codes if code is not UNANSWERED)
    return [Test(one.key, "exists", False)] * (UNANSWERED in one.codes) + [Test(one.key, "=", code) for code in known]


def _said(base: str, grid: dict, test: Test) -> dict:
    item = grid["items"][test.key]
    said = {"question": test.key, "operator": test.sign}
    if test.sign == "exists":
        return said | {"answerBoolean": test.value}
    kind = fhir_words.kind(item)
    if kind == "choice":
        return said | {"answerCoding": fhir_words.coded(base, item, test.value)}
    if kind == "quantity":
        return said | {"answerQuantity": fhir_words.quantity(item["unite"], test.value)}
    return said | {f"answer{kind[0].upper()}{kind[1:]}": test.value}
