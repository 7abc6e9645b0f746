"""Five thousand children of any gestation, as the library of the British paediatricians answers for them (« who »).

It agrees to 1e-6, but where the two rules are meant to differ: it reads WHO 2006 until day 1856, enters WHO 2007 at 61
months (we follow WHO's own packages: 60 months); it corrects the age of a preterm child until the corrected age is two
years (here, until the real age is, as French teams do; a setting).
"""

import csv
from datetime import date, timedelta

from fieldvisit.growth import points
from tests import twins

IN_NODE = """
import { points } from "{js}/rules/points.js";
export default (child) => points(child).map(({ z, z_corrected }) => [z, z_corrected]);
"""
SEAM = range(1827, 1858)


def _cases() -> list[tuple[dict, dict]]:
    with (twins.CASES / "rcpch_who.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cases = []
    for row in rows:
        at = date.fromisoformat(row["birth"]) + timedelta(days=int(row["days"]))
        value = round(float(row["value"]) * 1000) if row["kind"] == "poids" else float(row["value"])
        child = {"birth_date": row["birth"], "sex": row["sex"]}
        child |= {"term_weeks": int(row["weeks"]), "term_days": int(row["extra"])}
        child["measurements"] = [{"kind": row["kind"], "value": value, "taken_at": at.isoformat()}]
        cases.append((row, child))
    return cases


def _meant(row: dict, point: dict) -> str:
    """Why the two may differ at the corrected age, or nothing."""
    if int(row["days"]) in SEAM:
        return "seam"
    term = 7 * int(row["weeks"]) + int(row["extra"])
    stopped = point["corrected_age_days"] is None and term < 37 * 7
    return "stop" if stopped and int(row["days"]) - (280 - term) < 731 else ""


def _same(mine: float | None, theirs: str) -> bool:
    return mine is None if theirs == "" else mine is not None and abs(mine - float(theirs)) < 1e-6


def test_five_thousand_children_agree_but_where_the_rules_are_meant_to_differ():
    differ = {"seam": 0, "stop": 0}
    for row, child in _cases():
        (point,) = points.points(child)
        assert int(row["days"]) in SEAM or _same(point["z"], row["z"]), row
        counted = point["z"] if point["corrected_age_days"] is None else point["z_corrected"]
        if not _same(counted, row["z_corrected"]):
            assert _meant(row, point), (row, point)
            differ[_meant(row, point)] += 1
    assert differ == {"seam": 16, "stop": 71}


def test_the_tablet_gives_the_same_to_each_of_them():
    cases = [child for _, child in _cases()]
    for child, there in zip(cases, twins.in_node(IN_NODE, cases), strict=True):
        here = [[point["z"], point["z_corrected"]] for point in points.points(child)]
        for a, b in zip(here[0], there[0], strict=True):
            assert (a is None) == (b is None) and (a is None or abs(a - b) < 1e-6), child
