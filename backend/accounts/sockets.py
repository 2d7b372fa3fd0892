"""Socket.IO: who may listen, to which rooms, and for how long.

A socket opens with the session's cookie and lives no longer than the session. When the person's rights change, also by
the mere end of a membership's time, it leaves the rooms that are no longer theirs and the app is told to look again.
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
from backend.accounts.access import Access, Grant
from backend.accounts.models import Session
from backend.catalog.roles import Permission, ScopeKind
from backend.core import realtime
from backend.core.errors import DomainError
from backend.core.models import Announcement
from backend.extensions import db, socketio

log = logging.getLogger(__name__)

CHECK_EVERY_S = 3.0
_ABOUT_RIGHTS = ("session", "access")
# Even "case 7 changed" is for those alone who may see cases or cameras there.
_LISTENERS = (Permission.CASE_VIEW, Permission.CASE_VIEW_OWN, Permission.CAMERA_VIEW, Permission.CAMERA_FAULT_VIEW)


@dataclass(frozen=True)
class _Rights:
    """`grants`: everything the person holds; rights may change while the rooms stay the same."""

    rooms: frozenset[str]
    grants: frozenset[Grant]


@dataclass(frozen=True)
class _Listener:
    session_id: int
    rights: _Rights


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


def _rights_of(mine: Access) -> _Rights:
    return _Rights(rooms_for(mine), frozenset(mine.grants))


@socketio.on("connect")  # type: ignore[untyped-decorator]  # flask_socketio ships no types
def connect(_: Any = None) -> None:
    try:
        auth.check_origin()
        auth.authenticate()
    except DomainError as error:
        raise ConnectionRefusedError(error.code) from error
    sid, rights = _sid(), _rights_of(auth.current_access())
    for room in rights.rooms:
        join_room(room)
    with _lock:
        _listeners[sid] = _Listener(auth.current_session().id, rights)
    db.session.remove()  # a socket lives for hours; its connection to the database must not


@socketio.on("disconnect")  # type: ignore[untyped-decorator]  # flask_socketio ships no types
def disconnect(_: Any = None) -> None:
    with _lock:
        _listeners.pop(_sid(), None)


def _sid() -> str:
    return cast(str, request.sid)  # type: ignore[attr-defined]  # added by Flask-SocketIO


class Guard:
    """A thread of a web process that keeps open sockets to what their people may hear now."""

    def __init__(self, app: Flask, every_s: float = CHECK_EVERY_S) -> None:
        self._app, self._every_s = app, every_s
        self._wake, self._stop = threading.Event(), threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name="socket-guard", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()

    def emit(self, row: Announcement) -> None:
        """For the tailer: pass the announcement on; one about sessions or rights is looked into at once."""
        realtime.emit_to_sockets(row)
        if row.kind in _ABOUT_RIGHTS:
            self._wake.set()

    def run_once(self) -> int:
        """Close the sockets of ended sessions and move the others to their rooms; returns how many were touched."""
        with _lock:
            listeners = dict(_listeners)
        if not listeners:
            return 0
        with self._app.app_context():
            allowed = _rights_by_session({listener.session_id for listener in listeners.values()})
        changed = [(sid, one) for sid, one in listeners.items() if allowed.get(one.session_id) != one.rights]
        for sid, listener in changed:
            rights = allowed.get(listener.session_id)
            if rights is None:
                socketio.server.disconnect(sid)
            else:
                _move(sid, listener, rights)
        return len(changed)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.run_once()
            except Exception:
                log.exception("open sockets could not be checked; trying again")
            self._wake.wait(self._every_s)
            self._wake.clear()


def _move(sid: str, listener: _Listener, rights: _Rights) -> None:
    with _lock:
        if sid not in _listeners:
            return  # it closed meanwhile
        _listeners[sid] = _Listener(listener.session_id, rights)
    for room in listener.rights.rooms - rights.rooms:
        socketio.server.leave_room(sid, room)
    for room in rights.rooms - listener.rights.rooms:
        socketio.server.enter_room(sid, room)
    # An end that came by time was announced by nobody.
    socketio.emit("changed", {"kind": "access", "id": 0}, to=sid)


def _rights_by_session(session_ids: set[int]) -> dict[int, _Rights]:
    """What each live session may hear now; ended sessions are missing."""
    rights: dict[int, _Rights] = {}
    by_user: dict[int, _Rights] = {}
    for session in db.session.scalars(select(Session).where(Session.id.in_(session_ids))):
        if auth.is_live(session):
            if session.user_id not in by_user:
                by_user[session.user_id] = _rights_of(access.load(session.user))
            rights[session.id] = by_user[session.user_id]
    return rights
