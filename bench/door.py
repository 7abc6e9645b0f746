"""The tablets' door under load: sealed visits pushed over the wire to the real server, on each database.

Lines are sealed and requests written beforehand, so that the tablets cost little beside the server. Every word is
read: a visit counts once the server said « received ».
"""

import asyncio
import time
from itertools import cycle

from bench import figures
from bench.county import County, Worker, opened
from bench.served import databases
from bench.wire import Line

TABLETS = 50
#: Name, connections, visits per push, visits in all, pushes per second and connection (None: as fast as answered).
LOADS = (
    ("1 connection, 1 visit a push", 1, 1, 100, None),
    ("50 connections, 1 visit a push", 50, 1, 1500, None),
    ("50 connections, 6 visits a push", 50, 6, 1800, None),
)
#: A slow machine stops here, and says how far it came.
LONGEST, LONGEST_FULL = 8.0, 30.0
REACH_VISITS, REACH_MS = 300, 245
RECEIVED = b'"word":"received"'


def measure(full: bool = False) -> list[figures.Figure]:
    found = []
    for name in databases():
        with opened(name) as county:
            served = county.served
            workers = county.workers(TABLETS)
            asyncio.run(_push_all(served.port, _pushes(county, workers, 10, 1, 300), 1, None, 20))  # warm
            for load, connections, per_push, visits, pace in LOADS:
                pushes = _pushes(county, workers, connections, per_push, visits * (4 if full else 1))
                before = served.cost()
                longest = LONGEST_FULL if full else LONGEST
                took, each = asyncio.run(_push_all(served.port, pushes, per_push, pace, longest))
                received = len(each) * per_push
                cost = 1000 * (served.cost() - before) / received
                goal = (connections, per_push) == (50, 1)
                where = f"door, {name}, {load}"
                rate = received / took
                found += [
                    figures.of(f"{where}: answer", each, reach=REACH_MS if goal else None),
                    figures.of(f"{where}: visits", [rate], "/s", REACH_VISITS if connections == 50 else None, True),
                    figures.of(f"{where}: processor of server and database", [cost], "ms/visit"),
                ]
    return found


def _pushes(county: County, workers: list[Worker], connections: int, per_push: int, visits: int) -> list:
    """For each connection, its worker and the contents it sends one after the other."""
    planned: list[list] = [[] for _ in range(connections)]
    for at, _ in zip(cycle(range(connections)), range(visits), strict=False):
        planned[at] += county.planned(workers[at], 1)
    county.write([visit for some in planned for visit in some])
    made = []
    for worker, some in zip(workers, planned, strict=False):
        lines = [county.line(worker, visit) for visit in some]
        made.append((worker, [b"\n".join(lines[at : at + per_push]) for at in range(0, len(lines), per_push)]))
    return made


async def _push_all(port: int, pushes: list, per_push: int, pace: float | None, longest: float):
    """How long it took, and each answer in milliseconds."""
    deadline = time.perf_counter() + longest

    async def tablet(at: int, worker: Worker, contents: list[bytes]) -> list[float]:
        line, took = Line(port, worker.cookie), []
        due = time.perf_counter() + at / len(pushes) / (pace or 1) if pace else 0
        for content in contents:
            if pace:
                await asyncio.sleep(max(0, due - time.perf_counter()))
                begun, due = due, due + 1 / pace  # late counts from when it was due
            else:
                begun = time.perf_counter()
            if time.perf_counter() > deadline:
                break
            _, _, answer = await line.ask("POST", "/api/sync/push", content, "application/x-ndjson")
            if answer.count(RECEIVED) != per_push:
                raise AssertionError(answer.decode())
            took.append(1000 * (time.perf_counter() - begun))
        line.close()
        return took

    begun = time.perf_counter()
    each = await asyncio.gather(*(tablet(at, *one) for at, one in enumerate(pushes)))
    return time.perf_counter() - begun, [one for took in each for one in took]
