"""The same write sent twice is done once: an answer given offline may arrive again after a lost reply.

Source of the header: the IETF draft "The Idempotency-Key HTTP Header Field". The key row is written in the same
transaction as the effect, so two at once cannot both pass: the second waits for the first and then reads its answer.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import Response, request
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from backend.core import clock
from backend.core.errors import InvalidError
from backend.core.models import IdempotencyKey
from backend.extensions import db

KEPT = timedelta(days=14)  # longer than a phone is likely to stay offline
MAX_KEY = 120


def requested_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (1 <= len(key) <= MAX_KEY and key.isprintable()):
        raise InvalidError("invalid_idempotency_key")
    return key


def replay(owner: str, key: str) -> Response | None:
    """The stored answer for this key, or None after claiming the key for the running transaction."""
    fingerprint = _fingerprint()
    row = db.session.get(IdempotencyKey, (owner, key))
    if row is None:
        db.session.add(IdempotencyKey(owner=owner, key=key, request=fingerprint, at=clock.now()))
        try:
            db.session.flush()
        except IntegrityError:
            db.session.rollback()
            row = db.session.get(IdempotencyKey, (owner, key))
        else:
            return None
    if row is None or row.request != fingerprint:
        raise InvalidError("idempotency_key_reused")  # the draft's answer to another request under the same key
    return Response(row.body, row.status, content_type="application/json", headers={"Idempotent-Replay": "true"})


def _fingerprint() -> str:
    """What the key was used for. Forms are known by their address alone: each try separates its parts differently."""
    is_form = request.mimetype == "multipart/form-data"
    body = "" if is_form else hashlib.sha256(request.get_data(cache=True)).hexdigest()
    return f"{request.method} {request.path}"[:130] + f" {body}"


def remember(owner: str, key: str, response: Response) -> None:
    row = db.session.get(IdempotencyKey, (owner, key))
    if row is not None:
        row.status, row.body = response.status_code, response.get_data(as_text=True)


def sweep() -> None:
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.at < clock.now() - KEPT))
