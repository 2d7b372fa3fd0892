"""Letting a person watch: a ticket for one camera, valid a minute, checked by the media process with our public key.

Every running view is asked about again and again by the box that serves it, so that what ends here ends there.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import jwt
from flask import request
from sqlalchemy import select

from backend.accounts import access as accesses
from backend.accounts import auth
from backend.accounts.access import Access
from backend.accounts.models import Session
from backend.audit.service import record
from backend.cameras.lookups import viewing_rules
from backend.cameras.models import Camera, Device
from backend.cameras.service.lookup import settings
from backend.cameras.viewing import Viewing
from backend.core import clock
from backend.core.errors import ForbiddenError, NotFoundError
from backend.core.http import media_origin
from backend.extensions import db

TICKET = timedelta(seconds=60)
MAX_SECONDS = 600
PUBLIC = "public"
# An audience of its own: a box that knows nothing of blurring refuses such a ticket instead of showing clear pictures.
CLEAR_AUDIENCE, BLURRED_AUDIENCE = "live", "live-blurred"


def open_live(access: Access, session: Session, camera_id: int) -> dict[str, Any]:
    """A ticket, clear or blurred as the rules say. Raises NotFoundError, or ForbiddenError with the time it opens."""
    camera = db.session.get(Camera, camera_id)
    if camera is None or camera.removed_at is not None:
        raise NotFoundError
    viewing = checked(viewing_rules().of_person(access, camera))
    changes = {"is_blurred": True} if viewing.is_blurred else None
    record("camera.viewed", "camera", camera.id, establishment_id=camera.establishment_id, changes=changes)
    return _ticket(camera, viewing, sub=str(access.user.id), sid=session.id)


def open_public(camera: Camera) -> dict[str, Any]:
    """A blurred ticket for somebody without an account. Raises like `open_live`."""
    return _ticket(camera, checked(viewing_rules().of_public(camera)), sub=PUBLIC)


def checked(viewing: Viewing) -> Viewing:
    """The viewing, if it is allowed. Raises NotFoundError or ForbiddenError."""
    if not viewing.is_known:
        raise NotFoundError
    if not viewing.is_allowed:
        extra: dict[str, Any] = {"opens_at": _text(viewing.opens_at)} if viewing.opens_at else {}
        raise ForbiddenError(viewing.reason_code, **extra)
    return viewing


def _ticket(camera: Camera, viewing: Viewing, **who: Any) -> dict[str, Any]:
    now = clock.now()
    expires = now + TICKET
    claims = {
        **who,
        "cam": camera.id,
        "aud": BLURRED_AUDIENCE if viewing.is_blurred else CLEAR_AUDIENCE,
        "exp": int(expires.timestamp()),
        "jti": secrets.token_hex(16),
    }
    if viewing.until is not None:
        claims["until"] = int(viewing.until.timestamp())
    origin = media_origin(settings(), request.scheme)
    sockets = origin.replace("http", "ws", 1)
    return {
        "token": jwt.encode(claims, settings().secrets.live_private, algorithm="EdDSA"),
        "is_blurred": viewing.is_blurred,
        "until": viewing.until,
        "whep_url": f"{origin}/whep/{camera.id}",
        "mse_url": f"{sockets}/mse/{camera.id}",
        "blurred_url": f"{sockets}/blurred/{camera.id}",
        "expires_at": expires,
        "max_seconds": _seconds(viewing, now),
    }


def _seconds(viewing: Viewing, now: datetime) -> int:
    left = MAX_SECONDS if viewing.until is None else int((viewing.until - now).total_seconds())
    return max(0, min(MAX_SECONDS, left))


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def ended_views(device: Device, views: list[dict[str, Any]]) -> list[str]:
    """Of the views that run on a box: the ids of those that must stop now."""
    asked: dict[tuple[Any, ...], bool] = {}
    ended = []
    for view in views:
        key = view["camera_id"], view["user"], view["session_id"], view["is_blurred"]
        if key not in asked:
            asked[key] = _may_go_on(device, *key)
        if not asked[key]:
            ended.append(view["id"])
    return ended


def _may_go_on(device: Device, camera_id: int, user: str, session_id: int | None, is_blurred: bool) -> bool:
    camera = db.session.get(Camera, camera_id)
    if camera is None or camera.removed_at is not None or camera.device_id != device.id:
        return False
    if user == PUBLIC:
        viewing = viewing_rules().of_public(camera)
    else:
        session = db.session.scalar(select(Session).where(Session.id == session_id))
        if session is None or not auth.is_live(session) or str(session.user_id) != user:
            return False
        viewing = viewing_rules().of_person(accesses.load(session.user), camera)
    # Who may now see clearly asks for a new ticket when this one ends; the other way round must not wait.
    return viewing.is_allowed and (is_blurred or not viewing.is_blurred)
