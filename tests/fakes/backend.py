"""A backend for the processes of `vision`: checks every signature, keeps what it is told, can be switched off."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from vision.settings import DeviceCredential

Json = dict[str, Any]


def new_key() -> tuple[str, str]:
    """A private and a public Ed25519 key in PEM."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@dataclass
class Received:
    """One request that passed the check of its signature."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        data: Json = json.loads(self.body)
        return data

    @property
    def parts(self) -> dict[str, bytes]:
        """The fields of a multipart body."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = message_from_bytes(head + self.body)
        found: dict[str, bytes] = {}
        for part in message.walk():
            name = part.get_param("name", header="content-disposition")
            payload = part.get_payload(decode=True)
            if isinstance(name, str) and isinstance(payload, bytes):
                found[name] = payload
        return found


@dataclass
class FakeBackend:
    """`with FakeBackend() as backend:`; set `config`, read `received`. `status` makes every answer that status."""

    config: Json = field(default_factory=lambda: {"cameras": []})
    received: list[Received] = field(default_factory=list)
    references: dict[int, bytes] = field(default_factory=dict)
    covered: dict[tuple[int, int], bytes] = field(default_factory=dict)
    ended_users: set[str] = field(default_factory=set)
    status: int = 0
    rejected: list[str] = field(default_factory=list)
    _tokens: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        private, self.public_key = new_key()
        self.live_private_key, live_public_key = new_key()
        self.config = {"live_public_key": live_public_key, **self.config}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.device = DeviceCredential("1", private, f"http://127.0.0.1:{self._server.server_address[1]}")
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> FakeBackend:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def of(self, method: str, pattern: str) -> list[Received]:
        """The requests received so far with this method and a path that matches wholly."""
        return [r for r in list(self.received) if r.method == method and re.fullmatch(pattern, r.path)]

    def _answer(self, request: Received) -> tuple[int, bytes, dict[str, str]]:
        if self.status:
            return self.status, json.dumps({"code": "made_to_fail"}).encode(), {}
        self.received.append(request)
        if request.path == "/api/device/config":
            body = json.dumps(self.config).encode()
            etag = f'"{hashlib.sha256(body).hexdigest()}"'
            is_same = request.headers.get("If-None-Match") == etag
            return (304, b"", {"ETag": etag}) if is_same else (200, body, {"ETag": etag})
        if found := re.fullmatch(r"/api/device/cameras/(\d+)/reference", request.path):
            picture = self.references.get(int(found[1]))
            return (404, b'{"code": "not_found"}', {}) if picture is None else (200, picture, {})
        if found := re.fullmatch(r"/api/device/cameras/(\d+)/bins/(\d+)/covered", request.path):
            picture = self.covered.get((int(found[1]), int(found[2])))
            return (404, b'{"code": "not_found"}', {}) if picture is None else (200, picture, {})
        if request.path == "/api/device/live-views":
            ended = [view["id"] for view in request.json["views"] if view["user"] in self.ended_users]
            return 200, json.dumps({"ended": ended}).encode(), {}
        if request.path == "/api/observations":
            return 201, b'{"id": 1, "case_id": 1}', {}
        return 204, b"", {}

    def _problem_with(self, request: Received) -> str:
        try:
            token = request.headers["Authorization"].removeprefix("Bearer ")
            claims = jwt.decode(token, self.public_key, algorithms=["EdDSA"], issuer="1")
        except (KeyError, jwt.PyJWTError) as error:
            return repr(error)
        digest = base64.urlsafe_b64encode(hashlib.sha256(request.body).digest()).rstrip(b"=").decode()
        if (claims["htm"], claims["htu"], claims["bsh"]) != (request.method, request.path, digest):
            return "the token is for another request"
        if claims["jti"] in self._tokens or claims["exp"] - claims["iat"] > 60:
            return "the token is used or lives too long"
        self._tokens.add(claims["jti"])
        return ""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        backend = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = Received(self.command, self.path, dict(self.headers), body)
                headers: dict[str, str] = {}
                problem = backend._problem_with(request)
                if problem:
                    backend.rejected.append(problem)
                    status, answer = 401, b'{"code": "device_unknown"}'
                else:
                    status, answer, headers = backend._answer(request)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = _serve  # noqa: N815 - the names http.server looks for

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """A test's output is its assertions."""

        return Handler
