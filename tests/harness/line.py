"""A line between two processes that a test can cut: nothing is answered then, nothing is refused either."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator


class Line:
    """Forwards TCP connections to a port of this machine. What is under way when the line is cut is lost."""

    def __init__(self, target_port: int) -> None:
        self.port = target_port
        self._is_cut = threading.Event()
        self._is_closed = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._is_cut.set()

    def mend(self) -> None:
        self._is_cut.clear()

    def close(self) -> None:
        self._is_closed.set()
        self._server.close()

    def _accept(self) -> None:
        while not self._is_closed.is_set():
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near:
            if self._is_cut.is_set():
                self._stay_silent()
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.port), 5)
            except OSError:
                return
            with far, contextlib.suppress(OSError):
                self._pump(near, far)

    def _pump(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        while not self._is_closed.is_set():
            readable, _, _ = select.select([near, far], [], [], 0.1)
            if self._is_cut.is_set():
                self._stay_silent()
                return
            for end in readable:
                data = end.recv(65536)
                if not data:
                    return
                other[end].sendall(data)

    def _stay_silent(self) -> None:
        while self._is_cut.is_set() and not self._is_closed.wait(0.1):
            pass


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Line]:
    line = Line(port)
    try:
        yield line
    finally:
        line.close()
