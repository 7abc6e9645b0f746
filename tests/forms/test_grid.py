"""The tablet's grid.js: the same grid as the server, what shows for whom, « Rien à signaler », what is left to fill."""

import random

import pytest

from fieldvisit.forms import calculations, catalogue, checking
from tests import twins
from tests.forms import answers

DOCUMENTS = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
KINDS = [*catalogue.kinds(), "epp", "epnp", "tnd", "epds"]


def _show(kind: str, draft: dict, context: dict = answers.CONTEXT) -> list:
    body = 'import * as grid from "{js}/rules/grid.js"; export default (x) => grid.visible(x.grid, x.draft, x.context);'
    (shown,) = twins.in_node(body, [{"grid": catalogue.grid_for(kind), "draft": draft, "context": context}])
    return shown


def _entries(shown: list) -> dict:
    return {entry["key"]: entry for section in shown for entry in section["items"]}


def test_the_tablet_makes_the_same_grids_from_the_documents():
    body = """
    import { gridFor } from "{js}/rules/grid.js";
    export default ({ documents, kinds }) => kinds.map((kind) => gridFor(kind, documents));
    """
    (made,) = twins.in_node(body, [{"documents": DOCUMENTS, "kinds": KINDS}])
    for kind, grid in zip(KINDS, made, strict=True):
        assert grid == catalogue.grid_for(kind), kind


def test_a_draft_stays_on_the_version_it_began_with():
    newer = catalogue.as_document("vad") | {"id": "vad@2.10.0", "version": "2.10.0"}
    body = """
    import { gridFor } from "{js}/rules/grid.js";
    export default ({ documents, forms }) => gridFor("vad_4m", documents, forms)?.forms ?? null;
    """
    old = {"documents": [newer, *DOCUMENTS], "forms": {"vad": "2.0.0"}}
    new = {"documents": [*DOCUMENTS, newer], "forms": {}}
    absent = {"documents": DOCUMENTS, "forms": {"vad": "9.0.0"}}
    unlinked = {"documents": [], "forms": {}}
    assert twins.in_node(body, [old, new, absent, unlinked]) == [{"vad": "2.0.0"}, {"vad": "2.10.0"}, None, None]


def test_a_child_item_shows_once_for_each_child_with_a_name():
    draft = {"answers": {}, "child_answers": {"k1": {"poids": {"v": 5200}}}, "children": ["k1", "k2"]}
    shown = _show("vad_suivi", draft)
    assert [section["title"] for section in shown][:2] == ["Rencontre", "Mesures"]
    measures = shown[1]
    assert [entry["key"] for entry in measures["items"]][:2] == ["poids@k1", "poids@k2"]
    assert (measures["answered"], measures["total"]) == (1, 8)
    entry = _entries(shown)["poids@k1"]
    assert (entry["child_name"], entry["text"], entry["measure"]) == ("Lina", "5\u202f200 g", "poids")
    assert entry["answered"] and not _entries(shown)["poids@k2"]["answered"]


def test_without_a_child_the_prenatal_visit_asks_no_child_item():
    shown = _show("vad_prenatale", {"answers": {}, "child_answers": {}, "children": []})
    assert [section["title"] for section in shown] == [
        "Rencontre",
        "Sommeil et pleurs",
        "Visite prénatale à domicile",
        "Lien et parents",
        "Logement et prévention",
        "Suite",
    ]
    assert not any(entry["child"] for entry in _entries(shown).values())


@pytest.mark.parametrize(
    ("present", "asked"),
    [
        (None, False),
        (["mere"], True),
        (["mere", "interprete"], True),
        (["mere", "fratrie"], True),
        (["mere", "pere_coparent"], False),
        (["mere", "grand_parent"], False),
        (["mere", "autre_proche"], False),
        (["mere", "tisf"], False),
    ],
)
def test_violence_is_asked_only_without_a_third_party(present, asked):
    given = {"n_presents": {"v": present}} if present else {}
    shown = _show("vad_suivi", {"answers": given, "child_answers": {}, "children": []})
    assert ("violence" in _entries(shown)) is asked


def test_an_item_reserved_to_the_midwife_shows_to_her_only():
    draft = {"answers": {}, "child_answers": {}, "children": []}
    assert "vp_hu" not in _entries(_show("vad_prenatale", draft))
    midwife = answers.CONTEXT | {"role": "sage_femme_pmi"}
    assert "vp_hu" in _entries(_show("vad_prenatale", draft, midwife))


def test_the_tnd_grid_opens_with_its_item_and_shows_one_age():
    draft = {"answers": {}, "child_answers": {"k2": {}}, "children": ["k2"]}
    assert not any(key.startswith("tnd") for key in _entries(_show("vad_24m", draft)))
    draft["child_answers"]["k2"] = {"v24_tnd": {"v": "faite"}, "tnd_age": {"v": "m24"}}
    keys = [key for key in _entries(_show("vad_24m", draft)) if key.startswith("tnd")]
    assert "tnd_date@k2" in keys
    assert any(key.startswith("tnd_24_") for key in keys)
    assert not any(key.startswith("tnd_36_") for key in keys)


def test_a_special_answer_counts_as_answered_and_says_so():
    draft = {"answers": {"secu": {"special": "non_aborde"}}, "child_answers": {}, "children": []}
    entry = _entries(_show("vad_suivi", draft))["secu"]
    assert (entry["answered"], entry["text"], entry["special"]) == (True, "Non abordé", "non_aborde")
    assert not any(option["chosen"] for option in entry["options"])


def test_nothing_to_report_fills_only_what_is_open_and_says_how():
    draft = {"answers": {}, "child_answers": {"k1": {"pleurs": {"v": "difficile"}}}, "children": ["k1", "k2"]}
    body = 'import { neutral } from "{js}/rules/grid.js"; export default (x) => neutral(x.grid, x.draft, x.context);'
    grid = catalogue.grid_for("vad_suivi")
    (found,) = twins.in_node(body, [{"grid": grid, "draft": draft, "context": answers.CONTEXT}])
    neutral_items = {key for key, item in grid["items"].items() if item.get("neutre")}
    assert found["answers"] == {}
    assert set(found["child_answers"]["k1"]) == neutral_items - {"pleurs"}
    assert set(found["child_answers"]["k2"]) == neutral_items
    assert found["child_answers"]["k2"]["peau"] == {"v": ["normal"], "mode": "rapide"}
    assert found["child_answers"]["k2"]["eveil"] == {"v": "adaptes", "mode": "rapide"}
    assert all(
        checking.check_answer(grid["items"][key], answer, {"on": "2026-11-22"}) == ""
        for key, answer in found["child_answers"]["k2"].items()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_find_the_same_questions_left_open(kind):
    chance = random.Random(kind)
    grid = catalogue.grid_for(kind)
    sent = [{"draft": answers.draft(grid, chance)} for _ in range(15)]
    sent.append({"draft": {"children": answers.CHILDREN}})
    body = """import { missing } from "{js}/rules/grid.js";
        export default (x, all) => missing(all.grid, x.draft, all.context);"""
    here = [
        checking.missing(grid, calculations.reading(grid, each["draft"], answers.CONTEXT), answers.CONTEXT["role"])
        for each in sent
    ]
    assert twins.in_node(body, sent, {"grid": grid, "context": answers.CONTEXT}) == here


def test_a_visit_with_twins_is_laid_out_in_a_few_milliseconds():
    body = """
    import { visible } from "{js}/rules/grid.js";
    export default ({ grid, draft, context }) => {
      for (let i = 0; i < 30; i++) visible(grid, draft, context);
      const times = Array.from({ length: 21 }, () => {
        const start = performance.now();
        visible(grid, draft, context);
        return performance.now() - start;
      });
      return times.sort((a, b) => a - b)[10];
    };
    """
    grid = catalogue.grid_for("vad_sortie")
    draft = answers.draft(grid, random.Random(1))
    (milliseconds,) = twins.in_node(body, [{"grid": grid, "draft": draft, "context": answers.CONTEXT}])
    assert milliseconds < 5
