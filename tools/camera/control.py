"""Fault switches over HTTP: `/off?cam=kitchen`, `/stall?cam=kitchen&s=10`, `/play?cam=kitchen&file=other.mp4`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from aiohttp import web

from tools.camera.device import Camera
from tools.camera.footage import load

Switch = Callable[[Camera, Mapping[str, str]], Awaitable[None]]


async def _off(camera: Camera, _: Mapping[str, str]) -> None:
    camera.switch_off()


async def _on(camera: Camera, _: Mapping[str, str]) -> None:
    camera.heal()


async def _kick(camera: Camera, _: Mapping[str, str]) -> None:
    camera.kick()


async def _stall(camera: Camera, query: Mapping[str, str]) -> None:
    camera.stall(float(query.get("s", "10")))


async def _freeze(camera: Camera, _: Mapping[str, str]) -> None:
    await camera.freeze()


async def _black(camera: Camera, _: Mapping[str, str]) -> None:
    await camera.go_black()


async def _no_video(camera: Camera, _: Mapping[str, str]) -> None:
    camera.drop_video()


async def _play(camera: Camera, query: Mapping[str, str]) -> None:
    camera.play(await asyncio.to_thread(load, Path(query["file"])))


_SWITCHES: dict[str, Switch] = {
    "off": _off,
    "on": _on,
    "kick": _kick,
    "stall": _stall,
    "freeze": _freeze,
    "black": _black,
    "novideo": _no_video,
    "play": _play,
}


def status(cameras: Mapping[str, Camera]) -> dict[str, object]:
    now = time.time()
    return {
        camera.name: {
            "is_on": camera.is_on,
            "viewers": len(camera.sessions),
            "connections": camera.connections,
            "frame": camera.frame_index(now),
            "fps": camera.footage.fps,
        }
        for camera in cameras.values()
    }


def control_app(cameras: Mapping[str, Camera]) -> web.Application:
    """`GET /status`, and `GET /<switch>?cam=<name>` for each switch."""

    async def show(_: web.Request) -> web.Response:
        return web.json_response(status(cameras))

    async def turn(request: web.Request) -> web.Response:
        switch = _SWITCHES.get(request.match_info["switch"])
        camera = cameras.get(request.query.get("cam", ""))
        if switch is None or camera is None:
            return web.json_response({"code": "no_such_switch_or_camera"}, status=404)
        try:
            await switch(camera, request.query)
        except (KeyError, ValueError, OSError) as error:
            return web.json_response({"code": "invalid", "detail": str(error)}, status=422)
        return web.json_response(status(cameras))

    app = web.Application()
    app.router.add_get("/status", show)
    app.router.add_get("/{switch}", turn)
    return app
