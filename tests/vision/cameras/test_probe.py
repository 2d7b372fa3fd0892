"""A camera test measures what is there and says what an acceptance would say."""

from __future__ import annotations

import io

from PIL import Image

from backend.catalog.cameras import CameraState, StreamTransport
from tests.fakes.camera import RunningCameras, footage
from tests.vision.cameras.listening import LOOPBACK
from vision.cameras.probe import ProbeResult, probe
from vision.cameras.source import StreamAddress


def _passed(result: ProbeResult) -> dict[str, bool]:
    return {check["name"]: check["is_passed"] for check in result.meta["checks"]}


def test_a_good_camera_passes_every_check_and_shows_its_picture() -> None:
    film = footage(width=1280, height=720, frames=30, gop=15)
    with RunningCameras(cam=film) as cameras:
        result = probe(StreamAddress(cameras.url("cam")), LOOPBACK)
    assert _passed(result) == dict.fromkeys(
        ("codec", "resolution", "fps", "b_frames", "transport", "gop"), True
    )  # fmt: skip
    assert result.meta["outcome"] == "ok"
    assert (result.meta["width"], result.meta["height"], result.meta["codec"]) == (1280, 720, "h264")
    assert result.meta["fps"] == 25.0
    assert result.meta["gop_s"] == 0.6
    assert result.meta["bitrate"] > 0
    assert result.picture is not None
    assert Image.open(io.BytesIO(result.picture)).size == (1280, 720)


def test_a_small_slow_camera_with_rare_keyframes_fails_these_checks() -> None:
    film = footage(frames=50, fps=10, gop=25)
    with RunningCameras(cam=film) as cameras:
        result = probe(StreamAddress(cameras.url("cam"), StreamTransport.UDP), LOOPBACK, seconds=3)
    passed = _passed(result)
    assert not passed["resolution"]
    assert not passed["fps"]
    assert not passed["gop"]
    assert passed["codec"]


def test_b_frames_are_named_in_the_result() -> None:
    with RunningCameras(cam=footage(b_frames=2)) as cameras:
        result = probe(StreamAddress(cameras.url("cam")), LOOPBACK)
    assert result.meta["outcome"] == CameraState.B_FRAMES
    assert result.meta["has_b_frames"]
    assert not _passed(result)["b_frames"]


def test_h265_is_named_in_the_result() -> None:
    with RunningCameras(cam=footage(codec="h265")) as cameras:
        result = probe(StreamAddress(cameras.url("cam")), LOOPBACK)
    assert result.meta["outcome"] == CameraState.UNSUPPORTED_CODEC
    assert result.meta["codec"] == "h265"
    assert _passed(result) == {"codec": False}


def test_a_picture_is_there_even_when_the_camera_fails_afterwards() -> None:
    with RunningCameras(cam=footage(b_frames=2)) as cameras:
        assert probe(StreamAddress(cameras.url("cam")), LOOPBACK).picture
