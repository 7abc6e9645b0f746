"""The target height of a child, from its two parents, the same on both sides; and the alert that reads it (A08)."""

import pytest

from fieldvisit.forms import alerts, calculations, catalogue
from fieldvisit.growth import series, target
from tests import twins
from tests.growth import who_oracle

IN_NODE = """
import { targetOfFamily } from "{js}/rules/target.js";
export default ({ child, persons }) => targetOfFamily(child, persons);
"""
MOTHER, FATHER = {"role": "mere", "height_cm": 165.0}, {"role": "pere", "height_cm": 180.0}
FAMILIES = [
    ({"sex": "M"}, [MOTHER, FATHER], 179.0),
    ({"sex": "F"}, [MOTHER, FATHER], 166.0),
    ({"sex": "F"}, [{"role": "coparent", "height_cm": 175}, FATHER], None),
    ({"sex": "F"}, [MOTHER, {"role": "pere", "height_cm": None}], None),
    ({"sex": "F"}, [MOTHER, {"role": "pere"}], None),
    ({"sex": None}, [MOTHER, FATHER], None),
    ({"sex": "M"}, [], None),
]


@pytest.mark.parametrize(("child", "persons", "cm"), FAMILIES)
def test_the_target_lies_between_both_parents_and_follows_the_sex(child, persons, cm):
    found = target.of_family(child, persons)
    assert (found and found["cm"]) == cm
    if cm:
        power, median, spread = who_oracle.table("who2007_hfa")[child["sex"], 228.0]
        assert power == 1 and found["z"] == pytest.approx((cm / median - 1) / spread)


def test_the_tablet_reckons_the_same_target():
    sent = [{"child": child, "persons": persons} for child, persons, _ in FAMILIES]
    for (child, persons, _), there in zip(FAMILIES, twins.in_node(IN_NODE, sent), strict=True):
        here = target.of_family(child, persons)
        assert (here is None) == (there is None)
        assert here is None or here == pytest.approx(there)


def _raised(height: float, parents: list[dict]) -> list[tuple[str, str]]:
    child = {"id": "c", "role": "enfant", "birth_date": "2022-11-22", "sex": "M", "term_weeks": 40}
    child["measurements"] = [{"kind": "taille", "value": height, "taken_at": "2026-11-20", "method": "debout"}]
    grid = catalogue.grid_for("vad_1m")
    context = {"on": "2026-11-22", "family": {"persons": [*parents, child]}}
    reading = calculations.reading(grid, {"children": ["c"]}, context, series.functions)
    return [(one["code"], one["level"]) for one in alerts.of(reading) if one["code"] == "A08"]


def test_a_child_far_below_its_parents_is_told_and_one_without_parents_heights_is_not():
    parents = [MOTHER | {"id": "m"}, FATHER | {"id": "p", "height_cm": 190.0}]  # target 184 cm: +1.02 DS
    assert _raised(105.0, parents) == []
    assert _raised(100.5, parents) == [("A08", "vigilance")]
    assert _raised(97.5, parents) == [("A08", "alerte")]
    assert _raised(97.5, parents[:1]) == []
