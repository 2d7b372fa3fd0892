"""The only module of `vision` that talks to the backend: HTTP with a signed, single-use token per request."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import jwt
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from urllib3.filepost import encode_multipart_formdata

from vision.clock import iso
from vision.settings import DeviceCredential, SettingsError

Json = dict[str, Any]
_TOKEN_LIFE_S = 60


class BackendError(Exception):
    """The backend did not take the request."""


class BackendUnreachable(BackendError):  # noqa: N818 - reads as what happened
    """No answer, 5xx or 429: the same request may succeed later."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class BackendRefused(BackendError):  # noqa: N818 - reads as what happened
    """Any other 4xx: repeating the request is pointless."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class BackendClient:
    """One per process. Thread-safe except for `get_config`, which remembers its ETag for one caller."""

    def __init__(
        self, device: DeviceCredential, process: str, *, timeout_s: float = 10.0, now: Callable[[], float] = time.time
    ) -> None:
        key = load_pem_private_key(device.private_key.encode(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise SettingsError("device.json: private_key is not an Ed25519 key")
        self._device_id = device.device_id
        self._base = device.backend_url.rstrip("/")
        self._key = key
        self._process = process
        self._now = now
        self._etag = ""
        timeout = urllib3.Timeout(connect=3.0, read=timeout_s)
        self._pool = urllib3.PoolManager(maxsize=4, retries=False, timeout=timeout)

    def get_config(self) -> Json | None:
        """The device's configuration, or None while it has not changed since the last call."""
        headers = {"If-None-Match": self._etag} if self._etag else {}
        response = self._request("GET", "/api/device/config", headers=headers)
        if response.status == 304:
            return None
        self._etag = response.headers.get("ETag", "")
        return _json_object(response)

    def forget_config(self) -> None:
        """Make the next `get_config` return the whole configuration."""
        self._etag = ""

    def post_states(self, states: list[Json], disk: Json | None = None) -> None:
        """`disk`: {"free", "total"} in bytes, where this process keeps files."""
        self._send_json("POST", "/api/device/camera-states", {"states": states, **({"disk": disk} if disk else {})})

    def put_still(self, camera_id: int, jpeg: bytes, taken_at: float, *, is_reference: bool = False) -> None:
        """`taken_at` in epoch seconds; a reference answers a wish of `references_wanted`."""
        headers = {"Content-Type": "image/jpeg", "X-Taken-At": iso(taken_at)}
        if is_reference:
            headers["X-Reference"] = "1"
        self._request("PUT", f"/api/device/cameras/{camera_id}/still", jpeg, headers)

    def put_blurred_still(self, camera_id: int, jpeg: bytes, taken_at: float) -> None:
        """`taken_at` in epoch seconds."""
        headers = {"Content-Type": "image/jpeg", "X-Taken-At": iso(taken_at)}
        self._request("PUT", f"/api/device/cameras/{camera_id}/blurred-still", jpeg, headers)

    def post_live_views(self, views: list[Json]) -> list[str]:
        """Ids of the views that must end now."""
        answer = _json_object(self._send_json("POST", "/api/device/live-views", {"views": views}))
        return [str(view_id) for view_id in answer.get("ended", [])]

    def get_still(self, camera_id: int, bin_id: int | None) -> bytes | None:
        """The still that shows how the camera should look, or the bin while it is covered; None when there is none."""
        name = "reference" if bin_id is None else f"bins/{bin_id}/covered"
        try:
            return self._request("GET", f"/api/device/cameras/{camera_id}/{name}").data
        except BackendRefused as error:
            if error.status == 404:
                return None
            raise

    def get_model(self, kind: str, version: str) -> bytes:
        """The file of a model version that the configuration names; the caller checks its hash."""
        return self._request("GET", f"/api/device/models/{quote(kind, safe='')}/{quote(version, safe='')}").data

    def post_model_fault(self, kind: str, version: str, error: str) -> None:
        """This machine cannot load that version and goes on with the shipped model."""
        self._send_json("POST", "/api/device/model-faults", {"type": kind, "version": version, "error": error[:500]})

    def post_test_result(self, test_id: int, meta: Json, picture: bytes | None = None) -> None:
        files = {} if picture is None else {"picture": ("picture.jpg", picture, "image/jpeg")}
        self._send_multipart(f"/api/device/camera-tests/{test_id}/result", meta, files)

    def post_observation(self, meta: Json, snapshot: bytes, boxed: bytes, crops: Sequence[bytes] = ()) -> Json:
        """Report once: the key in `meta` makes a repetition harmless. Returns {"id", "case_id"}.

        `crops`: JPEGs in the order of `crops` in `meta`.
        """
        files = {
            "snapshot": ("snapshot.jpg", snapshot, "image/jpeg"),
            "boxed": ("boxed.jpg", boxed, "image/jpeg"),
        } | {f"crop{n}": (f"crop{n}.jpg", crop, "image/jpeg") for n, crop in enumerate(crops)}
        headers = {"Idempotency-Key": str(meta["key"])}
        return _json_object(self._send_multipart("/api/observations", meta, files, headers))

    def put_clip(self, key: str, start_at: float, duration_s: float, mp4: bytes) -> None:
        """`start_at` in epoch seconds."""
        headers = {"Content-Type": "video/mp4", "X-Start-At": iso(start_at), "X-Duration": f"{duration_s:.3f}"}
        self._request("PUT", f"/api/observations/{quote(key, safe='')}/clip", mp4, headers)

    def end_observation(self, key: str, ended_at: float) -> None:
        """`ended_at` in epoch seconds."""
        self._send_json("POST", f"/api/observations/{quote(key, safe='')}/end", {"ended_at": iso(ended_at)})

    def close(self) -> None:
        self._pool.clear()

    def _send_json(self, method: str, path: str, data: Json) -> urllib3.BaseHTTPResponse:
        body = json.dumps(data, ensure_ascii=False).encode()
        return self._request(method, path, body, {"Content-Type": "application/json"})

    def _send_multipart(
        self,
        path: str,
        meta: Json,
        files: Mapping[str, tuple[str, bytes, str]],
        headers: Mapping[str, str] | None = None,
    ) -> urllib3.BaseHTTPResponse:
        text = json.dumps(meta, ensure_ascii=False)
        body, content_type = encode_multipart_formdata({"meta": text, **files})
        return self._request("POST", path, body, {"Content-Type": content_type, **(headers or {})})

    def _token(self, method: str, path: str, body: bytes) -> str:
        issued = int(self._now())
        digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
        claims = {
            "iss": self._device_id,
            "iat": issued,
            "exp": issued + _TOKEN_LIFE_S,
            "jti": uuid.uuid4().hex,
            "htm": method,
            "htu": path,
            "bsh": digest,
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA")

    def _request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        signed = {
            "Authorization": f"Bearer {self._token(method, path, body)}",
            "X-Process": self._process,
            **(headers or {}),
        }
        try:
            response = self._pool.request(
                method, self._base + path, body=body if method != "GET" else None, headers=signed, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise BackendUnreachable(f"{method} {path}: {type(error).__name__}") from error
        return _checked(response, f"{method} {path}")


def _checked(response: urllib3.BaseHTTPResponse, what: str) -> urllib3.BaseHTTPResponse:
    status = response.status
    if status >= 500 or status == 429:
        raise BackendUnreachable(f"{what}: {status}", _seconds(response.headers.get("Retry-After")))
    if status == 401:
        # A clock that is off or a credential being renewed: the report itself is good and must wait, not be set aside.
        raise BackendUnreachable(f"{what}: 401, check this machine's clock and credential")
    if status >= 400:
        raise BackendRefused(status, _problem_code(response))
    if status >= 300 and status != 304:
        raise BackendUnreachable(f"{what}: unexpected redirect {status}")
    return response


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdigit() else None


def _problem_code(response: urllib3.BaseHTTPResponse) -> str:
    try:
        return str(_json_object(response).get("code", "unknown"))
    except BackendUnreachable:
        return "unknown"


def _json_object(response: urllib3.BaseHTTPResponse) -> Json:
    try:
        data = json.loads(response.data)
    except ValueError as error:
        raise BackendUnreachable("the answer is not JSON") from error
    if not isinstance(data, dict):
        raise BackendUnreachable("the answer is not an object")
    return data
