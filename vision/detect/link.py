"""The thread that talks to the backend: configuration and references in, picture states out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from backend.catalog.cameras import PictureState
from vision.backend_client import BackendError
from vision.detect.analysis import Still
from vision.rules.config import CameraConfig, parse_camera

log = logging.getLogger(__name__)

_POLL_S = 2.0
_STATES_EVERY_POLLS = 5


class Backend(Protocol):
    """What this thread needs of BackendClient."""

    def get_config(self) -> dict[str, Any] | None: ...

    def get_still(self, camera_id: int, bin_id: int | None) -> bytes | None: ...

    def post_states(self, states: list[dict[str, Any]]) -> None: ...


class Analyser(Protocol):
    """What it does with the answers."""

    def configure(self, cameras: Sequence[CameraConfig]) -> None: ...

    def set_still(self, still: Still, jpeg: bytes | None) -> None: ...

    def pictures(self) -> Mapping[int, PictureState]: ...


class Keeper(Protocol):
    """Sees to the versions of models."""

    def want(self, model_files: Mapping[str, Any]) -> None: ...

    def sync(self) -> None: ...


class BackendLink:
    def __init__(self, backend: Backend, analyser: Analyser, models: Keeper) -> None:
        self._backend = backend
        self._analyser = analyser
        self._models = models
        self._stills: dict[Still, str | None] = {}
        self._wanted: dict[Still, str | None] = {}
        self._told: dict[int, PictureState] = {}
        self._polls = 0
        self._is_down = False
        self._unknown: frozenset[str] = frozenset()

    def run(self, stop: threading.Event) -> None:
        """Poll until `stop`; an absent backend is waited for."""
        while not stop.is_set():
            try:
                self.run_once()
                self._is_down = False
            except BackendError as error:
                if not self._is_down:
                    log.warning("backend: %s; going on with the last configuration", error)
                self._is_down = True
            stop.wait(_POLL_S)

    def run_once(self) -> None:
        config = self._backend.get_config()
        if config is not None:
            self._take(config)
        self._fetch_stills()
        self._tell_pictures()
        self._models.sync()

    def _take(self, config: Mapping[str, Any]) -> None:
        cameras = []
        for data in config.get("cameras", []):
            try:
                cameras.append(parse_camera(data))
            except (KeyError, TypeError, ValueError) as error:
                log.error("camera %s: unusable configuration: %s: %s", data.get("id"), type(error).__name__, error)
        try:
            self._models.want(config.get("model_files") or {})
        except (KeyError, TypeError) as error:
            log.error("unusable versions of models: %r", error)
        self._wanted = {(camera.id, None): camera.reference_sha256 for camera in cameras}
        self._wanted |= {(camera.id, each.id): each.covered_sha256 for camera in cameras for each in camera.bins}
        unknown = frozenset(kind for camera in cameras for kind in camera.unknown_types)
        if unknown - self._unknown:
            log.warning("rules of types that cannot be judged here are left out: %s", ", ".join(sorted(unknown)))
        self._unknown = unknown
        log.info("configuration: %d cameras, %d with AI", len(cameras), sum(camera.is_ai_enabled for camera in cameras))
        self._analyser.configure(cameras)

    def _fetch_stills(self) -> None:
        for still, sha256 in self._wanted.items():
            if self._stills.get(still) != sha256:
                jpeg = self._backend.get_still(*still) if sha256 else None
                self._analyser.set_still(still, jpeg)
                self._stills[still] = sha256
        self._stills = {key: value for key, value in self._stills.items() if key in self._wanted}

    def _tell_pictures(self) -> None:
        pictures = dict(self._analyser.pictures())
        self._polls += 1
        is_due = self._polls % _STATES_EVERY_POLLS == 0
        news = {key: state for key, state in pictures.items() if is_due or self._told.get(key) is not state}
        if news:
            self._backend.post_states(
                [{"camera_id": camera_id, "picture": state.value} for camera_id, state in news.items()]
            )
            self._told = pictures
