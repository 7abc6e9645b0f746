"""The tablets' door under load: sealed visits pushed over the wire to a real server, on each database.

Lines are sealed beforehand and requests are written by hand, so that the tablets cost little beside the
server. Every word is read: a visit counts once the server said « received ». All of it stays on this machine.
"""

import asyncio
import base64
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import httpx
import sqlalchemy as sa
from sqlmodel import SQLModel
from starlette.applications import Starlette

from bench import figures
from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account, AccountSector, Sector
from fieldvisit.access.care import CareRelationship
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.feed import Epoch
from fieldvisit.forms import catalogue
from fieldvisit.launch.build import ROOT
from fieldvisit.migrations import metadata
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import door
from tests.sync.tablet import Tablet, visit_record

TABLETS = 50
#: Name, connections, visits per push, visits in all, pushes per second and connection (None: as fast as answered).
LOADS = (
    ("1 connection, 1 visit a push", 1, 1, 150, None),
    ("1 connection, 6 visits a push", 1, 6, 300, None),
    ("50 connections, 1 visit a push", 50, 1, 1500, None),
    ("50 connections, 6 visits a push", 50, 6, 1800, None),
    ("50 connections, 6 visits every second", 50, 6, 3000, 1),
)
#: A slow machine stops here, and says how far it came.
LONGEST = 8.0
REACH_VISITS, REACH_MS = 300, 245


def served() -> Starlette:
    """The door alone, as the server process runs it."""
    return Starlette(routes=door.routes)


def measure() -> list[figures.Figure]:
    found = _measured("SQLite", workers=1)
    if os.environ.get("FIELDVISIT_TEST_POSTGRES"):
        found += _measured("PostgreSQL", workers=(os.cpu_count() or 1) + 1)
    return found


def _measured(name: str, workers: int) -> list[figures.Figure]:
    found = []
    with (
        tempfile.TemporaryDirectory() as folder,
        _database(name, Path(folder)) as url,
        _server(url, folder, workers) as port,
    ):
        engine = db.connect(url)
        county = County(engine, port)
        for load, connections, per_push, visits, pace in LOADS:
            pushes = county.pushes(connections, per_push, visits)
            took, each = asyncio.run(_push_all(port, pushes, per_push, pace))
            found.append(figures.of(f"door, {name}, {load}: answer", each, reach=REACH_MS))
            rate = len(each) * per_push / took
            found.append(figures.of(f"door, {name}, {load}: visits", [rate], "/s", REACH_VISITS))
        engine.dispose()
    return found


@contextmanager
def _database(name: str, folder: Path):
    """An address of a database made for this and dropped after it."""
    metadata()
    if name == "SQLite":
        yield _prepared(f"sqlite:///{folder / 'fieldvisit.sqlite'}")
        return
    address = sa.make_url(os.environ["FIELDVISIT_TEST_POSTGRES"])
    server = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    database = f"fieldvisit_bench_{uuid.uuid4().hex[:12]}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {database}")
    try:
        yield _prepared(address.set(database=database).render_as_string(hide_password=False))
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {database} WITH (FORCE)")
        server.dispose()


def _prepared(url: str) -> str:
    engine = db.connect(url)
    SQLModel.metadata.create_all(engine)
    with db.writing(engine) as session:
        session.add(Epoch())
    engine.dispose()
    return url


@contextmanager
def _server(url: str, folder: str, workers: int):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--workers", str(workers)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--no-ws", "bench.door:served"]
    environment = {
        **os.environ,
        "FIELDVISIT_DATA": folder,
        "FIELDVISIT_DATABASE_URL": url,
        "FIELDVISIT_MASTER_KEY": base64.b64encode(os.urandom(32)).decode(),
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


class County:
    """Fifty workers with a tablet and a family each, and visits planned as they are asked for."""

    def __init__(self, engine: sa.Engine, port: int):
        self.engine, self.now = engine, datetime.now(UTC)
        today = self.now.date()
        sector = Sector(code="BENCH", name="Secteur")
        self.workers = [
            Account(login=f"worker{at}", name=f"Agent {at}", role="puericultrice", created_at=self.now)
            for at in range(TABLETS)
        ]
        self.families = [
            Household(case_number=f"BENCH-{at}", label=f"Famille {at}", sector_id=sector.id) for at in range(TABLETS)
        ]
        born = today - timedelta(days=60)
        self.children = [
            Person(family_id=each.id, role="enfant", first_name="Zoé", last_name="X", birth_date=born, sex="F")
            for each in self.families
        ]
        pairs = list(zip(self.workers, self.families, strict=True))
        with db.writing(engine) as session:
            session.add_all([sector, *self.workers])
            session.flush()
            session.add_all(AccountSector(account_id=each.id, sector_id=sector.id) for each in self.workers)
            session.add_all(self.families)
            session.flush()
            session.add_all(self.children)
            session.add_all(CareRelationship(account_id=one.id, family_id=two.id, since=born) for one, two in pairs)
            tokens = [sessions.open_for(session, each, self.now) for each in self.workers]
        self.tablets = []
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            for worker, token in zip(self.workers, tokens, strict=True):
                tablet = Tablet(client, worker.id, token, now=self.now)
                tablet.enrol()
                self.tablets.append(tablet)

    def pushes(self, connections: int, per_push: int, visits: int) -> list[list[bytes]]:
        """For each connection, the requests it makes one after the other, whole."""
        planned: list[list[Visit]] = [[] for _ in range(connections)]
        with db.writing(self.engine) as session:
            for at, _ in zip(cycle(range(connections)), range(visits), strict=False):
                planned[at].append(self._visit(at))
            session.add_all(visit for some in planned for visit in some)
        return [
            [self._request(at, some[start : start + per_push]) for start in range(0, len(some), per_push)]
            for at, some in enumerate(planned)
        ]

    def _visit(self, at: int) -> Visit:
        return Visit(
            family_id=self.families[at].id,
            kind="vad_suivi",
            planned_on=self.now.date(),
            duration_min=45,
            worker_id=self.workers[at].id,
            created_at=self.now,
            created_by=self.workers[at].id,
        )

    def _request(self, at: int, visits) -> bytes:
        tablet, child = self.tablets[at], str(self.children[at].id)
        lines = [
            tablet.line("visit_record", _body(visit, self.now, child), family_id=visit.family_id) for visit in visits
        ]
        content = b"\n".join(lines)
        head = (
            "POST /api/sync/push HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n"
            f"Cookie: {sessions.COOKIE}={tablet.token}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


def _body(visit: Visit, now: datetime, child: str) -> dict:
    """A visit with much to say: every plain question answered, a weight, two notes."""
    said = {}
    for key, item in catalogue.grid_for(visit.kind)["items"].items():
        if item["type"] in ("choix", "oui_non") and not (item["par_enfant"] or item["seule"] or item.get("roles")):
            said[key] = {"v": item["options"][0]["code"]}
    body = visit_record(visit, now, children=[child], child_answers={child: {"poids": {"v": 4800}}})
    body["answers"] = said | body["answers"]
    body["urgent"] = []  # a tablet says so itself; else the server would work it out
    body["notes"] = [{"at": None, "text": "Échanges sur le sommeil et l’alimentation. " * 8}] * 2
    return body


async def _push_all(port: int, pushes: list[list[bytes]], per_push: int, pace: float | None):
    """How long it took, and each answer in milliseconds."""
    deadline = time.perf_counter() + LONGEST
    received = b'"word":"received"'

    async def tablet(at: int, requests: list[bytes]) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        took = []
        due = time.perf_counter() + at / len(pushes) / (pace or 1) if pace else 0
        for request in requests:
            if pace:
                await asyncio.sleep(max(0, due - time.perf_counter()))
                begun, due = due, due + 1 / pace  # late counts from when it was due
            else:
                begun = time.perf_counter()
            if time.perf_counter() > deadline:
                break
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            answer = await reader.readexactly(length)
            if answer.count(received) != per_push:
                raise AssertionError(answer.decode())
            took.append(1000 * (time.perf_counter() - begun))
        writer.close()
        return took

    begun = time.perf_counter()
    each = await asyncio.gather(*(tablet(at, requests) for at, requests in enumerate(pushes)))
    return time.perf_counter() - begun, [one for took in each for one in took]
