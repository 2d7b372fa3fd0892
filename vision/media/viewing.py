"""What `media` does so that nobody watches longer or clearer than the rules of the backend say."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any, Protocol

from backend.catalog.cameras import CameraState
from vision.backend_client import BackendError
from vision.blur.helper import Blurred
from vision.blur.streams import BlurredStreams, Subject
from vision.clock import Clock
from vision.media.duties import Line
from vision.media.fleet import Fleet
from vision.relay.views import RunningViews

log = logging.getLogger(__name__)

# Staff watch on until their ticket ends; whoever watches by a school's leave must not outlast a question unanswered.
_UNANSWERED_S = 30.0
_AT_ONCE = 1000


class ViewBackend(Protocol):
    def post_live_views(self, views: list[dict[str, Any]]) -> list[str]: ...

    def put_blurred_still(self, camera_id: int, jpeg: bytes, taken_at: float) -> None: ...


class ViewKeeper:
    """Asks the backend about every running view and ends those that may not go on."""

    def __init__(self, client: ViewBackend, views: RunningViews, clock: Clock) -> None:
        self._client = client
        self._views = views
        self._clock = clock
        self._answered_at = clock.monotonic()
        self._is_answered = True

    async def turn(self) -> None:
        running = self._views.report()
        if not running:
            self._answered_at = self._clock.monotonic()
            return
        try:
            for start in range(0, len(running), _AT_ONCE):
                part = running[start : start + _AT_ONCE]
                self._views.end(await asyncio.to_thread(self._client.post_live_views, part))
        except BackendError as error:
            self._note(str(error))
            if self._clock.monotonic() - self._answered_at > _UNANSWERED_S:
                self._views.end_blurred()
        else:
            self._note("")
            self._answered_at = self._clock.monotonic()

    def _note(self, problem: str) -> None:
        if self._is_answered is bool(problem):
            self._is_answered = not problem
            log.warning("running views cannot be asked about: %s", problem) if problem else log.info("views are kept")


class BlurredStillKeeper:
    """A still of each opened camera every while in which nobody can be recognised."""

    def __init__(
        self, client: ViewBackend, fleet: Fleet, streams: BlurredStreams, line: Line, clock: Clock, every_s: float
    ) -> None:
        self._client = client
        self._fleet = fleet
        self._streams = streams
        self._line = line
        self._clock = clock
        self._every_s = every_s
        self._taken_at: dict[int, float] = {}
        self.wanted: frozenset[int] = frozenset()

    async def turn(self) -> None:
        for camera_id in self._due():
            self._taken_at[camera_id] = self._clock.monotonic()
            picture = await self._streams.still(camera_id)
            if picture.code or not picture.jpeg:
                _note_refusal(camera_id, picture)
            else:
                call = self._client.put_blurred_still
                await self._line.call("blurred still", call, camera_id, picture.jpeg, picture.at)

    def _due(self) -> Iterable[int]:
        now = self._clock.monotonic()
        for camera_id in sorted(self.wanted):
            unit = self._fleet.units.get(camera_id)
            is_due = now - self._taken_at.get(camera_id, float("-inf")) >= self._every_s
            if unit is not None and unit.state is CameraState.ONLINE and unit.ring.newest_keyframe and is_due:
                yield camera_id


def _note_refusal(camera_id: int, picture: Blurred) -> None:
    log.warning("camera %d: no blurred still: %s", camera_id, picture.code)


def subject_of(fleet: Fleet, camera_id: int) -> Subject | None:
    """What blurring needs of a camera; None while it is not online."""
    unit = fleet.units.get(camera_id)
    if unit is None or unit.state is not CameraState.ONLINE:
        return None
    config = unit.config
    return Subject(config.place, config.name, config.timezone, unit.ring.newest_gop)
