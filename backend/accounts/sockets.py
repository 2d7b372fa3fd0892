"""Socket.IO: who may listen, to which rooms, and for how long.

A socket opens with the session's cookie and lives no longer than the session and the memberships it was opened with.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, join_room
from sqlalchemy import select

from backend.accounts import access, auth
from backend.accounts.access import Access
from backend.accounts.models import Session
from backend.catalog.roles import Permission, ScopeKind
from backend.core import realtime
from backend.core.errors import DomainError
from backend.core.models import Announcement
from backend.extensions import db, socketio

log = logging.getLogger(__name__)

CHECK_EVERY_S = 3.0
# Even "case 7 changed" is for those alone who may see cases or cameras there.
_LISTENERS = (Permission.CASE_VIEW, Permission.CASE_VIEW_OWN, Permission.CAMERA_VIEW, Permission.CAMERA_FAULT_VIEW)


@dataclass(frozen=True)
class _Listener:
    session_id: int
    rooms: frozenset[str]


_listeners: dict[str, _Listener] = {}
_lock = threading.Lock()


def rooms_for(mine: Access) -> frozenset[str]:
    rooms = {f"user:{mine.user.id}"}
    for grant in mine.having(*_LISTENERS):
        if grant.scope is ScopeKind.ESTABLISHMENT:
            rooms.add(f"establishment:{grant.establishment_id}")
        elif grant.scope is ScopeKind.JURISDICTION:
            rooms.add(f"jurisdiction:{grant.jurisdiction_id}")
    return frozenset(rooms)


@socketio.on("connect")  # type: ignore[untyped-decorator]  # flask_socketio ships no types
def connect(_: Any = None) -> None:
    try:
        auth.check_origin()
        auth.authenticate()
    except DomainError as error:
        raise ConnectionRefusedError(error.code) from error
    sid, rooms = _sid(), rooms_for(auth.current_access())
    for room in rooms:
        join_room(room)
    with _lock:
        _listeners[sid] = _Listener(auth.current_session().id, rooms)
    db.session.remove()  # a socket lives for hours; its connection to the database must not


@socketio.on("disconnect")  # type: ignore[untyped-decorator]  # flask_socketio ships no types
def disconnect(_: Any = None) -> None:
    with _lock:
        _listeners.pop(_sid(), None)


def _sid() -> str:
    return cast(str, request.sid)  # type: ignore[attr-defined]  # added by Flask-SocketIO


class Guard:
    """A thread of a web process that closes sockets whose session ended or whose rights changed."""

    def __init__(self, app: Flask, every_s: float = CHECK_EVERY_S) -> None:
        self._app, self._every_s = app, every_s
        self._wake, self._stop = threading.Event(), threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name="socket-guard", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()

    def emit(self, row: Announcement) -> None:
        """For the tailer: pass the announcement on; one about sessions is looked into at once."""
        realtime.emit_to_sockets(row)
        if row.kind == "session":
            self._wake.set()

    def run_once(self) -> int:
        """Close what may no longer listen; returns how many sockets that were. Their clients may connect anew."""
        with _lock:
            listeners = dict(_listeners)
        if not listeners:
            return 0
        with self._app.app_context():
            allowed = _rooms_by_session({listener.session_id for listener in listeners.values()})
        ended = [sid for sid, listener in listeners.items() if allowed.get(listener.session_id) != listener.rooms]
        for sid in ended:
            socketio.server.disconnect(sid)
        return len(ended)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.run_once()
            except Exception:
                log.exception("open sockets could not be checked; trying again")
            self._wake.wait(self._every_s)
            self._wake.clear()


def _rooms_by_session(session_ids: set[int]) -> dict[int, frozenset[str]]:
    """The rooms each live session may hear now; ended sessions are missing."""
    rooms: dict[int, frozenset[str]] = {}
    by_user: dict[int, frozenset[str]] = {}
    for session in db.session.scalars(select(Session).where(Session.id.in_(session_ids))):
        if auth.is_live(session):
            if session.user_id not in by_user:
                by_user[session.user_id] = rooms_for(access.load(session.user))
            rooms[session.id] = by_user[session.user_id]
    return rooms
