"""A repair in a process of its own, which may die or hang without harm: VROOM never runs in the server."""

import os
import pickle
import subprocess
import sys

from fieldvisit.rounds.events import Event
from fieldvisit.rounds.problem import Plan, Problem
from fieldvisit.rounds.repair import Repaired, repair
from fieldvisit.rounds.travel import Travel

#: Far more than a repair takes: whoever waits is told that it failed.
LIMIT = 20.0


def repaired(problem: Problem, plan: Plan, events: list[Event], now: int | None, travel: Travel) -> Repaired | None:
    """None where it died, or took longer than :data:`LIMIT` seconds."""
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "fieldvisit.rounds.apart"],
            input=pickle.dumps((problem, plan, events, now, travel)),
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            timeout=LIMIT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return pickle.loads(ended.stdout)


def main() -> None:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints must not come into the answer
    problem, plan, events, now, travel = pickle.load(sys.stdin.buffer)
    with out:
        pickle.dump(repair(problem, plan, events, now, travel), out)


if __name__ == "__main__":
    main()
