"""The exchange format: what is read, what is refused and in which words, and the command around it."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldvisit import cli
from fieldvisit.rounds import exchange, search
from fieldvisit.rounds.exchange import NotAProblem
from fieldvisit.rounds.problem import DAY, HOUR, Window
from fieldvisit.rounds.search import Effort
from tests.rounds import judge

INSTANCES = Path(__file__).parent / "instances"
WORKER = {"id": 0, "prof": "IPDE", "base": [46.2, 5.2], "off": []}
VISIT = {
    "id": 0,
    "loc": [46.21, 5.2],
    "prof": "IPDE",
    "dur": 3600,
    "prio": 2,
    "d0": 1,
    "d1": 1,
    "tod": "any",
    "pref": None,
}


def one(**visit) -> dict:
    return {"days": 5, "workers": [WORKER], "visits": [VISIT | visit]}


def test_windows_are_those_of_the_half_days():
    (read,) = exchange.problem(one()).visits
    assert read.windows == (
        Window(DAY + int(8.5 * HOUR), DAY + int(11.25 * HOUR)),
        Window(DAY + int(13.25 * HOUR), DAY + int(16.25 * HOUR)),
    )


def test_two_hours_asked_for_are_the_hours_in_which_it_begins():
    (read,) = exchange.problem(one(tod="2h", h2=10)).visits
    assert read.windows == (Window(DAY + 10 * HOUR, DAY + int(11.25 * HOUR)),)


def test_a_visit_longer_than_the_half_day_has_no_window_but_is_read():
    (read,) = exchange.problem(one(dur=5 * 3600)).visits
    assert read.windows == ()


def test_without_coordinates_it_stands_at_its_communes_centre_and_is_flagged():
    given = one(loc=None, commune="01053") | {"communes": {"01053": [46.2, 5.22]}}
    (read,) = exchange.problem(given).visits
    assert read.approximate and read.place == (46.2, 5.22)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "Il faut « days », « workers » et « visits »"),
        ({"days": 0, "workers": [], "visits": []}, "entre 1 et 14"),
        (one(dur=0), "durée en secondes"),
        (one(dur="1 h"), "durée en secondes"),
        (one(prio=4), "« prio » vaut 1, 2 ou 3"),
        (one(d0=3, d1=2), "ne se suivent pas"),
        (one(tod="soir"), "any, AM, PM ou 2h"),
        (one(tod="2h"), "l’heure « h2 »"),
        (one(loc=None), "ni coordonnées"),
        (one(loc=[95, 5]), "ne sont pas sur la Terre"),
        (one(loc="Bourg"), "coordonnées [latitude, longitude]"),
        (one(id=None), "il manque « id »"),
        (one(prof=""), "il manque « prof »"),
        ({"days": 5, "workers": [WORKER, WORKER], "visits": []}, "portent le même « id »"),
        ({"days": 5, "workers": [WORKER | {"off": 3}], "visits": []}, "« off » est une liste"),
    ],
)
def test_what_cannot_be_read_says_which_and_why(given, words):
    with pytest.raises(NotAProblem) as refused:
        exchange.problem(given)
    assert words in refused.value.sentence


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_nothing_that_json_can_hold_does_more_than_be_refused(given):
    for whole in (given, {"days": 5, "workers": [given], "visits": []}, {"days": 5, "workers": [], "visits": [given]}):
        with pytest.raises(NotAProblem):
            exchange.problem(whole)


@given(st.fixed_dictionaries({name: st.none() | st.integers(-3, 9) | st.text(max_size=3) for name in VISIT}))
def test_a_visit_filled_in_anyhow_is_read_or_refused(given):
    with suppress(NotAProblem):
        exchange.problem({"days": 5, "workers": [WORKER], "visits": [VISIT | given]})


def test_a_plan_is_written_in_the_order_of_workers_and_days_without_empty_ones():
    given = [[1, 0, [3]], [0, 2, [1, 2]], [0, 1, []]]
    assert exchange.written(exchange.plan(given)) == [[0, 2, [1, 2]], [1, 0, [3]]]
    with pytest.raises(exchange.NotAPlan):
        exchange.plan([[1, 2]])


def test_the_command_writes_a_plan_that_the_judge_accepts(tmp_path, capsys):
    out = tmp_path / "plan.json"
    path = INSTANCES / "day.json"
    cli.main(["rounds", "solve", str(path), "--seconds", "2", "--out", str(out), "--why"])
    cost, wrong = judge.verdict(
        json.loads(path.read_text(encoding="utf-8")), json.loads(out.read_text(encoding="utf-8"))
    )
    assert wrong == []
    said = capsys.readouterr().out
    assert f"coût {cost}." in said and "km (estimé)" in said and "Complet : repousserait" in said


@pytest.mark.parametrize(
    ("content", "words"), [(None, "ne se lit pas"), ("{", "n’est pas du JSON"), ("{}", "Il faut « days »")]
)
def test_the_command_refuses_in_words_and_writes_nothing(tmp_path, content, words):
    path, out = tmp_path / "probleme.json", tmp_path / "plan.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit) as refused:
        cli.main(["rounds", "solve", str(path), "--out", str(out)])
    assert words in refused.value.code and not out.exists()


def test_a_profession_that_nobody_has_leaves_its_visits_out_and_the_others_in():
    given = one()
    given["visits"].append(VISIT | {"id": 1, "prof": "SF"})
    found = search.solve(exchange.problem(given), effort=Effort(5, 1, 3))
    assert found.plan.placed() == {0}
