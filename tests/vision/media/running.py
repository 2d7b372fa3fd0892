"""The whole media process on a thread, with a fake backend in front and test cameras behind."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.backend import FakeBackend, Json
from vision.media.process import MediaProcess
from vision.settings import Settings


def camera(camera_id: int, url: str, **more: Any) -> Json:
    """An entry of the device's configuration."""
    return {
        "id": camera_id,
        "name": f"camera {camera_id}",
        "main_url": url,
        "sub_url": None,
        "transport": "tcp",
        **more,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class RunningMedia:
    backend: FakeBackend
    process: MediaProcess
    settings: Settings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.media_port}"

    def configure(self, *cameras: Json, **more: Any) -> None:
        self.backend.config = {"live_public_key": self.backend.config["live_public_key"], "cameras": cameras, **more}

    def states(self, camera_id: int) -> list[str]:
        """What the backend was told of a camera, without repetitions."""
        told: list[str] = []
        for request in self.backend.of("POST", "/api/device/camera-states"):
            for entry in request.json["states"]:
                if entry["camera_id"] == camera_id and told[-1:] != [entry["state"]]:
                    told.append(entry["state"])
        return told


@contextmanager
def running_media(data_dir: Path, backend: FakeBackend, **changes: Any) -> Iterator[RunningMedia]:
    """Until the end of the block; everything is quicker than in a kitchen."""
    quick: dict[str, Any] = {
        "config_every_s": 0.1, "states_every_s": 0.5, "still_every_s": 30.0,
        "offline_after_s": 0.5, "offline_grace_s": 0.5,
    }  # fmt: skip
    settings = Settings(
        data_dir=data_dir,
        media_host="127.0.0.1",
        media_port=free_port(),
        is_loopback_allowed=True,
        ice_addresses=("127.0.0.1",),
        **{**quick, **changes},
    )
    ready, ending = threading.Event(), threading.Event()
    made: list[MediaProcess] = []

    async def run() -> None:
        stop = asyncio.Event()
        made.append(MediaProcess(settings, backend.device))
        ready.set()
        waiting = asyncio.create_task(asyncio.to_thread(ending.wait))
        waiting.add_done_callback(lambda _: stop.set())
        await made[0].run(stop)

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield RunningMedia(backend, made[0], settings)
    finally:
        ending.set()
        thread.join(15)
        assert not thread.is_alive()
