"""The page of the try-out over HTTP, for a browser on the same machine."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from backend.catalog.violations import SEEN_TYPES, SPECS, ViolationType
from vision.tryout.board import Board
from vision.types import Json

log = logging.getLogger(__name__)

_PAGE = Path(__file__).parent / "page"
_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/try.css": ("try.css", "text/css; charset=utf-8"),
    "/try.js": ("try.js", "text/javascript; charset=utf-8"),
    "/words.js": ("words.js", "text/javascript; charset=utf-8"),
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_WAIT_S = 5.0


@dataclass(frozen=True)
class Answer:
    status: HTTPStatus
    kind: str
    body: bytes


class TryoutServer(ThreadingHTTPServer):
    """Serves until `shutdown`. Raises OSError when the address cannot be listened on."""

    daemon_threads = True

    def __init__(self, host: str, port: int, board: Board) -> None:
        self.board = board
        self.is_local = is_loopback(host)
        super().__init__((host, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A page that was closed while it waited for the next look is no fault."""
        if not isinstance(sys.exception(), ConnectionError):
            log.exception("a request failed")

    @property
    def url(self) -> str:
        host, port = self.server_address[0], self.server_address[1]
        return f"http://{host!s}:{port}/"


class _Handler(BaseHTTPRequestHandler):
    server: TryoutServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        answer = self._answer()
        self.send_response(answer.status)
        for name, value in {**_HEADERS, "Content-Type": answer.kind, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def _answer(self) -> Answer:
        # A page of another site can point its own name at this address; it must not see the kitchen.
        if self.server.is_local and not _names_this_machine(self.headers.get("Host", "")):
            return _text(HTTPStatus.FORBIDDEN, "only for this machine")
        parts = urlsplit(self.path)
        if parts.path in _FILES:
            name, kind = _FILES[parts.path]
            return Answer(HTTPStatus.OK, kind, (_PAGE / name).read_bytes())
        if parts.path == "/types.json":
            return _json(_types())
        if parts.path == "/look.json":
            return self._look(parse_qs(parts.query).get("after", ["0"])[0])
        if parts.path.startswith("/picture/"):
            return self._picture(parts.path.removeprefix("/picture/").removesuffix(".jpg"))
        return _text(HTTPStatus.NOT_FOUND, "not found")

    def _look(self, after: str) -> Answer:
        look = self.server.board.newest(int(after) if after.isdecimal() and len(after) < 12 else 0, _WAIT_S)
        return _json(look.state if look is not None else {"number": None})

    def _picture(self, number: str) -> Answer:
        look = self.server.board.look(int(number)) if number.isdecimal() and len(number) < 12 else None
        if look is None or not look.jpeg:
            return _text(HTTPStatus.NOT_FOUND, "this picture is gone")
        return Answer(HTTPStatus.OK, "image/jpeg", look.jpeg)

    def log_message(self, format: str, *args: object) -> None:
        """Two requests a second would bury what the analysis says."""


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _names_this_machine(header: str) -> bool:
    host = header.rpartition(":")[0] if ":" in header.rpartition("]")[2] else header
    return is_loopback(host.strip("[]"))


def _types() -> Json:
    return {kind.value: {"zh": SPECS[kind].zh, "en": SPECS[kind].en} for kind in ViolationType if kind in SEEN_TYPES}


def _json(value: Json) -> Answer:
    return Answer(HTTPStatus.OK, "application/json", json.dumps(value, ensure_ascii=False).encode())


def _text(status: HTTPStatus, text: str) -> Answer:
    return Answer(status, "text/plain; charset=utf-8", text.encode())
