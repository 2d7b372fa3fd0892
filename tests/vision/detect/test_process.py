"""The real processes `media` and `detect` between a test camera and a backend: from RTSP to observation and clip."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from tests.fakes.backend import FakeBackend
from tests.fakes.camera import RunningCameras
from tools.camera.encode import encode
from tools.camera.footage import Footage, load
from tools.footage.story import Scene
from vision.detect.process import main

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def cook_without_uniform() -> Footage:
    """Twelve seconds of the demo kitchen with somebody in street clothes."""
    scene = Scene()
    pictures = (
        np.asarray(cv2.resize(scene.at(index, 8 + index / 10), (640, 360), interpolation=cv2.INTER_AREA), np.uint8)
        for index in range(120)
    )
    return load(encode(pictures, fps=10, gop=20, bitrate=1_000_000, preset="ultrafast"))


def camera(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": 7, "name": "烹饪区1", "establishment_id": 1, "area_id": 3, "area_kind": "COOK", "main_url": url,
        "sub_url": None, "transport": "tcp", "is_ai_enabled": True, "reference_sha256": None,
        "timezone": "Asia/Shanghai", "opening_hours": [], "closed_on": [], "uniform_colours": ["#ffffff"], "zones": [],
        "rules": [{
            "id": 4, "type": "CLOTHES", "min_height": 80, "min_score": 0.5, "hold_s": 2, "votes": 3, "window": 5,
            "merge_s": 600, "schedule": "always", "zone_ids": [],
        }],
    } | changes  # fmt: skip


@contextmanager
def running(
    backend: FakeBackend, data: Path, models: Path, *names: str
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """`names` of the product's processes; a second one of a kind is written "detect#2"."""
    (data / "device.json").write_text(json.dumps(asdict(backend.device)))
    if not (data / "models").exists():
        (data / "models").symlink_to(models.resolve())
    environment = {
        **os.environ, "MINGCHU_DATA_DIR": str(data), "MINGCHU_ALLOW_LOOPBACK_CAMERAS": "1", "MEDIA_HOST": "127.0.0.1",
        "MEDIA_PORT": "0", "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    started: dict[str, subprocess.Popen[bytes]] = {}
    with ExitStack() as logs:
        for name in names:
            log = logs.enter_context((data / f"{name}.log").open("ab"))
            command = [sys.executable, "-m", "vision", name.partition("#")[0]]
            started[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield started
        finally:
            for process in started.values():
                process.send_signal(signal.SIGTERM)
            for process in started.values():
                process.wait(15)


def wait_for(check: Callable[[], Any], seconds: float = 45.0) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.1)


def test_a_cook_without_uniform_is_reported_with_pictures_and_clip(
    cook_without_uniform: Footage, models_dir: Path, tmp_path: Path
) -> None:
    with RunningCameras(cam=cook_without_uniform) as cameras, FakeBackend() as backend:
        backend.config["cameras"] = [camera(cameras.url("cam"))]
        with running(backend, tmp_path, models_dir, "media", "detect") as started:
            wait_for(lambda: backend.of("PUT", "/api/observations/.*/clip"))
        assert [process.returncode for process in started.values()] == [0, 0]
    (observation,) = backend.of("POST", "/api/observations")
    meta = json.loads(observation.parts["meta"])
    assert observation.headers["Idempotency-Key"] == meta["key"]
    assert (meta["type"], meta["camera_id"], meta["frame"], meta["is_ai"]) == ("CLOTHES", 7, [640, 360], True)
    assert meta["score"] >= 0.5
    assert meta["held_s"] >= 2
    assert 180 < meta["boxes"][0][0] < 230
    shapes = {np.asarray(decode(observation.parts[name])).shape for name in ("snapshot", "boxed")}
    assert shapes == {(360, 640, 3)}
    (clip,) = backend.of("PUT", "/api/observations/.*/clip")
    assert clip.headers["Content-Type"] == "video/mp4"
    with av.open(io.BytesIO(clip.body), "r") as film:
        assert sum(1 for _ in film.decode(video=0)) >= 50
    pictures = [entry for sent in backend.of("POST", "/api/device/camera-states") for entry in sent.json["states"]]
    assert any(entry.get("picture") == "ok" for entry in pictures)
    assert "Traceback" not in (tmp_path / "detect.log").read_text()


def decode(jpeg: bytes) -> Any:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def test_with_ai_off_nothing_is_said_about_people_but_the_camera_is_watched(
    cook_without_uniform: Footage, models_dir: Path, tmp_path: Path
) -> None:
    with RunningCameras(cam=cook_without_uniform) as cameras, FakeBackend() as backend:
        backend.config["cameras"] = [camera(cameras.url("cam"), is_ai_enabled=False)]
        with running(backend, tmp_path, models_dir, "media", "detect"):
            wait_for(lambda: b'"picture": "ok"' in b"".join(r.body for r in backend.received))
            time.sleep(5)
            assert backend.of("POST", "/api/observations") == []
            backend.config["cameras"] = [camera(cameras.url("cam"))]
            wait_for(lambda: backend.of("POST", "/api/observations"))


def test_an_observation_outlives_an_absent_backend_and_a_killed_process(
    cook_without_uniform: Footage, models_dir: Path, tmp_path: Path
) -> None:
    with RunningCameras(cam=cook_without_uniform) as cameras, FakeBackend() as backend:
        backend.config["cameras"] = [camera(cameras.url("cam"))]
        with running(backend, tmp_path, models_dir, "media", "detect") as started:
            wait_for(lambda: b'"picture"' in b"".join(r.body for r in backend.received))
            backend.status = 503
            wait_for(lambda: list((tmp_path / "spool" / "detect").glob("*.report")))
            started["detect"].kill()
        assert backend.of("POST", "/api/observations") == []
        backend.status = 0
        with running(backend, tmp_path, models_dir, "detect"):
            wait_for(lambda: backend.of("POST", "/api/observations"))
    assert list((tmp_path / "spool" / "detect").glob("*.report")) == []


def taken_on(data: Path, name: str) -> set[int]:
    """The cameras that a process works on, as it said itself."""
    found: set[int] = set()
    for line in (data / f"{name}.log").read_text().splitlines():
        if match := re.search(r"camera (\d+): (taken on|let go)", line):
            (found.add if match[2] == "taken on" else found.discard)(int(match[1]))
    return found


def reported(backend: FakeBackend) -> list[int]:
    """The cameras of the observations, in order."""
    return [json.loads(sent.parts["meta"])["camera_id"] for sent in backend.of("POST", "/api/observations")]


@pytest.mark.timeout(240)
def test_two_share_the_cameras_and_when_one_is_killed_the_other_takes_over_and_repeats_nothing(
    cook_without_uniform: Footage, models_dir: Path, tmp_path: Path
) -> None:
    with RunningCameras(cam=cook_without_uniform) as cameras, FakeBackend() as backend:
        backend.config["cameras"] = [camera(cameras.url("cam"), id=number) for number in (7, 8)]
        names = ("detect", "detect#2")
        with running(backend, tmp_path, models_dir, "media", *names) as started:
            wait_for(lambda: all(len(taken_on(tmp_path, name)) == 1 for name in names))
            assert taken_on(tmp_path, names[0]) != taken_on(tmp_path, names[1])
            wait_for(lambda: sorted(reported(backend)) == [7, 8])
            (moved,) = taken_on(tmp_path, names[1])
            started[names[1]].kill()
            wait_for(lambda: taken_on(tmp_path, names[0]) == {7, 8})
            told = len(backend.of("POST", "/api/device/camera-states"))
            wait_for(lambda: is_ok(backend, moved, told))
            # As long as a new occurrence would need twice over.
            time.sleep(5)
            assert sorted(reported(backend)) == [7, 8]


def is_ok(backend: FakeBackend, camera_id: int, after: int) -> bool:
    """Whether somebody has seen that camera's picture since."""
    sent = backend.of("POST", "/api/device/camera-states")[after:]
    return any(
        state["camera_id"] == camera_id and state.get("picture") == "ok" for one in sent for state in one.json["states"]
    )


def test_a_missing_model_is_said_in_one_line_that_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MINGCHU_DATA_DIR", str(tmp_path))
    with FakeBackend() as backend:
        (tmp_path / "device.json").write_text(json.dumps(asdict(backend.device)))
        assert main() == 1
    (record,) = caplog.records
    assert "nanodet.onnx" in record.getMessage()
