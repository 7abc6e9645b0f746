"""Every item of every grid, one by one: it shows where it is asked, takes each of its options, refuses one outside in a
sentence, is awaited at the signature if it is required; in Python, on the tablet, and in the card that the page draws.
"""

import ast
import functools
import inspect

import pytest

from fieldvisit.forms import calculations, catalogue, checking
from fieldvisit.pages.field import items as page
from fieldvisit.pages.field.shapes import Item
from tests import twins
from tests.forms import solving
from tests.forms.test_every_alert import _grid, _home

PLACES = [
    (_home(code, item["scope"]), key)
    for code in sorted(catalogue.versions())
    for key, item in catalogue.as_document(code)["items"].items()
]
CONTEXT = {"on": "2026-11-22"}
SPECIAL = ("non_aborde", "ne_souhaite_pas_repondre")


def _item(place: tuple[str, str]) -> dict:
    return _grid(place[0])["items"][place[1]]


def accepted(item: dict) -> list:
    """A sound answer for each thing that can be answered: every option, both bounds, both special answers."""
    codes = [option["code"] for option in item["options"] or []]
    values: list = {
        "choix": codes,
        "oui_non": codes,
        "multi": [[code] for code in codes],
        "echelle": list(range(int(item["min"] or 0), int(item["max"] or 0) + 1)),
        "nombre": [item["min"], item["max"]],
        "mesure": [item["min"], item["max"]],
        "date": ["2026-11-22T09:30" if item.get("avec_heure") else "2026-11-22"],
        "texte": ["Émue 👶, dort « mal »"],
        "calcule": [],
    }[item["type"]]
    free = [option["code"] for option in item["options"] or [] if not option.get("exclusif")]
    if item["type"] == "multi" and len(free) > 1:
        values = [*values, free]
    said = [{"v": value} for value in values] + [{"v": value, "note": "plus tard"} for value in values[:1]]
    return said + [{"special": code} for code in SPECIAL if item["type"] != "calcule"]


def refused(item: dict) -> list:
    """Answers just outside, of the wrong kind, special ones that do not exist."""
    codes = [option["code"] for option in item["options"] or []]
    alone = [option["code"] for option in item["options"] or [] if option.get("exclusif")]
    kind = item["type"]
    values: list = {
        "choix": ["lune", 1, True, codes[:1], {"code": "x"}],
        "oui_non": ["lune", True, codes[:1]],
        "multi": ["lune", ["lune"], codes[:1] + ["lune"], codes[:1] * 2, True, *codes[:1]],
        "echelle": [(item["min"] or 0) - 1, (item["max"] or 0) + 1, (item["min"] or 0) + 0.5, "2", True],
        "nombre": [(item["min"] or 0) - 1, (item["max"] or 0) + 1, "six", True, [1]],
        "mesure": [(item["min"] or 0) - 1, (item["max"] or 0) + 1, "six", True, (item["min"] or 0) + 0.05],
        "date": ["2026-02-30", "hier", 20261122, "1926-01-01", "2126-01-01", True],
        "texte": [3, True, ["a"], "a\0b"],
        "calcule": [1, "x"],
    }[kind]
    if kind == "date" and not item.get("avec_heure"):
        values.append("2026-11-22T09:30")
    values += [[alone[0], other] for other in codes if alone and other not in alone][:2]
    said: list = [{"v": value} for value in values] + ["lune", {"special": "peut_etre"}]
    said += [{"v": values[0], "special": SPECIAL[0]}, {"v": None, "note": 3}]
    if item.get("methode"):
        said.append({"v": item["min"], "method": "assis"})
    return said


CHECKED = """
import { checkAnswer } from "{js}/rules/checking.js";
export default ([item, answers], { context }) => answers.map((answer) => checkAnswer(item, answer, context));
"""


@functools.cache
def _verdicts():
    """``[(place, answer, should be accepted)]``, the sentences said here, and those said on the tablet."""
    asked = [(each, [*accepted(_item(each)), *refused(_item(each))]) for each in PLACES]
    there = twins.in_node(CHECKED, [(_item(each), said) for each, said in asked], {"context": CONTEXT})
    flat = [(each, answer, at < len(accepted(_item(each)))) for each, said in asked for at, answer in enumerate(said)]
    here = [checking.check_answer(_item(each), answer, CONTEXT) for each, answer, _ in flat]
    return flat, here, [sentence for sentences in there for sentence in sentences]


def test_the_walk_leaves_no_item_out():
    assert (
        len(PLACES)
        == len(set(PLACES))
        == sum(len(catalogue.as_document(code)["items"]) for code in catalogue.versions())
    )
    assert len(PLACES) >= 457
    assert {_item(each)["type"] for each in PLACES} == set(checking.CHECKS)


def test_each_option_is_accepted_and_what_is_outside_refused_in_a_sentence():
    flat, here, _ = _verdicts()
    wrong = [
        (place[1], answer, said) for (place, answer, sound), said in zip(flat, here, strict=True) if bool(said) is sound
    ]
    assert wrong == []
    for (place, answer, _), said in zip(flat, here, strict=True):
        if said:
            assert said.startswith(f"« {_item(place)['question']} » : "), (place, answer)
            assert said.endswith(".") and len(said) < 400 and "None" not in said


def test_the_tablet_says_the_same_sentences():
    flat, here, there = _verdicts()
    assert len(flat) > 5000
    assert [(each, a, b) for each, a, b in zip(flat, here, there, strict=True) if a != b] == []


@functools.cache
def _worlds() -> list[dict]:
    """For each item, a visit in which it is asked and not answered."""
    found = []
    for kind, key in PLACES:
        grid = _grid(kind)
        world = solving.solve(grid, solving.shown_if(grid, key))
        assert world is not None, f"nothing ever asks {key}"
        found.append(solving.as_case(grid, world))
    return found


SHOWN = """
import { registerHooks } from "node:module";
import { missing, visible } from "{js}/rules/grid.js";
// What draws a card stands beside the tablet's clock, and this one beside its store: there is none here.
const clock = { url: "data:text/javascript,export const officeDate = null", format: "module", shortCircuit: true };
registerHooks({ resolve: (name, context, next) => (name === "../store/clock.js" ? clock : next(name, context)) });
const { answerText, itemView } = await import("{js}/screens/items_view.js");
export default ({ kind, key, draft, context, answers }, grids) => {
  const grid = grids[kind];
  const item = grid.items[key];
  const entries = visible(grid, draft, context).flatMap((section) => section.items).filter((entry) => entry.id === key);
  const child = item.par_enfant ? { id: "k", first_name: "Lina" } : null;
  const view = (stored) => itemView(item, stored, {
    child, method: null, on: context.on, alerts: [], growth: null, computed: "", photos: 0,
  });
  return {
    entries,
    missing: missing(grid, draft, context).filter((each) => each.item === key).length,
    empty: view({}),
    views: answers.map((answer) => {
      const { problem, options, not_raised, no_answer } = view(answer);
      const chosen = options.filter((option) => option.chosen).map((option) => option.code);
      return { problem, chosen, not_raised, no_answer, text: answerText(item, answer) };
    }),
  };
};
"""


@functools.cache
def _shown() -> list[dict]:
    sent = [
        one | {"key": key, "answers": accepted(_item((kind, key)))}
        for (kind, key), one in zip(PLACES, _worlds(), strict=True)
    ]
    return twins.in_node(SHOWN, sent, {kind: _grid(kind) for kind in {kind for kind, _ in PLACES}})


def _drawn() -> set[str]:
    """The types of question that the page has a control for, read in its own table."""
    tree = ast.parse(inspect.getsource(page._control))
    tuples = [node for node in ast.walk(tree) if isinstance(node, ast.Tuple) and isinstance(node.elts[0], ast.Constant)]
    return {node.elts[0].value for node in tuples}


def test_each_item_shows_where_it_is_asked_as_a_card_the_page_can_draw():
    fields = set(Item.__annotations__)
    for (kind, key), shown in zip(PLACES, _shown(), strict=True):
        item, card = _item((kind, key)), shown["empty"]
        assert len(shown["entries"]) == 1, key
        assert set(card) == fields, key
        assert card["type"] in _drawn() | {"texte"}, key
        assert card["question"] == item["question"] == shown["entries"][0]["question"]
        codes = [option["code"] for option in item["options"] or []]
        wanted = [int(code) for code in codes] if item["type"] == "echelle" else codes
        assert [option["code"] for option in card["options"]] == wanted, key
        assert all(option["label"] for option in card["options"])
        # Of what is confided the part says so, once for all its questions.
        confided = item["prive"] and (item["seule"] or item["form"] == "epds")
        assert card["required"] is bool(item["required"]) and card["private"] is (bool(item["prive"]) and not confided)


def test_each_option_is_shown_as_chosen_in_words_and_without_a_problem():
    for place, shown in zip(PLACES, _shown(), strict=True):
        item = _item(place)
        for answer, view in zip(accepted(item), shown["views"], strict=True):
            assert view["problem"] == "", (place, answer)
            assert view["text"], (place, answer)
            value = answer.get("v")
            if item["type"] in ("choix", "oui_non", "multi", "echelle"):
                chosen = value if isinstance(value, list) else [] if value is None else [value]
                assert sorted(map(str, view["chosen"])) == sorted(map(str, chosen)), (place, answer)
            assert (view["not_raised"], view["no_answer"]) == tuple(answer.get("special") == code for code in SPECIAL)


def test_a_required_question_is_awaited_on_both_sides_and_a_special_answer_is_one():
    awaited = set()
    for (kind, key), one, shown in zip(PLACES, _worlds(), _shown(), strict=True):
        grid, item = _grid(kind), _item((kind, key))

        def left(draft, grid=grid, key=key, one=one):
            reading = calculations.reading(grid, draft, one["context"])
            return [each["item"] for each in checking.missing(grid, reading, None)].count(key)

        due = int(item["required"] and item["type"] != "calcule" and not _told(one["draft"], item))
        assert left(one["draft"]) == shown["missing"] == due, key
        if due:
            awaited.add(key)
            answered = _with(one["draft"], item, {"special": "non_aborde"})
            assert left(answered) == 0, key
    assert len(awaited) > 30


def _told(draft: dict, item: dict) -> bool:
    """Whether the visit that makes it show answers it already."""
    group = draft["child_answers"][solving.CHILD] if item["par_enfant"] else draft["answers"]
    return item["id"] in group


def _with(draft: dict, item: dict, answer: dict) -> dict:
    if item["par_enfant"]:
        return draft | {"child_answers": {solving.CHILD: draft["child_answers"][solving.CHILD] | {item["id"]: answer}}}
    return draft | {"answers": draft["answers"] | {item["id"]: answer}}


HIDDEN = """
import { visible } from "{js}/rules/grid.js";
export default ({ kind, key, draft, context }, grids) =>
  visible(grids[kind], draft, context).some((section) => section.items.some((entry) => entry.id === key));
"""


def test_an_item_with_a_condition_hides_as_soon_as_the_condition_fails():
    """« Seule à seule », a section of another age, a question that follows another: one step beside, on both sides."""
    sent, expected = [], []
    for kind, key in PLACES:
        grid = _grid(kind)
        conditions = solving.shown_if(grid, key)
        world = solving.solve(grid, conditions)
        for condition in conditions:
            for way in solving.terms(condition):
                for test, _ in way:
                    item = solving.item_of(grid, test[1])
                    name = item["id"] if item else solving.name(test[1])
                    for value in solving.candidates(grid, test[1], [test]):
                        beside = world | {name: value}
                        sent.append(solving.as_case(grid, beside) | {"key": key})
                        expected.append(solving.asked(grid, beside, key))
    here = [
        calculations.reading(_grid(one["kind"]), one["draft"], one["context"]).visible(one["key"], solving.CHILD)
        for one in sent
    ]
    there = twins.in_node(HIDDEN, sent, {kind: _grid(kind) for kind in {kind for kind, _ in PLACES}})
    wrong = [
        (one["key"], one["draft"]) for one, a, b, c in zip(sent, here, there, expected, strict=True) if not a == b == c
    ]
    assert wrong == []
    hidden = {one["key"] for one, shows in zip(sent, expected, strict=True) if not shows}
    assert hidden == {key for kind, key in PLACES if solving.shown_if(_grid(kind), key)}


@pytest.mark.parametrize("kind", ["epp", "epnp", "vad_suivi"])
def test_what_is_asked_alone_is_nowhere_while_it_is_not_known_that_she_is_alone(kind):
    grid = _grid(kind)
    alone = [key for key, item in grid["items"].items() if item["seule"]]
    assert alone
    reading = calculations.reading(grid, {"answers": {}, "child_answers": {}, "children": []}, CONTEXT)
    shown = {key for key in alone if reading.visible(key)}
    assert shown == {key for key in alone if not grid["alone_if"].get(grid["items"][key]["form"])}
