"""What anybody may ask without an account; everything is dumped by the schemas of `schemas.public`."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from backend.accounts.auth import check_origin
from backend.cameras.models import Camera
from backend.cameras.service import live
from backend.core import throttle
from backend.core.database import write_transaction
from backend.core.errors import NotFoundError
from backend.disclosure import present
from backend.disclosure.schemas.public import PublicLiveTicketOut, PublicPageOut
from backend.disclosure.service.facts import find_public
from backend.extensions import db

blp = Blueprint("public", __name__, url_prefix="/api/public", description="What anybody may see with the code")
# Enough for a class that looks at once behind one address; a robot that opens streams by the thousand is stopped.
_TICKETS, _WINDOW = 120, timedelta(minutes=10)


@blp.get("/<string:public_code>")
@blp.response(200, PublicPageOut)
def get_page(public_code: str) -> Response:
    return Response(
        json.dumps(present.public_page(find_public(public_code)), ensure_ascii=False), mimetype="application/json"
    )


@blp.post("/<string:public_code>/cameras/<id:camera_id>/live-sessions")
@blp.response(201, PublicLiveTicketOut)
def open_live(public_code: str, camera_id: int) -> dict[str, Any]:
    """A blurred ticket, where and when the establishment lets anybody watch."""
    check_origin()
    place = find_public(public_code)
    camera = db.session.get(Camera, camera_id)
    if camera is None or camera.establishment_id != place.id:
        raise NotFoundError
    with write_transaction():
        throttle.hit(f"public-live:{request.remote_addr}", limit=_TICKETS, window=_WINDOW)
    return live.open_public(camera)
