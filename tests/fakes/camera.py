"""The test camera on a thread of the test: real sockets, real H.264, faults at the turn of a method."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from tools.camera.auth import Credentials
from tools.camera.device import Camera
from tools.camera.encode import Image, encode
from tools.camera.footage import Footage, load
from tools.camera.server import serve_rtsp

T = TypeVar("T")


def moving_pictures(count: int, width: int, height: int) -> Iterator[Image]:
    """Blocks of colour that move, so that every frame differs and compresses like a real scene."""
    blocks = np.random.default_rng(1).integers(0, 255, (height // 20, width // 20, 3), dtype=np.uint8)
    wall = blocks.repeat(20, axis=0).repeat(20, axis=1)
    for number in range(count):
        yield np.roll(wall, number * 4, axis=1)


@lru_cache
def footage(
    *, frames: int = 50, width: int = 320, height: int = 180, fps: int = 25, gop: int = 10,
    codec: str = "h264", b_frames: int = 0,
) -> Footage:  # fmt: skip
    """Encoded once per test run and shape; the frame index is burnt in."""
    pictures = moving_pictures(frames, width, height)
    return load(encode(pictures, fps=fps, gop=gop, codec=codec, b_frames=b_frames, bitrate=400_000))


class RunningCameras:
    """`with RunningCameras(cam=footage()) as cameras: cameras.url("cam")`."""

    def __init__(self, credentials: Credentials | None = None, **shown: Footage) -> None:
        self.cameras = {name: Camera(name, film, credentials) for name, film in shown.items()}
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self._server: asyncio.Server | None = None
        self._pumps: list[asyncio.Task[None]] = []

    def __enter__(self) -> RunningCameras:
        self._thread.start()
        self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self.call(self._close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def url(self, name: str, login: str = "") -> str:
        return f"rtsp://{login + '@' if login else ''}127.0.0.1:{self.port}/{name}"

    def do(self, action: Callable[..., Any], *arguments: Any) -> None:
        """Turn a switch on the camera's own thread, such as `cameras.do(camera.stall, 10)`."""

        async def turn() -> None:
            result = action(*arguments)
            if asyncio.iscoroutine(result):
                await result

        self.call(turn)

    def call(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        return asyncio.run_coroutine_threadsafe(work(), self._loop).result(20)

    def open_port(self) -> None:
        """Listen (again) on the port of before."""
        self.call(self._listen)

    def close_port(self) -> None:
        """The camera is unplugged: its connections die and new ones are refused."""

        async def unplug() -> None:
            if self._server is not None:
                self._server.close()
            for camera in self.cameras.values():
                camera.kick()

        self.call(unplug)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._loop.run_forever()

    async def _start(self) -> None:
        await self._listen()
        self._pumps = [asyncio.create_task(camera.run()) for camera in self.cameras.values()]
        self._ready.set()

    async def _listen(self) -> None:
        self._server = await serve_rtsp(self.cameras, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for camera in self.cameras.values():
            camera.kick()
        await _cancel([task for task in asyncio.all_tasks() if task is not asyncio.current_task()])


async def _cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
