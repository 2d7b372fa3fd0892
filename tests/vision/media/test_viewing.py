"""Views end when the backend says so, and blurred stills are made for those who may see them."""

from __future__ import annotations

import asyncio
import io
import time
from pathlib import Path

import jwt
from aiohttp import ClientSession, WSMsgType
from PIL import Image

from tests.fakes.backend import FakeBackend
from tests.fakes.camera import RunningCameras, footage
from tests.vision.cameras.listening import wait_until
from tests.vision.media.running import RunningMedia, camera, running_media


def _link_models(data_dir: Path, models_dir: Path) -> None:
    (data_dir / "models").symlink_to(models_dir.resolve())


def _ticket(backend: FakeBackend, user: str) -> str:
    claims = {"sub": user, "sid": 1, "cam": 1, "aud": "live-blurred", "exp": int(time.time() + 60), "jti": "x"}
    return jwt.encode(claims, backend.live_private_key, algorithm="EdDSA")


async def _pictures_until_the_end(media: RunningMedia, backend: FakeBackend) -> tuple[int, float]:
    """Frames seen before the backend ended the view, and how long it then took."""
    async with ClientSession() as http:
        url = f"{media.url}/blurred/1"
        socket = await http.ws_connect(url, params={"token": _ticket(backend, "7")})
        frames = 0
        while frames < 3:
            message = await socket.receive(timeout=30)
            assert message.type is WSMsgType.BINARY, message
            with Image.open(io.BytesIO(message.data)) as picture:
                assert picture.width <= 640
            frames += 1
        ended_at = time.monotonic()
        backend.ended_users.add("7")
        while (await socket.receive(timeout=10)).type is WSMsgType.BINARY:
            pass
        return frames, time.monotonic() - ended_at


def test_a_blurred_view_runs_and_stops_within_five_seconds_of_its_end(tmp_path: Path, models_dir: Path) -> None:
    _link_models(tmp_path, models_dir)
    with FakeBackend() as backend, RunningCameras(one=footage()) as cameras, running_media(tmp_path, backend) as media:
        media.configure(camera(1, cameras.url("one"), establishment_name="第一中学食堂"))
        wait_until(lambda: media.states(1)[-1:] == ["online"])
        frames, took = asyncio.run(_pictures_until_the_end(media, backend))
        assert frames == 3
        assert took < 5
        told = backend.of("POST", "/api/device/live-views")[0].json["views"][0]
        assert (told["user"], told["session_id"], told["camera_id"], told["is_blurred"]) == ("7", 1, 1, True)
        assert backend.rejected == []


def test_blurred_stills_are_made_of_wanted_cameras_only(tmp_path: Path, models_dir: Path) -> None:
    _link_models(tmp_path, models_dir)
    with FakeBackend() as backend, RunningCameras(one=footage(), two=footage()) as cameras, running_media(
        tmp_path, backend
    ) as media:  # fmt: skip
        wanted = camera(1, cameras.url("one")), camera(2, cameras.url("two"))
        media.configure(*wanted, blurred_stills_wanted=[2])
        wait_until(lambda: backend.of("PUT", "/api/device/cameras/2/blurred-still"), 30)
        assert backend.of("PUT", "/api/device/cameras/1/blurred-still") == []
