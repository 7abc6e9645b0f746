"""A search in a process of its own: progress, stop and keep, kill, crash. The last good plan always stays."""

import os
import signal
import time
from pathlib import Path

import pytest

from fieldvisit.rounds import exchange, rules, running, search, team
from fieldvisit.rounds.problem import Plan
from fieldvisit.rounds.running import End
from fieldvisit.rounds.search import Effort
from tests.rounds import judge

WEEK = Path(__file__).parent / "instances" / "week.json"


@pytest.fixture(scope="module")
def week():
    return exchange.read(WEEK)


def _until(true, seconds=30.0):
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "it never came"
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def _helpers(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_progress_comes_as_it_goes_and_stopping_keeps_the_best_plan(week):
    run = running.start(week, effort=Effort(seconds=60, processes=2))
    _until(lambda: run.progress is not None and run.progress.placed and run.plan is not None)
    seen = run.progress
    assert 0 < seen.placed <= seen.visits == 313 and seen.km > 0 and seen.driving > 0 and seen.best > 0
    begun = time.monotonic()
    run.stop()
    outcome = run.result()
    assert time.monotonic() - begun < 15
    assert outcome.end is End.STOPPED and outcome.sentence == "Calcul arrêté, le meilleur plan trouvé est gardé."
    assert judge.faults(outcome.found.problem, outcome.plan) == []
    assert outcome.found.total <= seen.best


def test_a_stop_that_comes_before_it_began_is_heard(week):
    begun = time.monotonic()
    run = running.start(week, effort=Effort(seconds=60, processes=1))
    run.stop()
    assert run.result().end is End.STOPPED and time.monotonic() - begun < 40


def test_a_finished_search_hands_over_all_it_found(week):
    outcome = running.start(week, effort=Effort(seconds=60, processes=1, tries=3)).result()
    assert outcome.end is End.DONE and outcome.found.plan == outcome.plan
    assert rules.broken(outcome.found.hours, outcome.plan) == []


def test_killed_it_leaves_the_last_good_plan_and_nobody_running(week):
    run = running.start(week, effort=Effort(seconds=60, processes=2))
    _until(lambda: run.plan is not None)
    helpers = _helpers(run.pid)
    run.kill()
    outcome = run.result()
    assert outcome.end is End.KILLED and "le dernier bon plan trouvé est gardé" in outcome.sentence
    assert judge.faults(week, outcome.plan) == []
    _until(lambda: not any(_alive(one) for one in [run.pid, *helpers]), 15)


def test_crashing_before_a_first_plan_leaves_the_plan_there_was(week):
    former = Plan({(0, 0): (7,)})
    run = running.start(week, effort=Effort(seconds=60, processes=1), plan=former)
    os.kill(run.pid, signal.SIGSEGV)
    outcome = run.result()
    assert outcome.end is End.CRASHED and outcome.plan == former
    assert outcome.sentence == "Calcul tombé en panne : le plan d’avant est gardé, rien n’a changé."


def test_crashing_with_no_plan_at_all_says_so(week):
    run = running.start(week, effort=Effort(seconds=60, processes=1))
    os.kill(run.pid, signal.SIGKILL)
    outcome = run.result()
    assert outcome.end is End.CRASHED and outcome.plan is None
    assert "aucun plan n’avait encore été trouvé" in outcome.sentence


def test_whoever_asked_and_died_leaves_nobody_running(week):
    run = running.start(week, effort=Effort(seconds=60, processes=2))
    _until(lambda: run.plan is not None)
    helpers = _helpers(run.pid)
    run._process.stdin.close()  # what the system does when the server dies
    _until(lambda: not any(_alive(one) for one in [run.pid, *helpers]), 20)


def test_a_helper_that_dies_is_replaced_and_the_search_goes_on(week):
    run = running.start(week, effort=Effort(seconds=5, processes=2))
    _until(lambda: run.plan is not None)
    os.kill(_helpers(run.pid)[0], signal.SIGSEGV)
    outcome = run.result()
    assert outcome.end is End.DONE and judge.faults(outcome.found.problem, outcome.plan) == []


def test_helpers_that_keep_dying_end_the_search(week, monkeypatch):
    monkeypatch.setattr(team, "solved", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(team.SolverDied):
        search.solve(week, effort=Effort(seconds=30, processes=2))
