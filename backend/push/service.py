"""Browsers that may be woken. One belongs to the session it subscribed in and falls silent with it."""

from __future__ import annotations

import hashlib
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import Select, select

from backend.accounts.models import Session, User
from backend.audit.service import record
from backend.core import clock
from backend.core.errors import NotFoundError
from backend.extensions import db
from backend.push.models import PushSubscription
from backend.push.policy import PER_PERSON, check_endpoint, check_keys
from backend.settings import Settings


def subscribe(user: User, session: Session, values: dict[str, Any]) -> PushSubscription:
    """Take a browser's subscription; the same endpoint again is the same browser, whoever uses it now."""
    settings = cast(Settings, current_app.extensions["settings"])
    endpoint, keys = values["endpoint"], values["keys"]
    check_endpoint(endpoint, allow_private=settings.push_allow_private)
    check_keys(keys["p256dh"], keys["auth"])
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    row = db.session.scalar(select(PushSubscription).where(PushSubscription.endpoint_sha256 == digest))
    if row is None:
        row = PushSubscription(endpoint=endpoint, endpoint_sha256=digest, created_at=clock.now())
        db.session.add(row)
    row.user_id, row.session_id = user.id, session.id
    row.p256dh, row.auth, row.user_agent = keys["p256dh"], keys["auth"], values["user_agent"]
    row.removed_at = row.removed_because = None
    db.session.flush()
    _make_room(user)
    record("push.subscribed", "push_subscription", row.id)
    return row


def _make_room(user: User) -> None:
    for old in db.session.scalars(_live(user).offset(PER_PERSON)).all():
        _remove(old, "too_many")


def _live(user: User) -> Select[PushSubscription]:
    return (
        select(PushSubscription)
        .where(PushSubscription.user_id == user.id, PushSubscription.removed_at.is_(None))
        .order_by(PushSubscription.id.desc())
    )


def mine(user: User) -> Select[PushSubscription]:
    return _live(user)


def unsubscribe(user: User, subscription_id: int) -> None:
    """Raises NotFoundError for a subscription that is gone or somebody else's."""
    row = db.session.scalar(_live(user).where(PushSubscription.id == subscription_id))
    if row is None:
        raise NotFoundError
    _remove(row, "unsubscribed")
    record("push.unsubscribed", "push_subscription", row.id)


def _remove(row: PushSubscription, reason: str) -> None:
    row.removed_at, row.removed_because = clock.now(), reason


def present(row: PushSubscription, session: Session) -> dict[str, Any]:
    return {
        "id": row.id,
        "host": urlsplit(row.endpoint).hostname or "",
        "user_agent": row.user_agent,
        "created_at": row.created_at,
        "last_ok_at": row.last_ok_at,
        "is_current": row.session_id == session.id,
    }
