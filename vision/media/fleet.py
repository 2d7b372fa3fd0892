"""All cameras of this device, kept as the configuration wants them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from vision.cameras.address import AddressPolicy, mask_url
from vision.clock import Clock
from vision.media.config import CameraConfig
from vision.media.unit import CameraUnit
from vision.packets.server import ClipUnavailable, PacketServer
from vision.recorder.clip import mux_clip
from vision.relay.server import LiveStream

log = logging.getLogger(__name__)

_LONGEST_CLIP_S = 30.0
# How long after a clip's end its last packets may still be on their way.
_LATE_S = 2.0
_POLL_S = 0.1


class Fleet:
    """Lives on the event loop. `live` is the relay's view of it."""

    def __init__(self, policy: AddressPolicy, clock: Clock, on_change: Callable[[], None]) -> None:
        self.units: dict[int, CameraUnit] = {}
        self.live: dict[int, LiveStream] = {}
        self._policy = policy
        self._clock = clock
        self._on_change = on_change

    def apply(self, wanted: Mapping[int, CameraConfig], packets: PacketServer) -> set[int]:
        """Start, stop and restart; a camera whose streams are the same is not touched. Returns what was stopped."""
        stopped = set()
        for camera_id, unit in list(self.units.items()):
            config = wanted.get(camera_id)
            if config is not None and config.has_same_streams(unit.config):
                unit.config = config
                continue
            self._remove(camera_id, packets)
            stopped.add(camera_id)
        for camera_id, config in wanted.items():
            if camera_id not in self.units:
                self._add(config, packets)
        return stopped

    def stop(self) -> None:
        for unit in self.units.values():
            unit.stop()

    async def cut_clip(self, camera_id: int, start: float, end: float) -> tuple[float, float, bytes]:
        """Start, duration and MP4 of a piece of the main stream, once `end` has passed. Raises ClipUnavailable."""
        if not 0 < end - start <= _LONGEST_CLIP_S or end > self._clock.time() + _LONGEST_CLIP_S:
            raise ClipUnavailable("a clip is at most 30 s long and near to now")
        while (unit := self.units.get(camera_id)) and unit.ring.newest_at < end:
            if self._clock.time() > end + _LATE_S:
                break
            await asyncio.sleep(_POLL_S)
        if unit is None:
            raise ClipUnavailable("no such camera")
        cut = unit.ring.cut(start, end)
        if cut is None:
            raise ClipUnavailable("nothing of that time is left")
        return cut.start_at, cut.duration_s, await asyncio.to_thread(mux_clip, cut)

    def _add(self, config: CameraConfig, packets: PacketServer) -> None:
        unit = CameraUnit(config, self._policy, packets, self._clock, self._on_change)
        self.units[config.id] = unit
        self.live[config.id] = unit.live
        log.info("camera %d added: %s %s", config.id, config.name, mask_url(config.main.url))
        unit.start()

    def _remove(self, camera_id: int, packets: PacketServer) -> None:
        unit = self.units.pop(camera_id)
        self.live.pop(camera_id, None)
        unit.stop()
        packets.forget(camera_id)
        log.info("camera %d removed or changed: %s", camera_id, unit.config.name)
