"""The analysing thread: one frame at a time, every camera in its turn."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from backend.catalog.cameras import PictureState
from vision.detect.decoder import Decoder
from vision.detect.desk import HandleEvent
from vision.detect.inbox import Inbox
from vision.detect.memory import FaultMemory
from vision.packets.wire import PacketArrived
from vision.pipeline import CameraPipeline, Models
from vision.rules.config import CameraConfig
from vision.rules.hold import Occurrence

log = logging.getLogger(__name__)

_PERIOD_S = 0.5
_IDLE_S = 0.02
_REPORT_EVERY_S = 60.0


@dataclass
class _Camera:
    pipeline: CameraPipeline
    inbox: Inbox
    decoder: Decoder
    due_at: float = 0.0
    frames: int = 0
    worst_lag_s: float = 0.0
    busy_s: float = 0.0


@dataclass
class _Wishes:
    """What other threads want changed; applied between two frames."""

    cameras: dict[int, CameraConfig] | None = None
    references: dict[int, bytes | None] = field(default_factory=dict)


class Analysis:
    """`put`, `restart`, `configure`, `set_reference` and `pictures` may be called from any thread."""

    def __init__(
        self, models: Models, handle: HandleEvent, memory: FaultMemory, now: Callable[[], float] = time.time
    ) -> None:
        self._models = models
        self._handle = handle
        self._memory = memory
        self._now = now
        self._cameras: dict[int, _Camera] = {}
        self._wishes = _Wishes()
        self._lock = threading.Lock()
        self._resumed: dict[int, list[Occurrence]] = {}
        for occurrence in memory.load():
            self._resumed.setdefault(occurrence.camera_id, []).append(occurrence)

    def put(self, packet: PacketArrived) -> None:
        camera = self._cameras.get(packet.camera_id)
        if camera is not None:
            camera.inbox.put(packet)

    def restart(self, camera_id: int) -> None:
        """The stream of this camera begins anew."""
        camera = self._cameras.get(camera_id)
        if camera is not None:
            camera.inbox.clear()

    def configure(self, cameras: Sequence[CameraConfig]) -> None:
        with self._lock:
            self._wishes.cameras = {camera.id: camera for camera in cameras}

    def set_reference(self, camera_id: int, jpeg: bytes | None) -> None:
        with self._lock:
            self._wishes.references[camera_id] = jpeg

    def pictures(self) -> Mapping[int, PictureState]:
        """What each camera's picture shows now."""
        return {camera_id: camera.pipeline.picture for camera_id, camera in list(self._cameras.items())}

    def run(self, stop: threading.Event) -> None:
        reported_at = time.monotonic()
        while not stop.is_set():
            self._apply_wishes()
            if not self.step():
                stop.wait(_IDLE_S)
            if time.monotonic() - reported_at >= _REPORT_EVERY_S:
                self._log_figures(time.monotonic() - reported_at)
                reported_at = time.monotonic()

    def step(self) -> bool:
        """Analyse one frame of the camera that has waited longest. False when no camera is due."""
        now = time.monotonic()
        due = [camera for camera in self._cameras.values() if camera.due_at <= now]
        for camera in sorted(due, key=lambda camera: camera.due_at):
            if camera.inbox.newest_at() is not None:
                camera.due_at = now + _PERIOD_S
                if self._analyse(camera):
                    return True
        return False

    def _analyse(self, camera: _Camera) -> bool:
        began = time.monotonic()
        frame = camera.decoder.decode(camera.inbox.take(only_keys=not camera.pipeline.wants_all(self._now())))
        if frame is None:
            return False
        for event in camera.pipeline.analyse(frame):
            kind = event.occurrence.type
            self._handle(camera.pipeline.config, event, camera.pipeline.model_label(kind))
        self._memory.save(occurrence for each in self._cameras.values() for occurrence in each.pipeline.ongoing)
        camera.frames += 1
        camera.worst_lag_s = max(camera.worst_lag_s, self._now() - frame.at)
        camera.busy_s += time.monotonic() - began
        return True

    def _apply_wishes(self) -> None:
        with self._lock:
            wishes, self._wishes = self._wishes, _Wishes()
        if wishes.cameras is not None:
            self._use(wishes.cameras)
        for camera_id, jpeg in wishes.references.items():
            camera = self._cameras.get(camera_id)
            if camera is not None and not camera.pipeline.set_reference(jpeg):
                log.error("camera %d: the reference still is not a picture", camera_id)

    def _use(self, configs: Mapping[int, CameraConfig]) -> None:
        for camera_id in self._cameras.keys() - configs.keys():
            del self._cameras[camera_id]
        for camera_id, config in configs.items():
            camera = self._cameras.get(camera_id)
            if camera is None:
                pipeline = CameraPipeline(self._models, config, self._resumed.pop(camera_id, []))
                self._cameras[camera_id] = _Camera(pipeline, Inbox(), Decoder(camera_id))
            elif camera.pipeline.config != config:
                camera.pipeline.reconfigure(config)

    def _log_figures(self, seconds: float) -> None:
        for camera_id, camera in self._cameras.items():
            if camera.frames:
                log.info(
                    "camera %d: %.1f frames/s, %.0f ms each, at most %.1f s behind, %d packets left out",
                    camera_id, camera.frames / seconds, camera.busy_s / camera.frames * 1000, camera.worst_lag_s,
                    camera.inbox.dropped,
                )  # fmt: skip
            camera.frames, camera.worst_lag_s, camera.busy_s, camera.inbox.dropped = 0, 0.0, 0.0, 0
