"""Counts tries per key in the database, so that all processes see the same count with no further service."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select

from backend.core import clock
from backend.core.errors import TooManyError
from backend.core.models import ThrottleHit
from backend.extensions import db

KEPT = timedelta(days=1)


def _hashed(key: str) -> str:
    """Keys hold phone numbers and addresses, which do not belong in a counting table."""
    return hashlib.sha256(key.encode()).hexdigest()


def hit(key: str, *, limit: int, window: timedelta) -> None:
    """Count one try; raises TooManyError (429 with Retry-After) when `limit` were already made within `window`."""
    now, name = clock.now(), _hashed(key)
    _queue(name)
    first, count = db.session.execute(
        select(func.min(ThrottleHit.at), func.count()).where(ThrottleHit.key == name, ThrottleHit.at > now - window)
    ).one()
    if count >= limit:
        raise TooManyError("too_many_attempts", retry_after=max(1, int((first + window - now).total_seconds())))
    db.session.add(ThrottleHit(key=name, at=now))


def _queue(name: str) -> None:
    """Let two tries of the same key count one after the other: SQLite's writers do so anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(int(name[:15], 16))))


def take_back(key: str) -> None:
    """Uncount the newest try: it was a good one."""
    newest = select(func.max(ThrottleHit.id)).where(ThrottleHit.key == _hashed(key)).scalar_subquery()
    db.session.execute(delete(ThrottleHit).where(ThrottleHit.id == newest))


def forget(key: str) -> None:
    db.session.execute(delete(ThrottleHit).where(ThrottleHit.key == _hashed(key)))


def sweep() -> None:
    db.session.execute(delete(ThrottleHit).where(ThrottleHit.at < clock.now() - KEPT))
