"""Where a child stands, and what may be noted: cases computed by hand, on both sides, word for word."""

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

import fieldvisit.carnet
from fieldvisit.carnet import plausibility, status
from fieldvisit.carnet.status import Given, Seen
from tests import twins

CASES = twins.cases("carnet.json")
DATA = Path(fieldvisit.carnet.__file__).parent


def _day(text):
    return date.fromisoformat(text) if text else None


def _seen(child: dict) -> Seen:
    given = [Given(one["vaccine"], one["rank"], _day(one["on"])) for one in child["given"]]
    return Seen(_day(child["birth"]), given, {code: _day(on) for code, on in child["exams"].items()}, child["seen"])


def _vaccines(case):
    return {one.code: one for one in status.vaccines(_seen(case["child"]), _day(case["today"]))}


def _exams(case):
    return {one.code: one for one in status.exams(_seen(case["child"]), _day(case["today"]))}


@pytest.mark.parametrize("case", CASES["vaccines"], ids=lambda case: case["name"])
def test_a_vaccine_stands_where_the_calendar_says(case):
    found = _vaccines(case)
    assert bool(found) is (case["child"]["birth"] is not None)
    said = {
        code: [found[code].standing.value, found[code].next_rank, found[code].next_from and str(found[code].next_from)]
        for code in case["expect"]
    }
    assert said == case["expect"]


@pytest.mark.parametrize("case", CASES["exams"], ids=lambda case: case["name"])
def test_an_exam_stands_where_the_calendar_says(case):
    found = _exams(case)
    said = {code: [found[code].standing.value, str(found[code].opens), str(found[code].due)] for code in case["expect"]}
    assert said == case["expect"]


def test_the_exam_that_did_not_exist_yet_is_not_asked_of_an_older_child():
    case = next(case for case in CASES["exams"] if "not of a child who was seven before" in case["name"])
    assert "ex17" not in _exams(case)


def test_RSV_is_never_late_whatever_the_day():
    child = Seen(date(2025, 11, 15), [Given("hexa", "D1", date(2026, 1, 15))], {}, True)
    days = [date.fromordinal(date(2025, 11, 15).toordinal() + 7 * week) for week in range(120)]
    assert {one.standing for day in days for one in status.vaccines(child, day) if one.code == "vrs"} == {
        status.Standing.COMING,
        status.Standing.PAST,
    }


def _check(case):
    said = {name: _day(value) if name in ("given_on", "done_on") else value for name, value in case["said"].items()}
    known = [
        {name: _day(value) if name in ("given_on", "done_on") else value for name, value in one.items()}
        for one in case["known"]
    ]
    check = plausibility.check_exam if case["exam"] else plausibility.check_dose
    return check(said, _day(case["birth"]), known, _day(case["today"]))


@pytest.mark.parametrize("case", CASES["check"], ids=lambda case: case["name"])
def test_a_line_is_accepted_confirmed_or_refused(case):
    said = _check(case)
    assert said["verdict"] == case["verdict"], said
    assert case["says"] in said["sentence"]
    assert bool(said["sentence"]) is (case["verdict"] != "ok")


def _plain(value):
    return json.loads(json.dumps(value, default=str))


def test_the_tablet_says_the_same():
    body = """
    import { examStatuses, vaccineStatuses } from "{js}/rules/carnet.js";
    import { checkDose, checkExam } from "{js}/rules/carnet_check.js";
    export default (one) => one.verdict
      ? (one.exam ? checkExam : checkDose)(one.said, one.birth, one.known, one.today)
      : one.name && { vaccines: vaccineStatuses(one.child, one.today), exams: examStatuses(one.child, one.today) };
    """
    standing = [*CASES["vaccines"], *CASES["exams"]]
    expected = [
        _plain(
            {
                "vaccines": [asdict(one) for one in status.vaccines(_seen(case["child"]), _day(case["today"]))],
                "exams": [asdict(one) for one in status.exams(_seen(case["child"]), _day(case["today"]))],
            }
        )
        for case in standing
    ]
    assert twins.in_node(body, [*standing, *CASES["check"]]) == [*expected, *map(_check, CASES["check"])]


def test_the_tablet_has_the_same_calendars_and_the_same_labels():
    body = """
    import { EXAMS, VACCINES } from "{js}/rules/carnet_calendar.js";
    import { LABELS } from "{js}/rules/carnet.js";
    export default () => ({ EXAMS, VACCINES, LABELS });
    """
    [there] = twins.in_node(body, [0])
    for name, key in (("exams.json", "EXAMS"), ("vaccines.json", "VACCINES")):
        here = json.loads((DATA / name).read_text(encoding="utf-8"))
        assert there[key] == {name: value for name, value in here.items() if name not in ("source", "note")}
    assert there["LABELS"] == {one.value: one.label for one in status.Standing}


def test_the_words_of_the_four_standings_are_those_of_the_domain():
    words = [status.Standing.UP_TO_DATE, status.Standing.COMING, status.Standing.LATE, status.Standing.TO_CHECK]
    assert [one.label for one in words] == ["À jour", "À venir", "En retard", "À vérifier (carnet absent)"]
    assert not any(re.search("prescri", one.label) for one in status.Standing)
