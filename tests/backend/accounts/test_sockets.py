"""Socket.IO with a real client and a real server: who may listen, and until when."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import socketio
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from backend import extensions
from backend.accounts.models import Membership, User
from backend.accounts.service import add_membership, end_membership
from backend.accounts.sockets import Guard
from backend.catalog.roles import Role
from backend.core import clock as core_clock
from backend.core.database import write_transaction
from backend.core.realtime import Tailer, announce, announce_many
from backend.extensions import db
from tests.factories.world import World
from tests.fakes.client import SignedInClient
from tests.fakes.clock import FrozenClock

ClientAs = Callable[[User], SignedInClient]
PATIENCE_S = 10.0


class Listener:
    """A browser's socket that remembers what it heard."""

    def __init__(self, url: str, client: SignedInClient | None, **headers: str) -> None:
        self.heard: list[dict[str, Any]] = []
        self._socket = socketio.Client(reconnection=False)
        self._socket.on("changed", self.heard.append)
        cookie = client.get_cookie("session") if client else None
        sent = {"Cookie": f"session={cookie.value}"} if cookie else {}
        self._socket.connect(url, headers={**sent, **headers}, transports=["websocket"])

    @property
    def is_connected(self) -> bool:
        return bool(self._socket.connected)

    def close(self) -> None:
        self._socket.disconnect()


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """A served application with its tailer and guard, as `wsgi.py` starts them."""
    guard = Guard(app, every_s=0.3)
    tailer = Tailer(app, guard.emit, poll_s=0.05, redis_url=None)
    tailer.run_once()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    guard.start()
    tailer.start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    tailer.stop()
    guard.stop()
    server.shutdown()


@pytest.fixture
def listen(url: str) -> Iterator[Callable[..., Listener]]:
    opened: list[Listener] = []

    def open_one(client: SignedInClient | None, **headers: str) -> Listener:
        opened.append(Listener(url, client, **headers))
        return opened[-1]

    yield open_one
    for listener in opened:
        listener.close()


Listen = Callable[..., Listener]


def _eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def test_without_a_session_nobody_listens(listen: Listen) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        listen(None)


def test_a_page_of_another_site_cannot_listen(world: World, client_as: ClientAs, listen: Listen) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        listen(client_as(world.officer), Origin="https://evil.example")


def test_each_hears_of_their_own_kitchen_and_nobody_else(world: World, client_as: ClientAs, listen: Listen) -> None:
    member = listen(client_as(world.kitchen.people[Role.CANTEEN_HEAD]))
    officer = listen(client_as(world.officer))
    stranger = listen(client_as(world.other.people[Role.CANTEEN_HEAD]))
    parent = listen(client_as(world.kitchen.people[Role.PARENT]))
    office = world.kitchen.establishment.jurisdiction_id
    with write_transaction():
        announce("case", 7, [f"establishment:{world.kitchen.establishment.id}", f"jurisdiction:{office}"])
    _eventually(lambda: member.heard == officer.heard == [{"kind": "case", "id": 7}])
    assert stranger.heard == parent.heard == []


def test_a_revoked_session_is_closed(world: World, client_as: ClientAs, listen: Listen) -> None:
    person = world.kitchen.people[Role.CANTEEN_HEAD]
    here, there = client_as(person), client_as(person)
    kept, revoked = listen(here), listen(there)
    rows = (here.get("/api/sessions").json or {})["items"]
    here.delete(f"/api/sessions/{next(row['id'] for row in rows if not row['is_current'])}")
    _eventually(lambda: not revoked.is_connected)
    assert kept.is_connected


def test_a_deactivated_person_is_closed_out(world: World, client_as: ClientAs, listen: Listen) -> None:
    person = world.kitchen.people[Role.CANTEEN_HEAD]
    listener = listen(client_as(person))
    person.is_active = False
    db.session.commit()
    _eventually(lambda: not listener.is_connected)


def _case_announced(establishment_id: int) -> None:
    with write_transaction():
        announce("case", 7, [f"establishment:{establishment_id}"])


@pytest.mark.parametrize("is_told", [True, False])
def test_an_ended_membership_ends_listening(
    world: World, client_as: ClientAs, listen: Listen, clock: FrozenClock, is_told: bool
) -> None:
    """Ended by somebody, or by its own time, of which nobody tells."""
    person, place = world.kitchen.people[Role.CANTEEN_HEAD], world.kitchen.establishment.id
    listener, colleague = listen(client_as(person)), listen(client_as(world.kitchen.people[Role.SAFETY_OFFICER]))
    row = db.session.scalars(select(Membership).where(Membership.user_id == person.id)).one()
    if is_told:
        with write_transaction():
            end_membership(row)
    else:
        row.ends_at = core_clock.now() + timedelta(hours=1)
        db.session.commit()
        assert listener.heard == []
        clock.advance(hours=2)
    _eventually(lambda: "access" in {change["kind"] for change in listener.heard})
    _eventually(lambda: not _in_room(f"establishment:{place}", 2))
    _case_announced(place)
    _eventually(lambda: {"kind": "case", "id": 7} in colleague.heard)
    assert {change["kind"] for change in listener.heard} == {"access"}
    assert listener.is_connected


def _in_room(room: str, count: int) -> bool:
    return len(list(extensions.socketio.server.manager.get_participants("/", room))) >= count


def test_a_new_membership_is_heard_on_the_open_socket(world: World, client_as: ClientAs, listen: Listen) -> None:
    person, place = world.kitchen.people[Role.CANTEEN_HEAD], world.other.establishment.id
    listener = listen(client_as(person))
    with write_transaction():
        add_membership(person, Role.CANTEEN_HEAD, establishment_id=place)
    _eventually(lambda: _in_room(f"establishment:{place}", 1))
    _case_announced(place)
    _eventually(lambda: {"kind": "case", "id": 7} in listener.heard)


def test_ten_thousand_announcements_of_others_reach_nobody(world: World, client_as: ClientAs, listen: Listen) -> None:
    listener = listen(client_as(world.kitchen.people[Role.CANTEEN_HEAD]))
    rooms = [f"establishment:{world.other.establishment.id}", f"user:{world.foreign_officer.id}"]
    rows = [{"at": core_clock.now(), "rooms": rooms, "kind": "case", "subject_id": n} for n in range(10_000)]
    with write_transaction():
        announce_many(rows)
        announce("case", 77, [f"establishment:{world.kitchen.establishment.id}"])
    _eventually(lambda: bool(listener.heard))
    assert listener.heard == [{"kind": "case", "id": 77}]
