"""One blurred stream per camera for all who watch it; nothing is computed while nobody does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from vision.blur import wire
from vision.blur.helper import Blurred, Blurs
from vision.blur.wire import Job
from vision.cameras.packet import EncodedPacket

log = logging.getLogger(__name__)

# Decoding from the keyframe on costs up to this many pictures; behind a longer way the next keyframe is waited for.
_MAX_PACKETS = 60
_POLL_S = 0.1
_FRESH_S = 10.0


@dataclass(frozen=True)
class Subject:
    """What a camera shows now and whose it is. `packets`: its newest GOP."""

    place: str
    name: str
    timezone: str
    packets: tuple[EncodedPacket, ...]


Source = Callable[[int], Subject | None]
"""A camera's id to its newest pictures; None while it is not online."""


class BlurredViewer:
    """What one socket has still to send: the newest picture only, since an old one helps nobody."""

    def __init__(self) -> None:
        self._newest: Blurred | None = None
        self._changed = asyncio.Event()

    def put(self, picture: Blurred) -> None:
        self._newest = picture
        self._changed.set()

    async def get(self) -> Blurred:
        while self._newest is None:
            self._changed.clear()
            await self._changed.wait()
        picture, self._newest = self._newest, None
        return picture


def choose(packets: tuple[EncodedPacket, ...], every_s: float) -> tuple[EncodedPacket, ...]:
    """The keyframe, or as many packets after it as reach the next full step; empty when that is too far."""
    if not packets:
        return ()
    first = packets[0].at
    limit = first + int((packets[-1].at - first) / every_s) * every_s
    chosen = tuple(packet for packet in packets if packet.at <= limit)
    return chosen if len(chosen) <= _MAX_PACKETS else ()


class BlurredStreams:
    """Lives on the event loop. `time` gives epoch seconds."""

    def __init__(self, source: Source, helper: Blurs, time: Callable[[], float], every_s: float = 1.0) -> None:
        self._source = source
        self._helper = helper
        self._time = time
        self._every_s = every_s
        self._viewers: dict[int, set[BlurredViewer]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._newest: dict[int, Blurred] = {}

    def viewer_count(self, camera_id: int) -> int:
        return len(self._viewers.get(camera_id, ()))

    def join(self, camera_id: int, viewer: BlurredViewer) -> None:
        self._viewers.setdefault(camera_id, set()).add(viewer)
        newest = self._newest.get(camera_id)
        if newest is not None and self._time() - newest.at < 2 * self._every_s:
            viewer.put(newest)
        if camera_id not in self._tasks:
            self._tasks[camera_id] = asyncio.create_task(self._run(camera_id))

    def leave(self, camera_id: int, viewer: BlurredViewer) -> None:
        watching = self._viewers.get(camera_id, set())
        watching.discard(viewer)
        if not watching:
            self._viewers.pop(camera_id, None)
            self._newest.pop(camera_id, None)
            if task := self._tasks.pop(camera_id, None):
                task.cancel()

    async def still(self, camera_id: int) -> Blurred:
        """One picture, of the newest keyframe."""
        subject = self._source(camera_id)
        if subject is None or not subject.packets:
            return Blurred(b"", self._time(), wire.NO_PICTURE)
        return await self._blur(camera_id, subject, subject.packets[:1])

    async def _run(self, camera_id: int) -> None:
        shown = 0.0
        while True:
            try:
                shown = await self._turn(camera_id, shown)
            except Exception:
                log.exception("camera %d: the blurred stream failed; it goes on", camera_id)
            await asyncio.sleep(_POLL_S)

    async def _turn(self, camera_id: int, shown: float) -> float:
        """Blur and hand out a picture newer than `shown`, if there is one; returns when the last one was taken."""
        subject = self._source(camera_id)
        packets = choose(subject.packets, self._every_s) if subject else ()
        if subject is None or not packets or packets[-1].at <= shown or self._time() - packets[-1].at > _FRESH_S:
            return shown
        picture = await self._blur(camera_id, subject, packets)
        self._newest[camera_id] = picture
        for viewer in list(self._viewers.get(camera_id, ())):
            viewer.put(picture)
        return picture.at

    async def _blur(self, camera_id: int, subject: Subject, packets: tuple[EncodedPacket, ...]) -> Blurred:
        data = tuple(packet.data for packet in packets)
        job = Job(camera_id, packets[-1].at, subject.place, subject.name, subject.timezone, data)
        return await self._helper.blur(job)
