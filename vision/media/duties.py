"""What `media` does over and over: each duty is one loop that survives an absent backend."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from backend.catalog.cameras import CameraState
from backend.catalog.violations import SPECS, ViolationType
from vision.backend_client import BackendRefused, BackendUnreachable
from vision.cameras.address import AddressPolicy
from vision.cameras.probe import probe
from vision.clock import Clock, iso
from vision.media.config import CameraTest, MediaConfig
from vision.media.fleet import Fleet
from vision.media.offline import Absence, OfflineWatch
from vision.media.stills import StillStore, jpeg_size
from vision.media.unit import CameraUnit

log = logging.getLogger(__name__)

_RETRY_S = 2.0
_TESTS_AT_ONCE = 3
# A still older than this shows the past, not how the camera stands now.
_FRESH_S = 10.0


class Backend(Protocol):
    """The part of BackendClient that the duties use; every call blocks and runs on a worker thread."""

    def post_states(self, states: list[dict[str, Any]], disk: dict[str, Any] | None = None) -> None: ...

    def put_still(self, camera_id: int, jpeg: bytes, taken_at: float, *, is_reference: bool = False) -> None: ...

    def post_test_result(self, test_id: int, meta: dict[str, Any], picture: bytes | None = None) -> None: ...


class Reports(Protocol):
    """The spooled part of reporting."""

    def observe(self, meta: dict[str, Any], snapshot: bytes, boxed: bytes) -> None: ...

    def end(self, key: str, ended_at: float) -> None: ...


class Line:
    """Calls the backend off the event loop; says once when it goes away and once when it is back."""

    def __init__(self) -> None:
        self._is_up = True
        self._refusals: dict[str, str] = {}

    async def call(self, what: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> bool:
        """Whether the backend took it. A refusal counts as taken: repeating it is pointless."""
        try:
            await asyncio.to_thread(call, *arguments, **named)
        except BackendUnreachable as error:
            self._note(False, str(error))
            return False
        except BackendRefused as error:
            if self._refusals.get(what) != str(error):
                log.error("backend refused %s: %s", what, error)
            self._refusals[what] = str(error)
        else:
            self._refusals.pop(what, None)
            self._note(True, "")
        return True

    def _note(self, is_up: bool, reason: str) -> None:
        if is_up is not self._is_up:
            self._is_up = is_up
            log.warning("backend is back" if is_up else "backend unreachable: %s", *([] if is_up else [reason]))


async def every(seconds: float, duty: Callable[[], Awaitable[None]]) -> None:
    """Forever; an unexpected error is logged and the duty goes on at its next turn."""
    while True:
        try:
            await duty()
        except Exception:
            log.exception("a duty of media failed; it goes on")
        await asyncio.sleep(seconds)


class StateReporter:
    """Tells the backend how each camera is: on every change at once, else every few seconds."""

    def __init__(self, client: Backend, fleet: Fleet, line: Line, every_s: float, folder: Path) -> None:
        self._client = client
        self._fleet = fleet
        self._line = line
        self._every_s = every_s
        self._folder = folder
        self._changed = asyncio.Event()

    def note_change(self) -> None:
        self._changed.set()

    async def turn(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), self._every_s)
        self._changed.clear()
        states = [unit.report() for unit in self._fleet.units.values()]
        if states:
            await self._line.call("camera states", self._client.post_states, states, disk_of(self._folder))


def disk_of(folder: Path) -> dict[str, int]:
    """Free and total bytes of the disk under the folder, as one who may write there sees them."""
    usage = shutil.disk_usage(folder)
    return {"free": usage.free, "total": usage.total}


class StillKeeper:
    """A still of each camera every while, and a reference at once when one is wished for."""

    def __init__(
        self, client: Backend, fleet: Fleet, store: StillStore, line: Line, clock: Clock, every_s: float
    ) -> None:
        self._client = client
        self._fleet = fleet
        self._store = store
        self._line = line
        self._clock = clock
        self._every_s = every_s
        self._sent_at: dict[int, float] = {}
        self._answered: set[int] = set()
        self.wanted: frozenset[int] = frozenset()

    async def turn(self) -> None:
        self._answered &= self.wanted
        for camera_id, unit in list(self._fleet.units.items()):
            is_reference = camera_id in self.wanted - self._answered
            is_due = self._clock.monotonic() - self._sent_at.get(camera_id, float("-inf")) >= self._every_s
            if (is_reference or is_due) and unit.state is CameraState.ONLINE:
                await self._send(camera_id, unit, is_reference)

    async def _send(self, camera_id: int, unit: CameraUnit, is_reference: bool) -> None:
        keyframe = unit.ring.newest_keyframe
        if keyframe is None or self._clock.time() - keyframe.at > _FRESH_S:
            return
        still = await asyncio.to_thread(self._store.take, camera_id, keyframe)
        self._sent_at[camera_id] = self._clock.monotonic()
        if still is None:
            return
        call = self._client.put_still
        if await self._line.call("still", call, camera_id, still.jpeg, still.taken_at, is_reference=is_reference):
            self._answered |= {camera_id} if is_reference else set()


class TestRunner:
    """Runs each camera test of the configuration once and reports until the backend has the result."""

    __test__ = False  # the name is the domain's, not pytest's

    def __init__(self, client: Backend, policy: AddressPolicy, line: Line) -> None:
        self._client = client
        self._policy = policy
        self._line = line
        self._slots = asyncio.Semaphore(_TESTS_AT_ONCE)
        self._is_ending = threading.Event()
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def start(self, config: MediaConfig) -> None:
        wanted = {test.id for test in config.tests}
        for test_id in [test_id for test_id, task in self._tasks.items() if task.done() and test_id not in wanted]:
            del self._tasks[test_id]
        for test in config.tests:
            if test.id not in self._tasks:
                self._tasks[test.id] = asyncio.create_task(self._run(test))

    def stop(self) -> None:
        self._is_ending.set()
        for task in self._tasks.values():
            task.cancel()

    async def _run(self, test: CameraTest) -> None:
        async with self._slots:
            log.info("camera test %d started", test.id)
            result = await asyncio.to_thread(probe, test.address, self._policy, is_cancelled=self._is_ending.is_set)
            log.info("camera test %d: %s", test.id, result.meta["outcome"])
        call = self._client.post_test_result
        while not await self._line.call("camera test", call, test.id, result.meta, result.picture):
            await asyncio.sleep(_RETRY_S)


class OfflineReporter:
    """Turns long absences into observations (CAM_OFFLINE) and returns into their end."""

    def __init__(
        self, reports: Reports, fleet: Fleet, store: StillStore, watch: OfflineWatch, clock: Clock, hold_s: float
    ) -> None:
        self._reports = reports
        self._fleet = fleet
        self._store = store
        self._watch = watch
        self._clock = clock
        self._hold_s = hold_s

    async def turn(self) -> None:
        for camera_id, unit in list(self._fleet.units.items()):
            if unit.state is CameraState.ONLINE:
                self.end(camera_id)
            else:
                await self._check(camera_id, unit)
        for camera_id in self._watch.open_cameras - set(self._fleet.units):
            self.end(camera_id)

    def end(self, camera_id: int) -> None:
        """The camera is back, or no longer ours."""
        absence = self._watch.end(camera_id)
        if absence is not None:
            log.info("camera %d: offline ended", camera_id)
            self._reports.end(absence.key, self._clock.time())

    async def _check(self, camera_id: int, unit: CameraUnit) -> None:
        now, away_s = self._clock.time(), self._clock.monotonic() - unit.last_seen_monotonic
        rule = unit.config.offline_rule or {}
        hold_s = float(rule.get("hold_s") or self._hold_s)
        absence = self._watch.check(camera_id, now, away_s, hold_s)
        if absence is None:
            return
        log.info("camera %d: offline for %.0f s, reported", camera_id, away_s)
        picture = await asyncio.to_thread(self._store.last, camera_id)
        self._reports.observe(_offline_meta(unit, absence, now, hold_s, picture), picture, picture)


def _offline_meta(unit: CameraUnit, absence: Absence, now: float, hold_s: float, picture: bytes) -> dict[str, Any]:
    rule = unit.config.offline_rule or {}
    return {
        "key": absence.key,
        "type": ViolationType.CAM_OFFLINE.value,
        "camera_id": unit.config.id,
        "score": 1.0,
        "boxes": [],
        "frame": list(jpeg_size(picture)),
        "first_seen_at": iso(absence.since),
        "last_seen_at": iso(now),
        "held_s": round(now - absence.since, 1),
        "rule": {
            "id": rule.get("id"),
            "hold_s": hold_s,
            "votes": 1,
            "window": 1,
            "hits": 1,
            "min_score": 0.0,
            "schedule": SPECS[ViolationType.CAM_OFFLINE].schedule.value,
            "zones": [],
        },
        "model": f"media: {unit.state.value}",
        "is_ai": False,
    }
