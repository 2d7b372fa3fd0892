"""Blurred pictures over a WebSocket: one JPEG a message; what keeps a picture away is said in words before it."""

from __future__ import annotations

import contextlib
from typing import Protocol

from aiohttp import web

from vision.blur.helper import Blurred
from vision.blur.streams import BlurredViewer


class Blurring(Protocol):
    def join(self, camera_id: int, viewer: BlurredViewer) -> None: ...

    def leave(self, camera_id: int, viewer: BlurredViewer) -> None: ...

    def viewer_count(self, camera_id: int) -> int: ...


async def send_blurred(socket: web.WebSocketResponse, viewer: BlurredViewer) -> None:
    """Until cancelled. {"code": "..."} says why there is no picture, once for each reason; "" that it is back."""
    said = ""
    with contextlib.suppress(ConnectionError):
        while True:
            picture = await viewer.get()
            if picture.code != said:
                await socket.send_json({"code": picture.code})
                said = picture.code
            if is_presentable(picture):
                await socket.send_bytes(picture.jpeg)


def is_presentable(picture: Blurred) -> bool:
    return not picture.code and bool(picture.jpeg)
