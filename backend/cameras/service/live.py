"""Letting a person watch: a ticket for one camera, valid a minute, checked by the media process with our public key."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import jwt
from flask import request

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.service.lookup import get_camera, settings
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.http import media_origin

TICKET = timedelta(seconds=60)
MAX_SECONDS = 600


def open_live(access: Access, camera_id: int) -> dict[str, Any]:
    camera = get_camera(access, camera_id, Permission.CAMERA_LIVE)
    expires = clock.now() + TICKET
    claims = {
        "sub": str(access.user.id),
        "cam": camera.id,
        "aud": "live",
        "exp": int(expires.timestamp()),
        "jti": secrets.token_hex(16),
    }
    record("camera.viewed", "camera", camera.id, establishment_id=camera.establishment_id)
    origin = media_origin(settings(), request.scheme)
    return {
        "token": jwt.encode(claims, settings().secrets.live_private, algorithm="EdDSA"),
        "whep_url": f"{origin}/whep/{camera.id}",
        "mse_url": f"{origin.replace('http', 'ws', 1)}/mse/{camera.id}",
        "expires_at": expires,
        "max_seconds": MAX_SECONDS,
    }
