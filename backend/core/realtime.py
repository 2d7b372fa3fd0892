"""Announcements: "case 7 changed". They carry no data; clients refetch over REST, which stays the only truth.

An announcement is a row written in the same transaction as the change. Each web process tails the table and emits to
its own sockets, so any number of processes works with no broker; Redis only wakes the tailers sooner.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

import redis
from flask import Flask, current_app
from sqlalchemy import delete, event, func, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.bulk import insert_rows
from backend.core.models import Announcement
from backend.extensions import db, socketio
from backend.settings import Settings

log = logging.getLogger(__name__)
KEPT = timedelta(minutes=10)
_WAKE = "mingchu:announced"
_WAKER = "announcement-waker"
_ANNOUNCED = "announced"
_OVERLAP = 200  # ids are given before the commit, so a lower one may appear after a higher one


def announce(kind: str, subject_id: int, rooms: Iterable[str]) -> None:
    """Tell rooms such as "establishment:3" or "user:9" that a thing changed, once the transaction has committed."""
    db.session.add(Announcement(at=clock.now(), rooms=sorted(set(rooms)), kind=kind, subject_id=subject_id))


def announce_many(rows: Sequence[dict[str, Any]]) -> None:
    """The same for thousands at once, past the session; each row names all columns but the id."""
    insert_rows(Announcement, rows)
    db.session().info[_ANNOUNCED] = True


def sweep() -> int:
    """Delete announcements that every tailer has long seen; returns how many."""
    result = db.session.execute(delete(Announcement).where(Announcement.at < clock.now() - KEPT))
    return int(getattr(result, "rowcount", 0))


Emit = Callable[[Announcement], None]


def emit_to_sockets(row: Announcement) -> None:
    for room in row.rooms:
        socketio.emit("changed", {"kind": row.kind, "id": row.subject_id}, to=room)


class Tailer:
    """A thread of a web process that turns new announcement rows into socket events."""

    def __init__(self, app: Flask, emit: Emit, *, poll_s: float, redis_url: str | None) -> None:
        self._app, self._emit, self._poll_s, self._redis_url = app, emit, poll_s, redis_url
        self._wake, self._stop = threading.Event(), threading.Event()
        self._last: int | None = None
        self._seen: deque[int] = deque(maxlen=4 * _OVERLAP)

    def start(self) -> None:
        threading.Thread(target=self._run, name="announcement-tailer", daemon=True).start()
        if self._redis_url:
            threading.Thread(target=self._listen, name="announcement-waker", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()

    def run_once(self) -> int:
        """Emit what is new; returns how many rows that were."""
        with self._app.app_context():
            if self._last is None:
                self._last = db.session.scalar(select(func.max(Announcement.id))) or 0
                recent = select(Announcement.id).where(Announcement.id > self._last - _OVERLAP)
                self._seen.extend(db.session.scalars(recent))
            statement = select(Announcement).where(Announcement.id > self._last - _OVERLAP).order_by(Announcement.id)
            rows = [row for row in db.session.scalars(statement.limit(500 + _OVERLAP)) if row.id not in self._seen]
            for row in rows:
                self._emit(row)
                self._seen.append(row.id)
                self._last = max(self._last, row.id)
            return len(rows)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self.run_once():
                    continue
            except Exception:
                log.exception("announcements could not be read; trying again")
            self._wake.wait(self._poll_s)
            self._wake.clear()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                client: Any = redis.Redis.from_url(str(self._redis_url))
                subscription = client.pubsub(ignore_subscribe_messages=True)
                subscription.subscribe(_WAKE)
                for _ in subscription.listen():
                    self._wake.set()
            except redis.RedisError as error:
                log.warning("redis is away (%s); announcements go on by polling", type(error).__name__)
                self._stop.wait(2)


def register(app: Flask, settings: Settings) -> None:
    """With Redis set, each commit that announced something wakes the tailers of all processes."""
    if settings.redis_url:
        app.extensions[_WAKER] = redis.Redis.from_url(
            settings.redis_url, socket_timeout=0.5, socket_connect_timeout=0.5
        )


@event.listens_for(db.session, "before_flush")
def _mark(session: Session, *_: object) -> None:
    if any(isinstance(item, Announcement) for item in session.new):
        session.info[_ANNOUNCED] = True


@event.listens_for(db.session, "after_commit")
def _wake(session: Session) -> None:
    if not session.info.pop(_ANNOUNCED, False):
        return
    waker: redis.Redis | None = current_app.extensions.get(_WAKER)
    if waker is not None:
        try:
            waker.publish(_WAKE, "")
        except redis.RedisError:
            log.warning("redis is away; announcements go on by polling")
