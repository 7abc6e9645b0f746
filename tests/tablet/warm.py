"""`fieldvisit serve` for a test, from a process that has imported its modules already: that takes three seconds.

The server is forked from there for each county: the same command, the same supervisor and workers as ever, each with
an app of its own. ``python -m tests.tablet.warm`` is that process: one line of JSON asks for a
server, one line answers with its process id.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from functools import cache

from fieldvisit.launch.build import ROOT


class Running:
    """A forked server, in the words of :class:`subprocess.Popen` that tests use. It leads its own process group."""

    def __init__(self, pid: int):
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, timeout: float | None = None) -> None:
        """:raises subprocess.TimeoutExpired: after ``timeout`` seconds"""
        end = time.monotonic() + (timeout or 60)
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("fieldvisit serve", timeout or 60)
            time.sleep(0.01)


def start(arguments: list[str], environment: dict[str, str], log: str) -> Running:
    """Begin ``fieldvisit`` with these arguments; what it says goes to the end of the file ``log``."""
    nursery = _nursery()
    print(json.dumps([arguments, environment, log]), file=nursery.stdin, flush=True)
    return Running(int(nursery.stdout.readline()))


@cache
def _nursery() -> subprocess.Popen:
    """One for each process of the test run; it ends with it, when its input is closed."""
    command = [sys.executable, "-m", "tests.tablet.warm"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _answer() -> None:
    # As ``launch.server`` sets it before its workers import the app.
    os.environ.update(REFLEX_ENV_MODE="prod", __REFLEX_SKIP_COMPILE="true", __REFLEX_MOUNT_FRONTEND_COMPILED_APP="true")
    from reflex_base.config import reload_config

    from fieldvisit import cli
    from fieldvisit.pages import background, directory, frame, serving  # noqa: F401 – all but the app itself
    from fieldvisit.sync import door  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a server that died leaves nothing to be waited for
    for line in sys.stdin:
        arguments, environment, log = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(cli.main, reload_config, arguments, environment, log)
        print(pid, flush=True)


def _become(main, read_config, arguments: list[str], environment: dict[str, str], log: str) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output, nothing = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(environment)
    try:
        read_config()
        main(arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    _answer()
