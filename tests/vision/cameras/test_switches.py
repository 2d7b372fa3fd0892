"""The switches of the test camera show what they promise."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.fakes.camera import footage
from tools.camera.__main__ import parse_camera
from tools.camera.auth import Scheme
from tools.camera.control import control_app
from tools.camera.device import Camera
from tools.camera.encode import read_index


def _turn(camera: Camera, *switches: str) -> list[int]:
    """The answers of the control port, one after the other."""

    async def story() -> list[int]:
        app: web.Application = control_app({camera.name: camera})
        async with TestClient(TestServer(app)) as client:
            return [(await client.get(switch)).status for switch in switches]

    return asyncio.run(story())


def test_black_is_black_and_healing_shows_the_footage_again() -> None:
    camera = Camera("cam", footage())
    assert _turn(camera, "/black?cam=cam") == [200]
    assert camera.footage.decode_keyframe(0).mean() < 20
    assert _turn(camera, "/on?cam=cam") == [200]
    assert camera.footage is footage()


def test_a_frozen_camera_repeats_one_picture_of_its_footage() -> None:
    camera = Camera("cam", footage())
    assert _turn(camera, "/freeze?cam=cam") == [200]
    frozen = camera.footage
    assert sum(unit.is_keyframe for unit in frozen.access_units) == 1
    assert read_index(frozen.decode_keyframe(0)) % 10 == 0
    assert len(frozen.access_units) == 50


def test_off_stall_and_novideo_can_be_undone() -> None:
    camera = Camera("cam", footage())
    assert _turn(camera, "/off?cam=cam", "/stall?cam=cam&s=60", "/novideo?cam=cam") == [200, 200, 200]
    assert (camera.is_on, camera.has_video, camera.stalled_until > 0) == (False, False, True)
    assert _turn(camera, "/on?cam=cam", "/status") == [200, 200]
    assert (camera.is_on, camera.has_video, camera.stalled_until) == (True, True, 0.0)


def test_another_file_can_be_shown(tmp_path: Path) -> None:
    source = footage(frames=20, width=160, height=80).source
    assert isinstance(source, bytes)
    (tmp_path / "other.mp4").write_bytes(source)
    camera = Camera("cam", footage())
    assert _turn(camera, f"/play?cam=cam&file={tmp_path / 'other.mp4'}") == [200]
    assert len(camera.footage.access_units) == 20
    assert _turn(camera, "/play?cam=cam&file=/nowhere.mp4", "/play?cam=cam") == [422, 422]


def test_an_unknown_switch_or_camera_is_not_found() -> None:
    assert _turn(Camera("cam", footage()), "/explode?cam=cam", "/off?cam=other", "/off") == [404, 404, 404]


def test_a_camera_on_the_command_line_may_have_a_password(tmp_path: Path) -> None:
    source = footage().source
    assert isinstance(source, bytes)
    (tmp_path / "a.mp4").write_bytes(source)
    camera = parse_camera(f"admin:p:w@kitchen={tmp_path / 'a.mp4'}", Scheme.DIGEST)
    assert camera.credentials is not None
    assert (camera.name, camera.credentials.user, camera.credentials.password) == ("kitchen", "admin", "p:w")
    with pytest.raises(SystemExit):
        parse_camera("kitchen", Scheme.DIGEST)
