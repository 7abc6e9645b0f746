"""The first sync of a worker with 120 families and 2,000 documents, alone and a hundred workers at once."""

import asyncio
import time
import uuid
from datetime import timedelta

from bench import figures
from bench.county import County, Worker, opened
from bench.served import databases
from bench.wire import Line
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit

FAMILIES, PAST, COMING = 120, 5, 5
#: Visits of one day.
A_DAY = 6
ALONE = 3
REACH_ONE, REACH_ALL = 3_000, 60_000


def measure(full: bool = False) -> list[figures.Figure]:
    found = []
    for name in databases():
        with opened(name) as county:
            served = county.served
            workers = [filled(county) for _ in range(100 if full else 4)]
            asyncio.run(pull_all(served.port, workers[0]))  # warm
            each, before = [], served.cost()
            for worker in workers[:ALONE]:
                took, docs = asyncio.run(pull_all(served.port, worker))
                each.append(took)
            cost = 1000 * (served.cost() - before) / len(each)
            begun = time.perf_counter()
            asyncio.run(_together(served.port, workers))
            took = 1000 * (time.perf_counter() - begun)
            where = f"first sync, {name}"
            found += [
                figures.of(f"{where}: {docs} documents, server's side", each, reach=REACH_ONE),
                figures.of(f"{where}: processor of server and database", [cost], "ms"),
                figures.of(f"{where}: {len(workers)} workers at once", [took], reach=REACH_ALL * len(workers) / 100),
            ]
    return found


def filled(county: County) -> Worker:
    """A worker with five visits made and five to come in each family."""
    worker = county.workers(1, FAMILIES)[0]
    visits, records = [], []
    for at in range(PAST):
        on = county.today - timedelta(days=8 + 7 * at)
        for visit in county.planned(worker, FAMILIES, planned_on=on, status="realisee"):
            visits.append(visit)
            records.append(_record(county, worker, visit))
    for at in range(COMING):
        coming = county.planned(worker, FAMILIES)
        for number, visit in enumerate(coming):
            visit.planned_on = county.today + timedelta(days=(FAMILIES * at + number) // A_DAY)
        visits += coming
    county.write(visits)
    county.write(records)
    return worker


def _record(county: County, worker: Worker, visit: Visit) -> VisitRecord:
    return VisitRecord(
        family_id=visit.family_id,
        visit_id=visit.id,
        author_id=worker.account.id,
        outcome="realisee",
        body=county.body(worker, visit),
        digest=uuid.uuid4().hex * 2,
        captured_at=county.now,
        received_at=county.now,
    )


async def pull_all(port: int, worker: Worker) -> tuple[float, int]:
    """Milliseconds until nothing more came, and how many documents did."""
    line, begun = Line(port, worker.cookie), time.perf_counter()
    cursor, have, docs, more = None, [], 0, True
    while more:
        asked = {"cursor": cursor, "have": have, "forms": {}, "device_id": str(worker.tablet.device_id)}
        status, _, page = await line.json("POST", "/api/sync/pull", asked)
        if status in (429, 503):
            await asyncio.sleep(1)
            continue
        if status != 200:
            raise AssertionError(page)
        cursor, more = page["cursor"], page["more"]
        docs += len(page["docs"])
        have += [doc["id"] for doc in page["docs"] if doc["kind"] == "family"]
    line.close()
    return 1000 * (time.perf_counter() - begun), docs


async def _together(port: int, workers: list[Worker]) -> None:
    await asyncio.gather(*(pull_all(port, worker) for worker in workers))
