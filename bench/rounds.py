"""Rounds: a day, a week, a repair and a whole county, judged by the tests' second judge and never by the solver's word.

Solving time alone is given: reading, starting processes and judging are not in it. The county is made by a generator in
the manner of the week: twenty sectors of some 350 visits, two sectors solved side by side.
"""

import concurrent.futures
import json
import math
import multiprocessing
import os
import random
import statistics
import time
from dataclasses import replace
from pathlib import Path

from bench import figures
from fieldvisit.rounds import events, exchange, repair, search
from fieldvisit.rounds.problem import DAY, HOUR, Lock
from fieldvisit.rounds.search import Effort
from tests.rounds import judge

INSTANCES = Path("tests/rounds/instances")
SEEDS = 3
SECTORS, COUNTY_SECONDS = 20, 240
SHARE = 20.0  # seconds of one process for each sector of a county


def measure(full: bool) -> list[figures.Figure]:
    found = [
        _reach("day in 1 s: objective", "day", 1, 69_900),
        _reach("week in 5 s: objective", "week", 5, 305_000),
        _reach("week in 30 s: objective", "week", 30, 292_000),
        *_repairs(),
    ]
    return found + (_county(SECTORS) if full else _county(2))


def _instance(name: str) -> dict:
    return json.loads((INSTANCES / f"{name}.json").read_text(encoding="utf-8"))


def _reach(what: str, name: str, seconds: float, reach: float) -> figures.Figure:
    given = _instance(name)
    problem = exchange.problem(given)
    costs = []
    for seed in range(SEEDS):
        found = search.solve(problem, effort=Effort(seconds, seed=seed))
        costs.append(_judged(given, found))
    return figures.of(what, costs, "cost", reach)


def _judged(given: dict, found: search.Found) -> float:
    written = exchange.written(found.plan)
    cost, wrong = judge.verdict(given, written)
    placed = {visit for _, _, route in written for visit in route}
    urgent = [one["id"] for one in given["visits"] if one["prio"] == 1 and one["id"] not in placed]
    if wrong or urgent:
        raise AssertionError(f"broken: {wrong[:3]}, urgent left out: {urgent[:3]}")
    return float(cost)


def _repairs() -> list[figures.Figure]:
    """A worker ill, an urgent visit more, a visit less: with a third of the week locked. The whole answer is timed."""
    problem = exchange.problem(_instance("week"))
    first = search.solve(problem, effort=Effort(8))
    stops = repair.published(first.hours, first.plan)
    chance = random.Random(8)
    ill = problem.workers[2].id
    locks = tuple(
        Lock(visit, stop.worker, stop.day, stop.start)
        for visit, (stop,) in stops.items()
        if chance.random() < 1 / 3 and stop.worker != ill
    )
    pinned = problem.changed(locks=locks)
    usual = problem.visit(7)
    urgent = replace(usual, id="urgent", priority=1, name="visite urgente", windows=usual.wider[4:6])
    dropped = next(visit for visit in stops if visit not in {lock.visit for lock in locks})
    happening = [events.Ill(ill, frozenset({1, 2})), events.Added(urgent), events.Dropped(dropped)]
    times, moved, kept = [], [], []
    for event in happening:
        begun = time.perf_counter()
        found = repair.repair(pinned, first.plan, [event], now=DAY + 8 * HOUR)
        times.append(time.perf_counter() - begun)
        where = repair.published(found.found.hours, found.plan)
        kept.append(sum(where.get(one.visit) == stops[one.visit] for one in locks) / len(locks))
        moved.append(sum(one.kind in (repair.Moved.DAY, repair.Moved.WORKER) for one in found.moves))
        if faults := judge.faults(found.problem, found.plan):
            raise AssertionError(faults[:3])
    return [
        figures.of("repair of a week (ill, urgent, dropped)", times, "s", 3),
        figures.of(f"… its {len(locks)} locks kept, share", kept, "", 1.0, more=True),
        figures.of("… visits given to another day or worker", [float(one) for one in moved], "visits"),
    ]


def sector(seed: int) -> dict:
    """Twelve to sixteen workers, some 350 visits over a week, in the exchange format."""
    chance = random.Random(seed)
    town = (46.0 + chance.uniform(-0.3, 0.3), 5.4 + chance.uniform(-0.3, 0.3))
    nurses, midwives, helpers = chance.randint(7, 8), 2, chance.randint(7, 8)
    workers = [
        {
            "id": number,
            "prof": profession,
            "base": list(town) if profession != "TISF" else _around(chance, town, 15),
            "off": [chance.randrange(5)] if chance.random() < 0.2 else [],
        }
        for number, profession in enumerate(["IPDE"] * nurses + ["SF"] * midwives + ["TISF"] * helpers)
    ]
    hamlets = [_around(chance, town, 25) for _ in range(12)]
    return {"days": 5, "workers": workers, "visits": [_visit(chance, n, workers, hamlets, town) for n in range(350)]}


def _around(chance: random.Random, centre, km: float) -> list[float]:
    far, angle = km * math.sqrt(chance.random()), chance.uniform(0, 2 * math.pi)
    return [centre[0] + far * math.cos(angle) / 111.2, centre[1] + far * math.sin(angle) / 77.0]


def _visit(chance: random.Random, number: int, workers: list, hamlets: list, town) -> dict:
    profession = chance.choices(["IPDE", "SF", "TISF"], [48, 14, 38])[0]
    priority = chance.choices([1, 2, 3], [19, 51, 30])[0]
    wide = chance.choices([0, 1, 2, 4], [6, 30, 25, 39])[0]
    first = chance.randint(0, 4 - wide)
    same = [one["id"] for one in workers if one["prof"] == profession]
    moment = chance.choices(["any", "AM", "PM", "2h"], [54, 21, 14, 11])[0]
    durations = [7200, 9000, 5400] if profession == "TISF" else [2700, 3600, 4500]
    home = _around(chance, town, 4) if chance.random() < 0.4 else _around(chance, chance.choice(hamlets), 4)
    return {
        "id": number,
        "loc": home,
        "prof": profession,
        "dur": chance.choice(durations),
        "prio": priority,
        "d0": first,
        "d1": first + wide,
        "tod": moment,
        "h2": chance.choice([9, 10, 14, 15]),
        "pref": chance.choice(same) if chance.random() < 0.7 else None,
    }


def _one_sector(seed: int, seconds: float, processes: int) -> float:
    given = sector(seed)
    found = search.solve(exchange.problem(given), effort=Effort(seconds, processes, seed=seed))
    cost, wrong = judge.verdict(given, exchange.written(found.plan))
    if wrong:
        raise AssertionError(wrong[:3])
    return float(cost)


def _county(sectors: int) -> list[figures.Figure]:
    """Each core takes a sector at a time; then each sector alone, on every core, for its own thirty seconds."""
    cores, context = os.cpu_count() or 1, multiprocessing.get_context("spawn")
    seeds = list(range(100, 100 + sectors))
    begun = time.perf_counter()
    with concurrent.futures.ProcessPoolExecutor(cores, mp_context=context) as pool:
        whole = list(pool.map(_one_sector, seeds, [SHARE] * sectors, [1] * sectors))
    took = time.perf_counter() - begun
    alone = [_one_sector(seed, 30.0, cores) for seed in seeds]
    worse = [100 * (one / other - 1) for one, other in zip(whole, alone, strict=True)]
    reach = COUNTY_SECONDS if sectors == SECTORS else None
    found = [figures.of(f"county of {sectors} such weeks, {sectors * 350} visits", [took], "s", reach)]
    found.append(figures.of("… each sector beside its own 30 s plan", worse, "%", 3))
    print(f"county: {sum(whole):.0f} against {sum(alone):.0f}, mean {statistics.mean(worse):.2f} %", flush=True)
    return found
