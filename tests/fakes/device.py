"""A box as the backend sees it: signs each request of Flask's test client as `vision` does."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import Any

import jwt
from flask import Flask
from urllib3.filepost import encode_multipart_formdata
from werkzeug.test import TestResponse

from backend.core import clock


class DeviceClient:
    def __init__(self, app: Flask, device_id: int, private_key: str, process: str = "media") -> None:
        self._app, self._device_id, self._key, self._process = app, device_id, private_key, process

    def token(self, method: str, path: str, body: bytes, **claims: Any) -> str:
        """A token for this request; `claims` put lies into it, None leaves one out."""
        now = int(clock.now().timestamp())
        digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
        honest = {
            "iss": str(self._device_id),
            "iat": now,
            "exp": now + 60,
            "jti": uuid.uuid4().hex,
            "htm": method,
            "htu": path,
            "bsh": digest,
        }
        told = {name: value for name, value in {**honest, **claims}.items() if value is not None}
        return jwt.encode(told, self._key, algorithm="EdDSA")

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, **claims: Any
    ) -> TestResponse:
        signed = {
            "Authorization": f"Bearer {self.token(method, path, body, **claims)}",
            "X-Process": self._process,
            **(headers or {}),
        }
        return self._app.test_client().open(path, method=method, data=body, headers=signed)

    def send_json(self, method: str, path: str, data: Any, **claims: Any) -> TestResponse:
        return self.send(method, path, json.dumps(data).encode(), {"Content-Type": "application/json"}, **claims)

    def send_form(
        self,
        path: str,
        meta: dict[str, Any],
        files: dict[str, tuple[str, bytes, str]],
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        body, content_type = encode_multipart_formdata({"meta": json.dumps(meta), **files})
        return self.send("POST", path, body, {"Content-Type": content_type, **(headers or {})})
