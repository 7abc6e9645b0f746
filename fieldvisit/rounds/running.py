"""A search in a process of its own: progress, « Arrêter et garder », and whatever happens the last good plan.

VROOM is C++ and holds Python's lock for as long as it thinks; a fault in it ends its process. So it never runs in the
server: whoever opens the board keeps a ``Run``, looks at its ``progress``, stops it, or kills it.
"""

import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from fieldvisit.rounds import search
from fieldvisit.rounds.problem import Plan, Problem
from fieldvisit.rounds.search import Effort, Found, Progress
from fieldvisit.rounds.travel import Travel
from fieldvisit.words import Choice

#: After its time, how long an answer may take before the process is given up.
GRACE = 20.0
#: How often the best plan so far comes along with the progress.
PLAN_EVERY = 0.5
_LENGTH = struct.Struct("!Q")


class End(Choice):
    DONE = "done", "terminé"
    STOPPED = "stopped", "arrêté, le meilleur plan trouvé est gardé"
    KILLED = "killed", "interrompu"
    CRASHED = "crashed", "tombé en panne"


@dataclass(frozen=True)
class Outcome:
    """``plan``: the best one known, None only when there never was one. ``found``: all about it, of a whole run."""

    end: End
    plan: Plan | None
    sentence: str
    found: Found | None = None


class Run:
    """One search under way. Safe to ask from any thread; ``progress`` never waits."""

    def __init__(self, process: subprocess.Popen, start: Plan | None, seconds: float):
        self.progress: Progress | None = None
        self._process, self._plan, self._found = process, start, None
        self._seconds, self._begun = seconds, time.monotonic()
        self._stopped = self._killed = self._better = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._reader.is_alive()

    @property
    def plan(self) -> Plan | None:
        """The best plan so far."""
        return self._plan

    def _read(self) -> None:
        while (message := _receive(self._process.stdout)) is not None:
            kind, told = message
            if kind == "progress":
                self.progress = told
            elif kind == "plan":
                self._plan, self._better = told, True
            elif kind == "found":
                self._found, self._plan = told, told.plan
        self._process.wait()

    def wait(self, seconds: float) -> None:
        """Until it ends, at most this long."""
        self._reader.join(seconds)

    def stop(self) -> None:
        """« Arrêter et garder »: ends within a second, ``result`` then has the best plan."""
        self._stopped = True
        with suppress(OSError, ValueError):  # it has ended by itself
            self._process.stdin.write(b"stop\n")
            self._process.stdin.flush()

    def kill(self) -> None:
        self._killed = True
        self._process.kill()

    def result(self, timeout: float | None = None) -> Outcome:
        """Waits for the end; a process that outlives its time is killed, and the last good plan kept."""
        limit = self._begun + self._seconds + GRACE if timeout is None else time.monotonic() + timeout
        self._reader.join(max(0.0, limit - time.monotonic()))
        if self._reader.is_alive():
            self._process.kill()
            self._reader.join()
        with suppress(OSError):  # a « stop » that came after its end lies in the buffer
            self._process.stdin.close()
        if self._found is not None:
            end = End.STOPPED if self._stopped else End.DONE
            return Outcome(end, self._plan, f"Calcul {end.label}.", self._found)
        end = End.KILLED if self._killed else End.CRASHED
        if self._plan is None:
            kept = "aucun plan n’avait encore été trouvé. Relancez le calcul."
        elif self._better:
            kept = "le dernier bon plan trouvé est gardé."
        else:
            kept = "le plan d’avant est gardé, rien n’a changé."
        return Outcome(end, self._plan, f"Calcul {end.label} : {kept}")


def start(
    problem: Problem, travel: Travel | None = None, effort: Effort | None = None, plan: Plan | None = None
) -> Run:
    """``plan``: the one to improve, which also stays if the search fails before it has a better one."""
    effort = effort or Effort()
    process = subprocess.Popen(
        [sys.executable, "-m", "fieldvisit.rounds.running"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for whoever started it
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    with suppress(OSError):  # it died at once: the outcome says so
        _send(process.stdin, (problem, travel, effort, plan))
    return Run(process, plan, effort.seconds)


def _send(stream, message) -> None:
    content = pickle.dumps(message)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def _receive(stream):
    """None at the end, also in the middle of a message: whoever wrote it is dead."""
    head = _exactly(stream, _LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = _exactly(stream, length)
    return pickle.loads(content) if len(content) == length else None


def _exactly(stream, length: int) -> bytes:
    pieces = []
    while length and (piece := stream.read(length)):
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def main() -> None:
    """The process itself: a problem on standard input, messages on what was standard output."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints must not come between the messages
    # Unbuffered: a « stop » that follows at once must not be swallowed with the problem.
    with open(0, "rb", buffering=0, closefd=False) as told:
        problem, travel, effort, plan = _receive(told)
    wanted = threading.Event()
    threading.Thread(target=_listen, args=(wanted,), daemon=True).start()
    sent = [0.0, None]

    def say(progress: Progress, best) -> None:
        _send(out, ("progress", progress))
        if progress.best != sent[1] and progress.seconds - sent[0] >= PLAN_EVERY:
            sent[:] = [progress.seconds, progress.best]
            _send(out, ("plan", best()))

    try:
        _send(out, ("found", search.solve(problem, travel, effort, plan, say, wanted.is_set)))
    except BrokenPipeError:
        sys.exit("nobody listens any more")


def _listen(wanted: threading.Event) -> None:
    """A line or the end of standard input: whoever asked has had enough, or is gone."""
    os.read(0, 1)
    wanted.set()


if __name__ == "__main__":
    main()
