"""The process `media` between cameras and backend: what it is told to do, and what it tells."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import av
import pytest
import urllib3
from PIL import Image

from tests.fakes.backend import FakeBackend, Json
from tests.fakes.camera import RunningCameras, footage
from tests.vision.cameras.listening import wait_until
from tests.vision.media.running import camera, free_port, running_media
from vision.packets.client import PacketClient
from vision.packets.wire import ClipReady, PacketArrived, StreamStarted

OBSERVATIONS = "/api/observations"


@pytest.fixture
def backend() -> Iterator[FakeBackend]:
    with FakeBackend() as running:
        yield running
        assert running.rejected == []


@pytest.fixture(scope="module")
def cameras() -> Iterator[RunningCameras]:
    with RunningCameras(one=footage(), two=footage(), sub=footage(width=160, height=80)) as running:
        yield running


@pytest.fixture(autouse=True)
def _healthy(request: pytest.FixtureRequest) -> None:
    """Each test begins with cameras that work."""
    if "cameras" in request.fixturenames:
        running: RunningCameras = request.getfixturevalue("cameras")
        for one in running.cameras.values():
            running.do(one.heal)


def test_a_configured_camera_is_told_to_be_online_with_its_measurements(
    tmp_path: Path, backend: FakeBackend, cameras: RunningCameras
) -> None:
    with running_media(tmp_path, backend) as media:
        media.configure(camera(1, cameras.url("one")), camera(2, cameras.url("nothing")))
        wait_until(lambda: media.states(1)[-1:] == ["online"] and media.states(2)[-1:] == ["wrong_path"])
        wait_until(lambda: _last_state(backend, 1).get("gop_s"))
    state = _last_state(backend, 1)
    assert (state["width"], state["height"], state["codec"]) == (320, 180, "h264")
    assert (state["fps"], state["gop_s"]) == (25.0, 0.4)
    assert state["bitrate"] > 0
    assert state["last_frame_at"].endswith("Z")


def _last_state(backend: FakeBackend, camera_id: int) -> Json:
    states = [
        entry
        for request in backend.of("POST", "/api/device/camera-states")
        for entry in request.json["states"]
        if entry["camera_id"] == camera_id
    ]
    return dict(states[-1]) if states else {}


def test_a_change_of_one_camera_does_not_touch_the_others(
    tmp_path: Path, backend: FakeBackend, cameras: RunningCameras
) -> None:
    before = cameras.cameras["one"].connections
    with running_media(tmp_path, backend) as media:
        media.configure(camera(1, cameras.url("one")), camera(2, cameras.url("two")))
        wait_until(lambda: media.states(1)[-1:] == media.states(2)[-1:] == ["online"])
        media.configure(camera(1, cameras.url("one"), name="renamed"), camera(3, cameras.url("two")))
        wait_until(lambda: media.states(3)[-1:] == ["online"])
        wait_until(lambda: len(cameras.cameras["two"].sessions) == 1)
        assert media.states(1) == ["connecting", "online"] or media.states(1) == ["online"]
        assert media.process.fleet.units.keys() == {1, 3}
        assert media.process.fleet.units[1].config.name == "renamed"
    assert cameras.cameras["one"].connections == before + 1


def test_stills_are_sent_and_a_wanted_reference_is_answered_once(
    tmp_path: Path, backend: FakeBackend, cameras: RunningCameras
) -> None:
    with running_media(tmp_path, backend) as media:
        media.configure(camera(1, cameras.url("one")))
        wait_until(lambda: backend.of("PUT", "/api/device/cameras/1/still"))
        media.configure(camera(1, cameras.url("one")), references_wanted=[1])
        wait_until(lambda: len(backend.of("PUT", "/api/device/cameras/1/still")) == 2)
        time.sleep(0.7)
    still, reference = backend.of("PUT", "/api/device/cameras/1/still")
    assert "X-Reference" not in still.headers
    assert reference.headers["X-Reference"] == "1"
    assert reference.headers["X-Taken-At"].endswith("Z")
    assert Image.open(io.BytesIO(reference.body)).size == (320, 180)


def test_a_pending_camera_test_is_run_once_and_its_result_survives_a_backend_that_is_away(
    tmp_path: Path, backend: FakeBackend, cameras: RunningCameras
) -> None:
    test = {"id": 3, "main_url": cameras.url("one"), "transport": "udp"}
    with running_media(tmp_path, backend) as media:
        media.configure(tests=[test])
        wait_until(lambda: cameras.cameras["one"].sessions)
        backend.status = 503
        wait_until(lambda: not cameras.cameras["one"].sessions)
        backend.status = 0
        wait_until(lambda: backend.of("POST", "/api/device/camera-tests/3/result"))
        time.sleep(0.5)
    (result,) = backend.of("POST", "/api/device/camera-tests/3/result")
    meta = json.loads(result.parts["meta"])
    assert (meta["outcome"], meta["width"], meta["codec"]) == ("ok", 320, "h264")
    assert Image.open(io.BytesIO(result.parts["picture"])).size == (320, 180)


def test_a_camera_that_stays_away_is_reported_with_its_last_picture_and_ended_when_it_is_back(
    tmp_path: Path, backend: FakeBackend, cameras: RunningCameras
) -> None:
    with running_media(tmp_path, backend) as media:
        media.configure(camera(1, cameras.url("one")))
        wait_until(lambda: backend.of("PUT", "/api/device/cameras/1/still"))
        cameras.do(cameras.cameras["one"].switch_off)
        wait_until(lambda: backend.of("POST", OBSERVATIONS))
        (observation,) = backend.of("POST", OBSERVATIONS)
        meta = json.loads(observation.parts["meta"])
        assert (meta["type"], meta["camera_id"], meta["frame"]) == ("CAM_OFFLINE", 1, [320, 180])
        assert meta["held_s"] >= 1.0
        assert observation.headers["Idempotency-Key"] == meta["key"]
        still = backend.of("PUT", "/api/device/cameras/1/still")[-1]
        assert observation.parts["snapshot"] == observation.parts["boxed"] == still.body
        cameras.do(cameras.cameras["one"].heal)
        wait_until(lambda: backend.of("POST", f"{OBSERVATIONS}/{meta['key']}/end"))
    assert len(backend.of("POST", OBSERVATIONS)) == 1


def test_an_absence_outlives_the_process_and_ends_when_the_camera_is_removed(
    tmp_path: Path, backend: FakeBackend
) -> None:
    away = camera(1, f"rtsp://127.0.0.1:{free_port()}/cam")
    with running_media(tmp_path, backend) as media:
        media.configure(away)
        wait_until(lambda: backend.of("POST", OBSERVATIONS))
    key = json.loads(backend.of("POST", OBSERVATIONS)[0].parts["meta"])["key"]
    with running_media(tmp_path, backend) as media:
        wait_until(lambda: 1 in media.process.fleet.units)
        time.sleep(1.5)
        assert len(backend.of("POST", OBSERVATIONS)) == 1
        media.configure()
        wait_until(lambda: backend.of("POST", f"{OBSERVATIONS}/{key}/end"))


def test_cameras_go_on_while_the_backend_is_away_and_reports_follow(
    tmp_path: Path, backend: FakeBackend, cameras: RunningCameras
) -> None:
    with running_media(tmp_path, backend) as media:
        media.configure(camera(1, cameras.url("one")))
        wait_until(lambda: media.states(1)[-1:] == ["online"])
        backend.status = 503
        cameras.do(cameras.cameras["one"].switch_off)
        wait_until(
            lambda: list((tmp_path / "spool" / "media").rglob("*")) and not media.process.fleet.live[1].is_online
        )
        time.sleep(2)
        cameras.do(cameras.cameras["one"].heal)
        wait_until(lambda: media.process.fleet.live[1].is_online)
        backend.status = 0
        wait_until(lambda: backend.of("POST", OBSERVATIONS + "/.*/end"))
    assert len(backend.of("POST", OBSERVATIONS)) == 1


def test_detect_hears_the_sub_stream_and_the_main_stream_while_that_is_away(
    tmp_path: Path, backend: FakeBackend, cameras: RunningCameras
) -> None:
    with running_media(tmp_path, backend) as media:
        media.configure(camera(1, cameras.url("one"), sub_url=cameras.url("sub")))
        client = PacketClient(media.settings.socket_path)
        client.subscribe([1])
        widths: list[int] = []
        for message in client.messages():
            if isinstance(message, StreamStarted):
                widths.append(message.width)
            if widths[-1:] == [160] and isinstance(message, PacketArrived):
                cameras.do(cameras.cameras["sub"].switch_off)
            if 160 in widths and widths[-1] == 320 and isinstance(message, PacketArrived):
                client.stop()
    assert widths[-2:] == [160, 320]


def test_a_clip_of_five_seconds_around_now_is_cut_from_the_main_stream(
    tmp_path: Path, backend: FakeBackend, cameras: RunningCameras
) -> None:
    with running_media(tmp_path, backend) as media:
        media.configure(camera(1, cameras.url("one"), sub_url=cameras.url("sub")))
        client = PacketClient(media.settings.socket_path)
        client.subscribe([1])
        asked, clip = 0.0, None
        for message in client.messages():
            if (
                isinstance(message, PacketArrived)
                and message.at - _first_at(media.process.fleet.units[1]) > 1.5
                and not asked
            ):
                asked = time.time()
                client.request_clip("x", 1, asked - 1, asked + 1)
            if isinstance(message, ClipReady):
                clip = message
                client.stop()
        assert clip is not None
    assert time.time() >= asked + 1
    assert asked - 1.5 <= clip.start_at <= asked - 1
    with av.open(io.BytesIO(clip.mp4), "r") as container:
        frames = list(container.decode(video=0))
        assert container.streams.video[0].width == 320
    assert abs(len(frames) / 25 - clip.duration_s) < 0.2
    assert clip.duration_s >= 2


def _first_at(unit: object) -> float:
    gops = unit.ring._gops  # type: ignore[attr-defined]
    return float(gops[0].packets[0].at) if gops else time.time()


def test_the_process_runs_from_the_command_line_masks_passwords_and_stops_on_sigterm(
    tmp_path: Path, backend: FakeBackend
) -> None:
    port = free_port()
    (tmp_path / "device.json").write_text(json.dumps(asdict(backend.device)))
    backend.config = {**backend.config, "cameras": [camera(1, "rtsp://admin:s3cret@127.0.0.1:1/cam")]}
    environment = {
        **os.environ,
        "MINGCHU_DATA_DIR": str(tmp_path),
        "MEDIA_PORT": str(port),
        "MEDIA_HOST": "127.0.0.1",
        "MINGCHU_ALLOW_LOOPBACK_CAMERAS": "1",
    }
    command = [sys.executable, "-m", "vision", "media"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        wait_until(lambda: backend.of("POST", "/api/device/camera-states"))
        status = urllib3.request("GET", f"http://127.0.0.1:{port}/status").json()
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert [entry["state"] for entry in status["cameras"]] == ["unreachable"]
    assert b"s3cret" not in output
    assert b"rtsp://127.0.0.1:1/cam" in output
    assert b"Traceback" not in output
    assert not (tmp_path / "run" / "media.sock").exists()


def test_without_a_credential_the_process_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vision", "media"]
    environment = {**os.environ, "MINGCHU_DATA_DIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False)
    assert done.returncode == 1
    assert b"mingchu setup" in done.stderr
