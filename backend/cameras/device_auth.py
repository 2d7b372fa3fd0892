"""Who a box is: each request carries a token that it signed for exactly this request (the idea of RFC 9449).

The token names method, path and the body's hash, lives a minute, and for writes works once: what is overheard on the
way is worth nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, cast

import jwt
from flask import g, request
from sqlalchemy import delete, select

from backend.cameras.models import Device, DeviceNonce
from backend.core import clock, health
from backend.core.database import insert_once, write_transaction
from backend.core.errors import UnauthorizedError
from backend.core.models import ProcessHeartbeat
from backend.extensions import db

WINDOW = timedelta(seconds=60)
_SKEW = timedelta(seconds=30)
_BEAT_EVERY = timedelta(seconds=3)
_CLAIMS = ("iss", "iat", "exp", "jti", "htm", "htu", "bsh")
_PROCESSES = ("media", "detect")
_SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Proof:
    """What a valid token leaves to be done: its id may not be used again before `until`."""

    jti: str
    until: datetime


def require_device(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard a view: a known device signed this request. Writes run inside one transaction."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        proof = authenticate()
        if request.method in _SAFE:
            _beat_sometimes()
            return view(*args, **kwargs)
        with device_transaction(proof):
            return view(*args, **kwargs)

    return guarded


def authenticate() -> Proof:
    """Check the token of the request and set `g.device`. Raises UnauthorizedError. Opens no writing transaction."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    device, claims = _verified(token)
    _check_times(claims)
    body = hashlib.sha256(request.get_data(cache=True)).digest()
    expected = {"htm": request.method, "htu": _path(), "bsh": base64.urlsafe_b64encode(body).rstrip(b"=").decode()}
    for name, value in expected.items():
        if not hmac.compare_digest(str(claims[name]).encode(), value.encode()):
            raise UnauthorizedError("token_not_for_this_request")
    g.device = device
    return Proof(str(claims["jti"])[:64], clock.now() + WINDOW + 2 * _SKEW)


@contextmanager
def device_transaction(proof: Proof) -> Iterator[None]:
    """One writing transaction in which the token is used up."""
    with write_transaction():
        if not insert_once(DeviceNonce, jti=proof.jti, expires_at=proof.until):
            raise UnauthorizedError("token_used")
        _beat()
        yield


def current_device() -> Device:
    return cast(Device, g.device)


def _verified(token: str) -> tuple[Device, dict[str, Any]]:
    """The device named in the token and the token's claims, once the device's key has confirmed them."""
    try:
        issuer = str(jwt.decode(token, options={"verify_signature": False}).get("iss", ""))
        device = db.session.get(Device, int(issuer)) if issuer.isdigit() and len(issuer) < 10 else None
        if device is None or device.revoked_at is not None:
            raise UnauthorizedError("unauthenticated")
        # Times are checked by our own clock, below.
        options: Any = {"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        return device, jwt.decode(token, device.public_key, algorithms=["EdDSA"], options=options)
    except jwt.PyJWTError as error:
        raise UnauthorizedError("unauthenticated") from error


def _check_times(claims: dict[str, Any]) -> None:
    try:
        issued, expires = (datetime.fromtimestamp(int(claims[name]), UTC) for name in ("iat", "exp"))
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise UnauthorizedError("unauthenticated") from error
    now = clock.now()
    if expires - issued > WINDOW or issued > now + _SKEW or expires < now - _SKEW:
        raise UnauthorizedError("token_expired")


def _path() -> str:
    query = request.query_string.decode("ascii", "replace")
    raw = str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or "")
    if raw.startswith("/"):
        return raw  # as it was sent: percent signs and all
    return f"{request.path}?{query}" if query else request.path


def _beat() -> None:
    process = request.headers.get("X-Process", "")
    if process in _PROCESSES and _is_due(process):
        health.beat(process)
        device = db.session.get(Device, current_device().id)
        if device is not None:
            device.last_seen_at = clock.now()


def _beat_sometimes() -> None:
    if _is_due(request.headers.get("X-Process", "")):
        with write_transaction():
            _beat()


def _is_due(process: str) -> bool:
    """A process says that it is well with every request; every three seconds it is written down."""
    if process not in _PROCESSES:
        return False
    last = db.session.scalar(select(ProcessHeartbeat.at).where(ProcessHeartbeat.name == process))
    return last is None or not timedelta(0) <= clock.now() - last < _BEAT_EVERY


def sweep() -> None:
    """Forget used tokens that are too old to be used again anyway."""
    db.session.execute(delete(DeviceNonce).where(DeviceNonce.expires_at < clock.now()))
