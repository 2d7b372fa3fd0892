"""Every view that runs: it ends with its ticket's time, and at once when the backend says so."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from vision.relay.tokens import Ticket


@dataclass(frozen=True)
class _View:
    ticket: Ticket
    end: Callable[[], None]


class RunningViews:
    """Lives on the event loop. `time` gives epoch seconds; nobody watches longer than `max_s` on one ticket."""

    def __init__(self, max_s: float, time: Callable[[], float]) -> None:
        self._max_s = max_s
        self._time = time
        self._views: dict[str, _View] = {}

    def seconds_for(self, ticket: Ticket) -> float:
        left = self._max_s if ticket.until is None else ticket.until - self._time()
        return max(0.0, min(self._max_s, left))

    def add(self, ticket: Ticket, end: Callable[[], None]) -> str:
        """`end` is called once, from the loop, when the view must stop. Returns the view's id."""
        view_id = secrets.token_hex(8)
        self._views[view_id] = _View(ticket, end)
        asyncio.get_running_loop().call_later(self.seconds_for(ticket), self.end, [view_id])
        return view_id

    def remove(self, view_id: str) -> None:
        self._views.pop(view_id, None)

    def end(self, view_ids: Iterable[str]) -> None:
        for view_id in list(view_ids):
            if view := self._views.pop(view_id, None):
                view.end()

    def end_blurred(self) -> None:
        """All whose right hangs on rules that nobody can ask about just now."""
        self.end([view_id for view_id, view in self._views.items() if view.ticket.is_blurred])

    def report(self) -> list[dict[str, Any]]:
        """As `POST /api/device/live-views` wants them."""
        return [
            {
                "id": view_id,
                "camera_id": view.ticket.camera_id,
                "user": view.ticket.user_id,
                "session_id": view.ticket.session_id,
                "is_blurred": view.ticket.is_blurred,
            }
            for view_id, view in self._views.items()
        ]
