"""A database made for one measurement, the real server in front of it, and what both of them cost the processor."""

import base64
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from fieldvisit import db
from fieldvisit.kind import Kind
from fieldvisit.launch import build, database
from fieldvisit.migrations import metadata

POSTGRES, REDIS = "FIELDVISIT_TEST_POSTGRES", "FIELDVISIT_TEST_REDIS"
_TICK = os.sysconf("SC_CLK_TCK")


def databases() -> list[str]:
    return ["SQLite", *(["PostgreSQL"] if os.environ.get(POSTGRES) else [])]


@contextmanager
def database_of(name: str, folder: Path, kind: Kind = Kind.REAL):
    """An address of a database with every table, dropped afterwards."""
    metadata()
    if name == "SQLite":
        yield _prepared(f"sqlite:///{folder / 'fieldvisit.sqlite'}", kind)
        return
    address = sa.make_url(os.environ[POSTGRES])
    server = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    made = f"fieldvisit_bench_{uuid.uuid4().hex[:12]}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {made}")
    try:
        yield _prepared(address.set(database=made).render_as_string(hide_password=False), kind)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {made} WITH (FORCE)")
        server.dispose()


def _prepared(url: str, kind: Kind) -> str:
    engine = db.connect(url)
    database.upgrade(engine, kind)
    engine.dispose()
    return url


@dataclass
class Served:
    """``url``: of the database. ``host``: what a request names, an address that the server knows as its own."""

    url: str
    port: int
    process: subprocess.Popen

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def cost(self) -> float:
        """Seconds of processor that server and database used so far (the database's, where it runs on this machine).

        Redis is not counted."""
        name = sa.make_url(self.url).database
        mine = {self.process.pid}
        spent = 0
        for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda one: int(one.name)):
            try:
                said = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                if int(said[1]) in mine:
                    mine.add(int(folder.name))
                serves = f" {name} " in (folder / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if int(folder.name) in mine or serves:
                spent += int(said[11]) + int(said[12])
        return spent / _TICK


@contextmanager
def serving(url: str, folder: Path):
    """The server as a county runs it: several processes when Redis is there and the database is not SQLite."""
    if not build.is_current():
        build.build()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    several = not url.startswith("sqlite")
    environment = {
        **os.environ,
        "FIELDVISIT_DATA": str(folder),
        "FIELDVISIT_DATABASE_URL": url,
        "FIELDVISIT_DEMO": "0",
        "FIELDVISIT_PORT": str(port),
        "FIELDVISIT_ORIGINS": f"http://127.0.0.1:{port}",
        "FIELDVISIT_REDIS_URL": os.environ.get(REDIS, "") if several else "",
        "FIELDVISIT_MASTER_KEY": base64.b64encode(os.urandom(32)).decode(),
    }
    with (folder / "server.log").open("ab") as log:
        command = [sys.executable, "-m", "fieldvisit", "serve"]
        process = subprocess.Popen(command, cwd=build.ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(port, process, folder / "server.log")
            yield Served(url, port, process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 2) as opened:
                opened.settimeout(5)
                opened.sendall(b"GET /ping HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if b" 200 " in opened.recv(20):
                    return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not open:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)
