"""Each alert of each grid fires exactly on its condition and not beside it, in Python and on the tablet.

From the condition of every alert (items, forms, rules A01–A34) are made visits in which it holds and visits that miss
it by one answer, one option, one step of a number, an item that is not asked. What is expected is worked out naively.
"""

import functools

from fieldvisit.forms import alerts, calculations, catalogue
from fieldvisit.growth import series
from tests import twins
from tests.forms import solving

KINDS = sorted({kind for code in catalogue.versions() for kind in catalogue.as_document(code)["kinds"]})
RANK = alerts.RANK
IN_NODE = """
import { alerts } from "{js}/rules/alerts.js";
import { reading } from "{js}/rules/calculations.js";
import { functions } from "{js}/rules/growth.js";
export default ({ kind, draft, context }, grids) => alerts(reading(grids[kind], draft, context, functions));
"""


@functools.cache
def _grid(kind: str) -> dict:
    return catalogue.grid_for(kind)


@functools.cache
def _home(form: str, scope: str) -> str:
    """A kind of visit that asks the items of this part of a form."""
    if scope == "noyau":
        return "vad_suivi"
    return scope if scope in KINDS else next(kind for kind in KINDS if next(iter(_grid(kind)["forms"])) == form)


def _sources():
    """``(name, kind, alert, conditions under which it is looked at, who tells it)`` of every alert there is."""
    for code in sorted(catalogue.versions()):
        document = catalogue.as_document(code)
        for key, item in document["items"].items():
            kind = _home(code, item["scope"])
            for at, alert in enumerate(item["alertes"]):
                yield f"{key}[{at}]", kind, alert, key, None
        for at, alert in enumerate(document["alerts"]):
            yield f"{code}[{at}]", _home(code, code), alert, None, None
    for rule in catalogue.as_document("vad")["rules"]:
        if rule.get("effet") == alerts.REFUSES:
            continue
        for at, alert in enumerate(rule["alertes"]):
            for n, term in enumerate(solving.terms(alert["si"])):
                read = [
                    solving.ELSEWHERE[ref]
                    for (_, ref, _), _ in term
                    if isinstance(ref, str) and ref in solving.ELSEWHERE
                ]
                kind = _home(read[0]["form"], read[0]["scope"]) if read else "vad_suivi"
                yield f"{rule['code']}[{at}.{n}]", kind, alert | {"only": term}, None, rule


SOURCES = list(_sources())


def _conditions(grid: dict, key: str | None, rule: dict | None) -> list[dict]:
    if key is not None:
        return solving.shown_if(grid, key)
    if rule is not None and rule.get("prive"):
        return [each for each in grid["alone_if"].values() if each]
    return []


def _beside(grid: dict, world: dict, term: list, around: list[dict]):
    """Worlds that differ from this one by one reference that the term or what surrounds it reads."""
    told = [test for test, _ in term] + [t for each in around for way in solving.terms(each) for t, _ in way]
    for reference in {solving.name(test[1]): test[1] for test in told}.values():
        item = solving.item_of(grid, reference)
        key = item["id"] if item else solving.name(reference)
        tests = [test for test in told if solving.name(test[1]) == solving.name(reference)]
        for value in solving.candidates(grid, reference, tests)[:24]:
            if value != world.get(key):
                yield world | {key: value}
        yield {each: value for each, value in world.items() if each != key}


@functools.cache
def _cases():
    """``(source, world)`` of all: the first of each source is one in which it fires."""
    found = []
    for at, (_, kind, alert, key, rule) in enumerate(SOURCES):
        grid = _grid(kind)
        around = _conditions(grid, key, rule)
        ways = [alert["only"]] if rule else solving.terms(alert["si"])
        for term in ways:
            world = solving.solve(grid, around, term)
            if world is None or not solving.holds(grid, world, alert["si"]):
                found.append((at, None))
                continue
            found.append((at, world))
            found += [(at, each) for each in _beside(grid, world, term, around)]
    return found


@functools.cache
def _told():
    """The cases with a world, as they are told here and on the tablet."""
    cases = [(at, world) for at, world in _cases() if world is not None]
    sent = [solving.as_case(_grid(SOURCES[at][1]), world) for at, world in cases]
    here = [
        alerts.of(calculations.reading(_grid(one["kind"]), one["draft"], one["context"], series.functions))
        for one in sent
    ]
    there = twins.in_node(IN_NODE, sent, {kind: _grid(kind) for kind in {one["kind"] for one in sent}})
    return cases, here, there


def test_no_alert_is_left_out_and_each_can_fire():
    items = [each for each in SOURCES if each[4] is None]
    assert len(items) >= 325 and len({each[4]["code"] for each in SOURCES if each[4]}) == 28
    assert sorted({SOURCES[at][0] for at, world in _cases() if world is None}) == []


def _says(found: list[dict], grid: dict, source: tuple, expected: bool) -> bool:
    """Whether an alert is told: by its words, by its rule's code, or, when it fires, by a graver event that has it."""
    _, _, alert, key, rule = source
    if rule is not None:
        return any(each["code"] == rule["code"] for each in found)
    item = grid["items"].get(key)
    origin = f"{item['scope']}.{key}" if item else next(iter(grid["forms"]))
    takers = {each["code"] for each in grid["rules"] if origin in each["reprend"]}
    own = [each for each in found if each["item"] == key and each["code"] is None or each["code"] in takers]
    graver = [each for each in own if each["code"] and RANK[each["level"]] > RANK[alert["niveau"]]]
    return any(f" ; {alert['texte']} ; " in f" ; {each['text']} ; " for each in own) or bool(expected and graver)


def _expected(grid: dict, world: dict, alert: dict, key: str | None, rule: dict | None) -> bool:
    if rule is not None:
        around = _conditions(grid, None, rule)
        return all(solving.holds(grid, world, each) for each in around) and any(
            solving.holds(grid, world, each["si"]) for each in rule["alertes"]
        )
    return (key is None or solving.asked(grid, world, key)) and solving.holds(grid, world, alert["si"])


def test_each_alert_fires_on_its_condition_and_not_beside_it():
    cases, here, _ = _told()
    wrong, fired, silent = [], set(), set()
    for (at, world), found in zip(cases, here, strict=True):
        label, kind, alert, key, rule = SOURCES[at]
        grid = _grid(kind)
        expected = _expected(grid, world, alert, key, rule)
        (fired if expected else silent).add(label)
        if _says(found, grid, SOURCES[at], expected) is not expected:
            wrong.append((label, expected, world, [(each["item"], each["code"], each["text"]) for each in found]))
    assert wrong == []
    assert fired == silent == {each[0] for each in SOURCES}


def test_the_tablet_tells_the_same_in_every_case():
    cases, here, there = _told()
    assert len(cases) > 2000
    assert [(SOURCES[at][0], world, a, b) for (at, world), a, b in zip(cases, here, there, strict=True) if a != b] == []


def test_an_alert_says_to_whom_and_whom_to_call():
    """Orientations by their labels and numbers by their digits, as the list of the county has them."""
    _, here, _ = _told()
    known = catalogue.as_document("vad")["orientations"]
    seen = set()
    for found in here:
        for each in found:
            assert each["orientation"] == [known[code]["libelle"] for code in each["to"]]
            assert each["numbers"] == [known[code]["numero"] for code in each["to"] if known[code]["numero"]]
            seen |= set(each["to"])
    wanted = {code for _, _, alert, *_ in SOURCES for code in alert["orientation"]}
    assert wanted <= seen


def test_every_urgent_alert_says_what_to_do():
    urgent = {label: alert for label, _, alert, _, _ in SOURCES if alert["niveau"] == "urgent"}
    assert len(urgent) > 20
    assert [label for label, alert in urgent.items() if not alert["texte"].strip() or not alert["orientation"]] == []
