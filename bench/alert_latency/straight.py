"""The peer of the product's way to a phone: the same pictures, one row, the same push, in a straight line of calls."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import http_ece
import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fakes.push_receiver import Phone, push_receiver

_DAY_S = 24 * 3600


class StraightLine:
    """Posts to a server that does no more than write a row, then encrypts and sends. Nobody's rights are asked."""

    def __init__(self, server: str, key: ec.EllipticCurvePrivateKey, phone: Phone, picture: bytes) -> None:
        self._http = requests.Session()
        self._server, self._key, self._phone, self._picture = server, key, phone, picture

    def run_once(self) -> float:
        """Seconds from the first byte of the report to the push service's acceptance."""
        begun_at = time.monotonic()
        files = {name: (f"{name}.jpg", self._picture, "image/jpeg") for name in ("snapshot", "boxed")}
        self._http.post(self._server, data={"meta": "{}"}, files=files, timeout=10).raise_for_status()
        self._push({"title": "烹饪区1 · 未穿工作服", "body": "示例第一中学食堂", "tag": "case-1", "url": "/cases/1"})
        return time.monotonic() - begun_at

    def _push(self, message: dict[str, str]) -> None:
        phone, parts = self._phone, urlsplit(self._phone.endpoint)
        public = phone.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        body = http_ece.encrypt(
            json.dumps(message).encode(),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=public,
            auth_secret=phone.auth,
            version="aes128gcm",
        )
        audience = f"{parts.scheme}://{parts.netloc}"
        claims = {"aud": audience, "exp": int(time.time()) + _DAY_S // 2, "sub": "mailto:bench@example.org"}
        headers = {
            "Authorization": f"vapid t={jwt.encode(claims, self._key, algorithm='ES256')}, k={public_text(self._key)}",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": "60",
        }
        self._http.post(phone.endpoint, body, headers=headers, timeout=10).raise_for_status()


@contextlib.contextmanager
def straight_line(folder: Path, picture: bytes) -> Iterator[StraightLine]:
    key = ec.generate_private_key(ec.SECP256R1())
    with push_receiver(public_text(key)) as receiver, _bare_server(folder / "bare.db") as server:
        yield StraightLine(server, key, receiver.add_phone(), picture)


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    raw = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    # The library's own writing of a key, so that nothing of ours is in the peer.
    return jwt.utils.base64url_encode(raw).decode()


@contextlib.contextmanager
def _bare_server(database: Path) -> Iterator[str]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE report (id INTEGER PRIMARY KEY, at REAL, body BLOB)")
        connection.commit()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with contextlib.closing(sqlite3.connect(database)) as connection:
                connection.execute("INSERT INTO report (at, body) VALUES (?, ?)", (time.time(), body))
                connection.commit()
            self.send_response(201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/report"
    finally:
        server.shutdown()
        server.server_close()
        os.unlink(database)
