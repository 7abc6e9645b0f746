"""The network between a tablet and the server, which a test can really cut.

A TCP relay that understands nothing of what it carries: a cut is a cut for HTTP, TLS and websockets alike.
"""

import contextlib
import socket
import threading


class Link:
    """Listens on its own port and carries everything to ``target``, until told otherwise.

    Faults, all undone by :meth:`restore`:

    - :meth:`cut`: open connections are torn down, new ones refused at once (out of range);
    - :meth:`drop_after`: cut by itself once that many more bytes of answers went through (lost in the middle);
    - :meth:`cut_after`: the same of what the tablet sends (an upload that stops in the middle);
    - :meth:`lose_answers`: what the tablet sends arrives, nothing comes back (lost after the commit);
    - :meth:`stall`: connections are accepted and nothing moves (the bar of signal that carries nothing).
    """

    def __init__(self, target: int):
        self.target = target
        self.bytes_up = self.bytes_down = 0
        self._lock = threading.Lock()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._budget: int | None = None
        self._budget_up: int | None = None
        self._lossy = False
        self._moving = threading.Event()
        self._moving.set()
        self.is_cut = False
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self._listener: socket.socket | None = None
        self._listen()

    def cut(self) -> None:
        with self._lock:
            self.is_cut = True
            listener, self._listener = self._listener, None
        if listener:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self._tear()

    def restore(self) -> None:
        with self._lock:
            was_lossy, self._lossy, self._budget, self._budget_up = self._lossy, False, None, None
        self._moving.set()
        if was_lossy:
            self._tear()  # what was lost stays lost: the tablet must send again
        if self.is_cut:
            self.is_cut = False
            self._listen()

    def drop_after(self, answer_bytes: int) -> None:
        with self._lock:
            self._budget = answer_bytes

    def cut_after(self, sent_bytes: int) -> None:
        with self._lock:
            self._budget_up = sent_bytes

    def lose_answers(self) -> None:
        with self._lock:
            self._lossy = True

    def stall(self) -> None:
        self._moving.clear()

    def close(self) -> None:
        self.cut()
        self._moving.set()

    def _listen(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                tablet, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                _reset(tablet)
                continue
            server.settimeout(None)
            pair = (tablet, server)
            with self._lock:
                self._pairs.add(pair)
            threading.Thread(target=self._carry, args=(pair, tablet, server, "up"), daemon=True).start()
            threading.Thread(target=self._carry, args=(pair, server, tablet, "down"), daemon=True).start()

    def _carry(self, pair, source: socket.socket, sink: socket.socket, way: str) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                self._moving.wait()
                if way == "up":
                    if not self._up(sink, piece):
                        self.cut()
                        return
                elif not self._down(sink, piece):
                    self.cut()
                    return
        with self._lock:
            self._pairs.discard(pair)
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _up(self, sink: socket.socket, piece: bytes) -> bool:
        """False when the budget of what is sent is spent."""
        with self._lock:
            allowed = len(piece) if self._budget_up is None else min(len(piece), self._budget_up)
            if self._budget_up is not None:
                self._budget_up -= allowed
        self.bytes_up += allowed
        sink.sendall(piece[:allowed])
        return allowed == len(piece)

    def _down(self, sink: socket.socket, piece: bytes) -> bool:
        """False when the budget of answers is spent; the part that was left of it still goes through."""
        with self._lock:
            if self._lossy:
                return True
            allowed = len(piece) if self._budget is None else min(len(piece), self._budget)
            if self._budget is not None:
                self._budget -= allowed
        sink.sendall(piece[:allowed])
        self.bytes_down += allowed
        return allowed == len(piece)

    def _tear(self) -> None:
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            for end in pair:
                _reset(end)


def _reset(end: socket.socket) -> None:
    """Close without a farewell, as a lost radio link does."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        end.shutdown(socket.SHUT_RDWR)
    end.close()
