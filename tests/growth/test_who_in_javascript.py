"""WHO's own cases in the tablet's JavaScript, to 1e-6: in node, and in Chromium as a page loads the modules."""

import csv
import json
import mimetypes
import shutil
from pathlib import Path

import pytest

from fieldvisit.growth import zscore
from tests import twins

ORIGIN = "https://fieldvisit.test"
#: What the tablet does with a measure, case by case; ages in days, as it works them out from two dates.
BODY = """
import { converted, flagged, LAST_DAY_2006, MONTH, rounded, weightForLength, zscore } from "{js}/rules/zscore.js";
const said = (indicator, z) => (z === null ? null : { z, rounded: rounded(z), flag: flagged(indicator, z) });
const bmi = (weight, length) => weight / (length / 100) ** 2;
const of2006 = ({ sex, age, weight, length, head, method, swollen }) => {
  const used = age === null ? length : converted(length, age, method);
  const within = age !== null && age <= LAST_DAY_2006;
  const z = (indicator, value) => (within && value !== null ? zscore(indicator, sex, age, value) : null);
  return {
    used,
    lhfa: said("lhfa", z("lhfa", used)),
    wfa: said("wfa", swollen ? null : z("wfa", weight)),
    bfa: said("bfa", swollen ? null : z("bfa", bmi(weight, used))),
    hcfa: said("hcfa", z("hcfa", head)),
    wflh: said("wfl", swollen ? null : weightForLength(sex, weight, used, age, method)),
  };
};
const of2007 = ({ sex, months, weight, length, swollen }) => {
  const z = (indicator, value) => said(indicator, zscore(indicator, sex, months * MONTH, value));
  const heavy = (indicator, value) => (swollen ? null : z(indicator, value));
  return { hfa: z("lhfa", length), wfa: heavy("wfa", weight), bfa: heavy("bfa", bmi(weight, length)) };
};
const example = ({ sex, age, weight, length, method, indicator }) =>
  said(indicator, zscore(indicator, sex, age, indicator === "lhfa" ? converted(length, age, method) : weight));
export default ({ kind, ...given }) => ({ of2006, of2007, example })[kind](given);
"""
PAGE = """async ([body, given]) => {
    const work = (await import(URL.createObjectURL(new Blob([body], { type: "text/javascript" })))).default;
    return given.map((each) => work(each));
}"""
METHODS = {"L": "couche", "H": "debout", "": None}


def _read(name: str) -> list[dict]:
    with (twins.CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _given(kind: str, case: dict) -> dict:
    months = _number(case.get("age_months"))
    days = _number(case.get("age_days"))
    return {
        "kind": kind,
        "sex": case["sex"],
        "age": days if days is not None or months is None else zscore.days_of_months(months),
        "months": months,
        "weight": _number(case["weight_kg"]),
        "length": _number(case.get("length_cm") or case.get("height_cm")),
        "head": _number(case.get("headc_cm")),
        "method": METHODS[case.get("measure", "")],
        "swollen": case.get("oedema") == "Y",
        "indicator": case.get("indicator"),
    }


CASES_2006, CASES_2007 = _read("who2006_cases.csv"), _read("who2007_cases.csv")
EXAMPLES = _read("who_documented_examples.csv")
GIVEN = [
    *(_given("of2006", case) for case in CASES_2006),
    *(_given("of2007", case) for case in CASES_2007),
    *(_given("example", case) for case in EXAMPLES),
]


def _in_chromium(playwright, body: str, given: list) -> list:
    """As :func:`twins.in_node`, on a blank page that loads the modules as files; nothing else is served."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium") or playwright.chromium.executable_path, args=["--no-sandbox"]
    )
    try:
        page = browser.new_page()

        def serve(route):
            path = twins.JS / route.request.url.removeprefix(f"{ORIGIN}/").partition("?")[0]
            if path.is_file():
                route.fulfill(body=path.read_bytes(), content_type=mimetypes.types_map[Path(path).suffix])
            else:
                route.fulfill(body="<!doctype html><title>vide</title>", content_type="text/html")

        page.route("**/*", serve)
        page.goto(f"{ORIGIN}/")
        return json.loads(json.dumps(page.evaluate(PAGE, [body.replace("{js}", ORIGIN), given])))
    finally:
        browser.close()


def _held(found: list[dict]) -> None:
    assert len(found) == len(GIVEN) == 24 + 8 + 7
    of_2006, rest = found[: len(CASES_2006)], found[len(CASES_2006) :]
    for case, answer in zip(CASES_2006, of_2006, strict=True):
        assert answer["used"] == pytest.approx(float(case["exp_length_used_cm"]))
        for indicator in ("lhfa", "wfa", "bfa", "hcfa", "wflh"):
            _same(case, indicator, answer[indicator])
    for case, answer in zip(CASES_2007, rest, strict=False):
        for indicator in ("hfa", "wfa", "bfa"):
            _same(case, indicator, answer[indicator])
    for case, answer in zip(EXAMPLES, rest[len(CASES_2007) :], strict=True):
        assert answer["rounded"] == pytest.approx(float(case["exp_z"]), abs=1e-9), case
        assert answer["flag"] is (case["exp_flag"] == "1"), case


def _same(case: dict, indicator: str, answer: dict | None) -> None:
    where = (case["case_id"], indicator, answer)
    if case[f"exp_z_{indicator}_exact"] == "":
        assert answer is None, where
        return
    assert abs(answer["z"] - float(case[f"exp_z_{indicator}_exact"])) < 1e-6, where
    assert answer["rounded"] == pytest.approx(float(case[f"exp_z_{indicator}"]), abs=1e-9), where
    assert answer["flag"] is (case[f"exp_flag_{indicator}"] == "1"), where


def test_every_case_of_who_in_node():
    _held(twins.in_node(BODY, GIVEN))


def test_every_case_of_who_in_chromium(playwright):
    _held(_in_chromium(playwright, BODY, GIVEN))
