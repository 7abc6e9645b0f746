"""A whole county for a test: the production build, served over HTTPS, on a database of its own."""

import base64
import contextlib
import hashlib
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import time
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fieldvisit import db
from fieldvisit.launch import certificates
from tests.tablet import warm
from tests.tablet.link import Link

#: The name under which browsers know it: never localhost, where much is allowed that a tablet is not.
HOST = "tablette.fieldvisit.test"


class County:
    """``address`` is what a browser opens; it goes through ``link``. The server can be killed and started again."""

    def __init__(self, data: Path):
        self.data = data
        self.chain, self.key = certificates.server(
            data / "certificates", [HOST], [ip_address("127.0.0.1")], datetime.now(UTC)
        )
        self.port = _free_port()
        self.link = Link(self.port)
        self.address = f"https://{HOST}:{self.link.port}"
        self.process: warm.Running | None = None
        self.log = data / "server.log"
        self.environment: dict[str, str] = {}

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.data / 'fieldvisit.sqlite'}"

    def engine(self):
        """For a test that looks into the database while the server runs."""
        return db.connect(self.database_url)

    def start(self) -> None:
        environment = {
            **os.environ,
            "FIELDVISIT_DATA": str(self.data),
            "FIELDVISIT_DATABASE_URL": self.database_url,
            "FIELDVISIT_PORT": str(self.port),
            "FIELDVISIT_ORIGINS": self.address,
            "FIELDVISIT_DEMO": "1",
            **self.environment,
        }
        arguments = ["serve", "--certificate", str(self.chain), "--key", str(self.key)]
        self.process = warm.start(arguments, environment, str(self.log))
        self._wait()

    def kill(self) -> None:
        """Like a power cut: supervisor and workers at once, no farewell."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):  # it may have died before
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        self.kill()
        self.link.close()

    def told(self) -> list[str]:
        """Which lines of the server's log name a family, a number, an address or a cookie of this county."""
        path = self.data / "fieldvisit.sqlite"
        if not path.exists():
            return []
        with contextlib.closing(sqlite3.connect(path)) as base:
            homes = base.execute("SELECT label, phone, address, case_number FROM household").fetchall()
            people = base.execute("SELECT first_name || ' ' || last_name FROM person").fetchall()
        private = {word for row in (*homes, *people) for word in row if word and len(word) > 6}
        private |= {"fieldvisit_session", "visite-a-domicile"}
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if any(word in line for word in private)]

    def spki(self) -> str:
        """The digest by which Chromium is told to trust this server's key."""
        public = x509.load_pem_x509_certificate(self.chain.read_bytes()).public_key()
        raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(raw).digest()).decode()

    def _wait(self, seconds: float = 60) -> None:
        context = ssl.create_default_context(cafile=self.data / "certificates" / "authority.pem")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with (
                    socket.create_connection(("127.0.0.1", self.port), timeout=2) as plain,
                    context.wrap_socket(plain, server_hostname=HOST) as secure,
                ):
                    secure.sendall(f"GET /ping HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
                    if secure.recv(12).endswith(b"200"):
                        return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the server did not open:\n{self.log.read_text()[-4000:]}")


def copy_of(template: Path, data: Path) -> None:
    """Put the demo county, made once per run, into ``data``."""
    data.mkdir(parents=True, exist_ok=True)
    with (
        contextlib.closing(sqlite3.connect(template)) as source,
        contextlib.closing(sqlite3.connect(data / "fieldvisit.sqlite")) as copy,
    ):
        source.backup(copy)
    # Its pictures, and the key that opens them.
    shutil.copytree(template.parent / "pictures", data / "pictures", dirs_exist_ok=True)
    shutil.copy2(template.parent / "master.key", data)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
