"""The EPDS: the authors’ words and points, every total, its bands and question 10; the same on the tablet."""

import pytest

from fieldvisit.forms import alerts, calculations, catalogue, checking, compartments, earlier, epds, urgent
from tests import twins

FORM = catalogue.as_document("epds")
#: Points in the order in which the answers stand on the sheet (domain §3.4).
ASCENDING = {"ep_1", "ep_2", "ep_4"}


def _filled(total: int, last: int = 0) -> dict:
    """Answers that make this total, with so many points at question 10."""
    left, points = total - last, []
    for _ in range(9):
        points.append(min(3, left))
        left -= points[-1]
    assert left == 0
    return {"ep_passation": {"v": "seule"}} | {
        f"ep_{at}": {"v": value} for at, value in enumerate([*points, last], start=1)
    }


def _reading(kind: str, given: dict, before: dict | None = None):
    draft = {"answers": given, "child_answers": {}, "children": []}
    return calculations.reading(catalogue.grid_for(kind), draft, {"on": "2026-11-22", "earlier": before or {}})


def test_the_questions_keep_the_order_and_the_points_of_their_authors():
    assert [key for key in FORM["items"] if key in epds.QUESTIONS] == list(epds.QUESTIONS)
    for key in epds.QUESTIONS:
        codes = [option["code"] for option in FORM["items"][key]["options"]]
        assert codes == (["0", "1", "2", "3"] if key in ASCENDING else ["3", "2", "1", "0"])
    assert FORM["items"]["ep_10"]["question"] == "Il m'est arrivé de penser à me faire du mal"


def test_the_citation_and_the_bands_travel_with_the_form():
    said = FORM["self_filled"]
    assert len(said["citation"]) == 2 and "British Journal of Psychiatry, 150" in said["citation"][0]
    assert [(band["min"], band["max"]) for band in said["bands"]] == [(0, 8), (9, 10), (11, 12), (13, 30)]
    assert "diagnostic" in FORM["note"]


TOTALS = [(total, last) for last in range(4) for total in range(last, 28 + last)]


@pytest.mark.parametrize("kind", ["epds", "epnp"])
def test_every_total_and_every_answer_to_question_ten_has_its_band_on_both_sides(kind):
    assert {total for total, _ in TOTALS} == set(range(31))
    bands = FORM["self_filled"]["bands"]
    drafts = [{"answers": _filled(*each), "child_answers": {}, "children": []} for each in TOTALS]
    grid = catalogue.grid_for(kind)
    told = []
    for (total, last), draft in zip(TOTALS, drafts, strict=True):
        reading = calculations.reading(grid, draft, {"on": "2026-11-22"})
        found = alerts.of(reading)
        band = next(one for one in bands if one["min"] <= total <= one["max"])
        levels = ["urgent"] * (last >= 1) + [band["niveau"]] * bool(band["niveau"])
        assert [each["level"] for each in found] == levels, (total, last)
        if band["niveau"]:
            assert set(band["orientation"]) <= set(found[-1]["to"])
        if last:
            assert found[0]["numbers"] == ["3114", "15"] and found[0]["code"] == "A16"
        assert reading.value("epds_total") == total and reading.value("epds_item10") == last
        told.append([[each["level"], each["code"], each["item"], each["text"]] for each in found])
    body = """
    import { alerts } from "{js}/rules/grid.js";
    export default ({ grid, draft }) =>
      alerts(grid, draft, { on: "2026-11-22" }).map((each) => [each.level, each.code, each.item, each.text]);
    """
    assert twins.in_node(body, [{"grid": grid, "draft": draft} for draft in drafts]) == told


def test_the_score_shows_once_the_ten_questions_are_answered():
    whole = _filled(12)
    assert _reading("epds", whole).visible("ep_total")
    assert not _reading("epds", {key: value for key, value in whole.items() if key != "ep_7"}).visible("ep_total")


def test_a_begun_questionnaire_must_be_whole_to_be_signed_and_a_refused_one_needs_nothing():
    def left(given):
        reading = _reading("epds", given)
        return [each["item"] for each in checking.missing(reading.grid, reading, "puericultrice")]

    assert left({"ep_passation": {"v": "seule"}}) == list(epds.QUESTIONS)
    assert left({"ep_passation": {"v": "refusee"}}) == []


def test_an_interview_counts_its_own_questions_and_not_twice_what_the_linked_form_tells():
    reading = _reading("epnp", _filled(9))
    assert alerts.units(reading)["vigilance"] == 1
    assert alerts.proposed_level(reading) == "a_surveiller"


def test_the_score_of_a_signed_questionnaire_is_not_urgent_again_at_the_next_visit():
    body = {"answers": _filled(12, 2), "started_at": "2026-11-15T09:00:00Z"}
    before = earlier.last_answers([body])
    assert before["epds"] == {"v": {"on": "2026-11-15", "total": 12, "item10": 2}}
    grid = catalogue.grid_for("vad_1m")

    def make(grid, draft):
        return calculations.reading(grid, draft, {"on": "2026-11-22", "earlier": before})

    draft = {"answers": {"v1_epds": {"v": "proposee_refusee"}}, "child_answers": {}, "children": []}
    assert [each["level"] for each in alerts.of(make(grid, draft))][:1] == ["urgent"]
    assert urgent.of(make, grid, draft) == []
    again = draft | {"answers": {"v1_epds": {"v": "faite"}} | _filled(3, 1)}
    assert [each["item"] for each in urgent.of(make, grid, again)] == ["v1_epds"]


def test_an_incomplete_questionnaire_never_borrows_answers_of_another_one():
    first = {"answers": _filled(20), "started_at": "2026-11-10T09:00:00Z"}
    second = {"answers": {"ep_passation": {"v": "seule"}, "ep_1": {"v": 0}}, "started_at": "2026-11-20T09:00:00Z"}
    before = earlier.last_answers([first, second])
    assert before["epds"]["v"]["total"] == 20
    body = """
    import { lastAnswers } from "{js}/rules/earlier.js";
    export default ({ bodies, documents }) => lastAnswers(bodies, documents);
    """
    assert twins.in_node(body, [{"bodies": [first, second], "documents": [FORM]}]) == [before]


def test_its_answers_are_read_by_midwife_doctor_psychologist_and_by_whoever_took_it():
    for item in FORM["items"]:
        assert compartments.of(item) == compartments.INTERVIEW
    given = _filled(9)
    assert compartments.readable(given, {}, "puericultrice", False)[0] == {}
    assert compartments.readable(given, {}, "puericultrice", True)[0] == given
    assert compartments.readable(given, {}, "coordinatrice", False)[0] == {}


def test_what_was_begun_without_it_does_not_gain_it():
    assert "epds" in catalogue.grid_for("epnp")["forms"]
    assert "epds" not in catalogue.grid_for("epnp", {"epnp": "2.0.0"})["forms"]
    sent = [{"forms": {}}, {"forms": {"epnp": "2.0.0"}}, {"forms": {"epnp": "2.0.0", "epds": "2.0.0"}}]
    body = """
    import { gridFor } from "{js}/rules/grid.js";
    export default ({ documents, forms }) => Object.keys(gridFor("epnp", documents, forms).forms);
    """
    documents = [catalogue.as_document("epnp"), FORM]
    off = [each | {"documents": [documents[0], FORM | {"active": False}]} for each in sent]
    on = [each | {"documents": documents} for each in sent]
    both, one = ["epnp", "epds"], ["epnp"]
    assert twins.in_node(body, on + off) == [both, one, both, one, one, both]
