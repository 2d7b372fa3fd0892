"""The analysing thread: one frame at a time, every camera in its turn."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from backend.catalog.cameras import PictureState
from vision.detect.decoder import Decoder
from vision.detect.desk import HandleEvent
from vision.detect.inbox import Inbox
from vision.detect.memory import OngoingMemory
from vision.packets.leases import HOLD_S, RENEW_EVERY_S
from vision.packets.wire import PacketArrived
from vision.pipeline import CameraPipeline, Models
from vision.rules.config import CameraConfig

log = logging.getLogger(__name__)

_IDLE_S = 0.02
_REPORT_EVERY_S = 60.0


Still = tuple[int, int | None]
"""A camera and the bin that the still shows covered; without a bin: how the camera should look."""


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
    leased: frozenset[int] | None = None
    models: Models | None = None
    stills: dict[Still, bytes | None] = field(default_factory=dict)


# Says which cameras are being worked on.
Renew = Callable[[frozenset[int]], object]


class Analysis:
    """`run` belongs to one thread; the other public methods may be called from any.

    Works on the cameras that are both configured and leased, and says so again and again while it gets on.
    """

    def __init__(
        self,
        models: Models,
        handle: HandleEvent,
        memory: OngoingMemory,
        renew: Renew,
        now: Callable[[], float] = time.time,
        *,
        is_film: bool = False,
    ) -> None:
        self._models = models
        self._is_film = is_film
        self._handle = handle
        self._memory = memory
        self._renew = renew
        self._now = now
        self._cameras: dict[int, _Camera] = {}
        self._configs: dict[int, CameraConfig] = {}
        self._leased: frozenset[int] = frozenset()
        self._renewed_at = time.monotonic()
        self._stills: dict[Still, bytes | None] = {}
        self._wishes = _Wishes()
        self._lock = threading.Lock()

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

    def lease(self, cameras: frozenset[int]) -> None:
        """These are ours now, and no others."""
        with self._lock:
            self._wishes.leased = cameras

    def use(self, models: Models) -> None:
        with self._lock:
            self._wishes.models = models

    def set_still(self, still: Still, jpeg: bytes | None) -> None:
        with self._lock:
            self._wishes.stills[still] = jpeg

    def pictures(self) -> Mapping[int, PictureState]:
        """What each camera's picture shows now."""
        return {camera_id: camera.pipeline.picture for camera_id, camera in list(self._cameras.items())}

    def run(self, stop: threading.Event) -> None:
        reported_at = time.monotonic()
        while not stop.is_set():
            self._apply_wishes()
            self._keep_lease()
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
                camera.due_at = now + camera.pipeline.period_s(self._now())
                if self._analyse(camera):
                    return True
        return False

    def _analyse(self, camera: _Camera) -> bool:
        began = time.monotonic()
        frame = camera.decoder.decode(camera.inbox.take(only_keys=not camera.pipeline.wants_all(self._now())))
        if frame is None:
            return False
        events = camera.pipeline.analyse(frame)
        if self._has_lapsed():
            # This process was stopped meanwhile, and somebody else may have the camera now.
            return False
        for event in events:
            kind = event.occurrence.type
            self._handle(camera.pipeline.config, event, camera.pipeline.model_label(kind))
        self._memory.save(frame.camera_id, camera.pipeline.ongoing, self._now())
        camera.frames += 1
        camera.worst_lag_s = max(camera.worst_lag_s, self._now() - frame.at)
        camera.busy_s += time.monotonic() - began
        return True

    def _keep_lease(self) -> None:
        if self._has_lapsed():
            log.warning("the lease of %d cameras has lapsed", len(self._leased))
            self._leased = frozenset()
            self._use_cameras()
        if time.monotonic() - self._renewed_at >= RENEW_EVERY_S:
            self._tell_lease()

    def _has_lapsed(self) -> bool:
        return time.monotonic() - self._renewed_at > HOLD_S

    def _tell_lease(self) -> None:
        self._renewed_at = time.monotonic()
        self._renew(self._leased)

    def _apply_wishes(self) -> None:
        with self._lock:
            wishes, self._wishes = self._wishes, _Wishes()
        self._stills |= wishes.stills
        if wishes.models is not None:
            self._use_models(wishes.models)
        if wishes.cameras is not None:
            self._configs = wishes.cameras
        if wishes.leased is not None:
            self._leased = wishes.leased
        if wishes.cameras is not None or wishes.leased is not None:
            self._use_cameras()
        if wishes.leased is not None:
            self._tell_lease()
        self._show_all(wishes.stills)

    def _show_all(self, stills: Iterable[Still]) -> None:
        for still in stills:
            if still in self._stills:
                self._show(still)

    def _show(self, still: Still) -> None:
        camera = self._cameras.get(still[0])
        if camera is None:
            return
        camera_id, bin_id = still
        pipeline, jpeg = camera.pipeline, self._stills[still]
        if not (pipeline.set_reference(jpeg) if bin_id is None else pipeline.set_covered(bin_id, jpeg)):
            log.error("camera %d: the still of %s is not usable", camera_id, "the view" if bin_id is None else bin_id)

    def _use_models(self, models: Models) -> None:
        self._models = models
        for camera in self._cameras.values():
            camera.pipeline.use(models)

    def _use_cameras(self) -> None:
        mine = {camera_id: config for camera_id, config in self._configs.items() if camera_id in self._leased}
        for camera_id in self._cameras.keys() - mine.keys():
            log.info("camera %d: let go", camera_id)
            del self._cameras[camera_id]
        for camera_id, config in mine.items():
            camera = self._cameras.get(camera_id)
            if camera is None:
                self._cameras[camera_id] = self._begin(config)
                self._show_all(still for still in self._stills if still[0] == camera_id)
            elif camera.pipeline.config != config:
                # A bin that was marked anew has lost its still; the others go on where they were.
                marked = set(config.bins) - set(camera.pipeline.config.bins)
                camera.pipeline.reconfigure(config)
                self._show_all((camera_id, each.id) for each in marked)

    def _begin(self, config: CameraConfig) -> _Camera:
        log.info("camera %d: taken on", config.id)
        pipeline = CameraPipeline(
            self._models, config, self._memory.load(config.id, self._now()), is_film=self._is_film
        )
        return _Camera(pipeline, Inbox(), Decoder(config.id))

    def _log_figures(self, seconds: float) -> None:
        for camera_id, camera in self._cameras.items():
            if camera.frames:
                log.info(
                    "camera %d: %.1f frames/s, %.0f ms each, at most %.1f s behind, %d packets left out",
                    camera_id, camera.frames / seconds, camera.busy_s / camera.frames * 1000, camera.worst_lag_s,
                    camera.inbox.dropped,
                )  # fmt: skip
            camera.frames, camera.worst_lag_s, camera.busy_s, camera.inbox.dropped = 0, 0.0, 0.0, 0
