"""A whole county: how long its lists take each night and one family's by day, and how long a page asks of the database.

``--full`` makes the county of the design (42,000 children, 500 workers); otherwise one of a tenth of it. The pages are
asked for as the office's states do, without drawing them. Last of all, a large file of birth notices comes in.
"""

import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, select

from bench import figures, notices
from bench.served import database_of, databases
from fieldvisit import db
from fieldvisit.access import care
from fieldvisit.access.account import Account, Actor, actor
from fieldvisit.demo import large
from fieldvisit.due import listing, reading, recompute, worklist
from fieldvisit.due.item import DueItem
from fieldvisit.due.worklist import Asked
from fieldvisit.families import file, search
from fieldvisit.families.household import Household
from fieldvisit.kind import Kind
from fieldvisit.schedule import day, planning, record, visit
from fieldvisit.sync import pull

TENTH = large.HOUSEHOLDS // 10
NIGHT_S, FAMILY_MS, PAGE_MS, SEARCH_MS, MAKING_S = 60, 20, 150, 100, 180
RUNS, FAMILIES, NOTICES, NOTICES_FULL = 5, 200, 500, 5_000
#: Who asks, by login of the small demo: of one sector, of two, of the county.
READERS = ("isabelle.roux", "claire.morel", "monique.girard", "helene.marchand", "francoise.berthet")
#: Who brings notices in.
BRINGS = "monique.girard"
QUESTIONS = ("martin", "lefebure", "martin louise", "12/03/2026", "rue pasteur", "06 39 98 12 34", "CD01-000123", "")


def measure(full: bool = False) -> list[figures.Figure]:
    families = int(os.environ.get("BENCH_FAMILIES", large.HOUSEHOLDS if full else TENTH))
    found = []
    for name in databases():
        with tempfile.TemporaryDirectory() as folder, database_of(name, Path(folder), Kind.DEMO) as url:
            engine = db.connect(url)
            found += _figures(f"{name}, {families} families", engine, families)
            found.append(_notices(f"{name}, {families} families", engine, NOTICES_FULL if full else NOTICES))
            engine.dispose()
    return found


def _figures(where: str, engine: sa.Engine, families: int) -> list[figures.Figure]:
    today = date.today()
    written: dict[str, int] = {}
    found = [
        _seconds(
            f"{where}: county made",
            lambda: written.update(large.build(engine, today, families, lists=False)),
            MAKING_S,
        ),
        figures.of(f"{where}: rows of the county, lists and words apart", [sum(written.values())], "rows"),
        _seconds(f"{where}: lists from nothing", lambda: recompute.recompute_all(engine, today), NIGHT_S),
        _seconds(
            f"{where}: lists of the next night",
            lambda: recompute.recompute_all(engine, today + timedelta(days=1)),
            NIGHT_S,
        ),
        _one_family(where, engine, today),
    ]
    with db.reading(engine) as session:
        items = session.execute(sa.select(sa.func.count()).select_from(DueItem)).scalar_one()
    found.append(figures.of(f"{where}: items on the lists", [items], "items"))
    with db.reading(engine) as session:
        readers = {login: _actor(session, login) for login in READERS}
        busiest = _busiest(session, today)
    for login, reader in readers.items():
        found += _lists(f"{where}, {login}", engine, reader, today)
        found += _searches(f"{where}, {login}", engine, reader, today)
        found += _pages(f"{where}, {login}", engine, reader, today)
    found.append(_pull(where, engine, busiest, today))
    return found


def _notices(where: str, engine: sa.Engine, rows: int) -> figures.Figure:
    """Transaction after transaction, without the pause that the server leaves to others between two."""
    today, spent = date.today(), _spent()
    with db.reading(engine) as session:
        reader = _actor(session, BRINGS)
    begun = time.perf_counter()
    counts = notices.brought_in(engine, reader, today, rows)
    took, cost = time.perf_counter() - begun, 1000 * (_spent() - spent) / rows
    what = f"{where}: {rows} birth notices, {counts['rejete']} bad"
    return figures.of(_with_cost(what, cost, "ms/row"), [rows / took], "/s", more=True)


def _one_family(where: str, engine: sa.Engine, today: date) -> figures.Figure:
    with db.reading(engine) as session:
        some = random.Random(1).sample(sorted(session.exec(select(Household.id)).all()), FAMILIES)
    took, spent = [], _spent()
    for family_id in some:
        with db.writing(engine) as session:
            begun = time.perf_counter()
            listing.refresh(session, [family_id], today + timedelta(days=2))
            took.append(1000 * (time.perf_counter() - begun))
    cost = 1000 * (_spent() - spent) / FAMILIES
    return figures.of(_with_cost(f"{where}: one family’s list", cost, "ms"), took, reach=FAMILY_MS)


def _lists(where: str, engine: sa.Engine, reader: Actor, today: date) -> list[figures.Figure]:
    found = [
        _timed(
            f"{where}: « À faire », {tab}",
            engine,
            partial(worklist.page, actor=reader, asked=Asked(tab, reader.sectors), today=today),
            PAGE_MS,
        )
        for tab in worklist.tabs(reader)
    ]
    asked = Asked(worklist.Tab.WEEK, reader.sectors)
    counts = _timed(
        f"{where}: « À faire », counts", engine, lambda s: worklist.counts(s, reader, asked, today), PAGE_MS
    )
    return [*found, counts]


def _searches(where: str, engine: sa.Engine, reader: Actor, today: date) -> list[figures.Figure]:
    return [
        _timed(f"{where}: search « {words} »", engine, lambda s, w=words: search.search(s, reader, w, today), SEARCH_MS)
        for words in QUESTIONS
    ]


def _pages(where: str, engine: sa.Engine, reader: Actor, today: date) -> list[figures.Figure]:
    monday = today - timedelta(days=today.weekday())
    sector = min(reader.sectors)
    with db.reading(engine) as session:
        family = session.exec(
            select(Household.id).where(Household.sector_id.in_(reader.sectors), Household.status == "suivie").limit(1)
        ).one()

    def fortnight(session: Session) -> None:
        planning.workers(session, reader)
        listed = visit.between(session, reader, monday, monday + timedelta(days=13), today)
        visit.types_shown(session, reader, [one for one, _ in listed], today)
        record.unseen(session, reader, today)

    def whole_file(session: Session) -> None:
        file.read(session, reader, family, today)
        visit.of_family(session, reader, family, today)
        record.of_family(session, reader, family, today)
        reading.of_family(session, reader, family, today)

    return [
        _timed(f"{where}: planning, a fortnight", engine, fortnight),
        _timed(f"{where}: a family’s file", engine, whole_file),
        _timed(f"{where}: the day of a sector", engine, lambda s: day.of_sector(s, sector, today)),
    ]


def _pull(where: str, engine: sa.Engine, worker: Actor, today: date) -> figures.Figure:
    """Everything that the worker with most families carries, page by page; what travels is not counted."""
    took, now = [], datetime.now(UTC)
    for _ in range(RUNS):
        begun, asked, more = time.perf_counter(), pull.Asked(), True
        while more:
            page = pull.answer(engine, worker, asked, now, today)
            have = asked.have | {doc_id for doc_id in _families(page)}
            asked, more = pull.Asked(cursor=pull.Cursor.read(page["cursor"]), have=frozenset(have)), page["more"]
        took.append(1000 * (time.perf_counter() - begun))
    return figures.of(f"{where}: first pull of {len(asked.have)} families", took)


def _families(page: dict) -> set:
    return {pull.envelope.uuid_from(doc["id"]) for doc in page["docs"] if doc["kind"] == "family"}


def _busiest(session: Session, today: date) -> Actor:
    relation = care.CareRelationship
    query = (
        select(Account)
        .join(relation, relation.account_id == Account.id)
        .where(Account.role == "puericultrice")
        .group_by(Account)
        .order_by(sa.desc(sa.func.count(relation.id)))
        .limit(1)
    )
    return actor(session, session.exec(query).one())


def _actor(session: Session, login: str) -> Actor:
    return actor(session, session.exec(select(Account).where(Account.login == login)).one())


def _timed(what: str, engine: sa.Engine, ask: Callable[[Session], object], reach: float | None = None):
    took, cost = [], []
    for _ in range(RUNS):
        with db.reading(engine) as session:
            begun, spent = time.perf_counter(), _spent()
            ask(session)
            took.append(1000 * (time.perf_counter() - begun))
            cost.append(1000 * (_spent() - spent))
    return figures.of(_with_cost(what, statistics.median(cost), "ms"), took, reach=reach)


def _seconds(what: str, do: Callable[[], object], reach: float) -> figures.Figure:
    begun, spent = time.perf_counter(), _spent()
    do()
    return figures.of(_with_cost(what, _spent() - spent, "s"), [time.perf_counter() - begun], "s", reach)


def _spent() -> float:
    """Seconds of processor of this process and of those it waited for; those of PostgreSQL itself are not in it."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _with_cost(what: str, cost: float, unit: str) -> str:
    """What does not depend on who else is at work on the machine stands in the name."""
    return f"{what} [{cost:.0f} {unit} of processor]"
