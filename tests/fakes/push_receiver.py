"""A push service that takes nothing on trust: RFC 8030, 8188, 8291 and 8292, decrypted by an independent library."""

from __future__ import annotations

import base64
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_URGENCIES = ("very-low", "low", "normal", "high")
_DAY = 24 * 3600


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Phone:
    """One subscription. `mode`: ok, gone, 429, 500, hang or 400; `failures`: how many times, then ok (None: always)."""

    id: str
    key: ec.EllipticCurvePrivateKey
    auth: bytes
    endpoint: str
    mode: str = "ok"
    failures: int | None = None
    retry_after: str = "1"
    attempts: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def p256dh(self) -> str:
        return _b64(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def subscription(self) -> dict[str, Any]:
        """As a browser's PushSubscription.toJSON()."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": self.p256dh, "auth": _b64(self.auth)}}


class PushReceiver:
    def __init__(self, vapid_public: str, now: Any = time.time) -> None:
        self.vapid_public, self.now = vapid_public, now
        self.phones: dict[str, Phone] = {}
        self.faults: list[str] = []
        self.released = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                if len(body) < length:  # the sender died half-way: nothing has arrived
                    self.close_connection = True
                    return
                status, headers = receiver.take(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": "0"}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return None

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                return None  # a sender that is killed breaks its connection

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def add_phone(self) -> Phone:
        name = _b64(os.urandom(12))
        phone = Phone(name, ec.generate_private_key(ec.SECP256R1()), os.urandom(16), f"{self.origin}/push/{name}")
        self.phones[name] = phone
        return phone

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        phone = self.phones.get(path.rpartition("/")[2])
        if phone is None:
            return 404, {}
        phone.attempts += 1
        if phone.mode != "ok" and (phone.failures is None or phone.attempts <= phone.failures):
            return self._misbehave(phone)
        try:
            message = self._open(phone, headers, body)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is refused and remembered
            self.faults.append(f"{type(error).__name__}: {error}")
            return 400, {}
        topic = message["topic"]
        phone.messages = [m for m in phone.messages if topic is None or m["topic"] != topic] + [message]
        return 201, {"Location": f"{self.origin}/m/{phone.attempts}"}

    def _misbehave(self, phone: Phone) -> tuple[int, dict[str, str]]:
        if phone.mode == "hang":
            self.released.wait(30)
            return 500, {}
        if phone.mode == "429":
            return 429, {"Retry-After": phone.retry_after}
        return {"gone": 410, "500": 500, "400": 400}[phone.mode], {}

    def _open(self, phone: Phone, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        self._check_vapid(headers["authorization"])
        ttl, urgency, topic = headers["ttl"], headers.get("urgency", "normal"), headers.get("topic")
        assert ttl.isdigit(), "TTL"
        assert urgency in _URGENCIES, "Urgency"
        assert topic is None or _TOPIC.fullmatch(topic), "Topic"
        assert headers["content-encoding"] == "aes128gcm", "Content-Encoding"
        assert headers["content-type"] == "application/octet-stream", "Content-Type"
        assert len(body) <= 4096, "too large"
        plain = http_ece.decrypt(body, private_key=phone.key, auth_secret=phone.auth, version="aes128gcm")
        return {"payload": json.loads(plain), "ttl": int(ttl), "urgency": urgency, "topic": topic}

    def _check_vapid(self, authorization: str) -> None:
        found = re.fullmatch(r"vapid t=([^,\s]+), ?k=([^,\s]+)", authorization)
        assert found, "Authorization"
        assert found[2] == self.vapid_public, "k is not the key that the browser subscribed with"
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _unb64(found[2]))
        claims = jwt.decode(found[1], key, algorithms=["ES256"], audience=self.origin, options={"verify_exp": False})
        assert 0 < claims["exp"] - self.now() <= _DAY, "exp"
        assert re.match(r"mailto:.+@|https://", claims["sub"]), "sub"


@contextmanager
def push_receiver(vapid_public: str, now: Any = time.time) -> Iterator[PushReceiver]:
    receiver = PushReceiver(vapid_public, now)
    try:
        yield receiver
    finally:
        receiver.close()
