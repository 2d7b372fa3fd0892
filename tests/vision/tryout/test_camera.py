"""The command as an installer types it: a camera with a password, the real models, the page on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.camera import RunningCameras, footage
from tests.vision.cameras.listening import LOOPBACK, wait_until
from tools.camera.auth import Credentials
from vision.cameras.source import StreamAddress
from vision.tryout.feeds import CameraFeed
from vision.types import Frame, Json

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def trying(source: str, data_dir: Path) -> Iterator[str]:
    """The address of the page; the command ends cleanly on SIGTERM."""
    command = [sys.executable, "-m", "vision", "try", source, "--port", "0"]
    environment = {**os.environ, "MINGCHU_DATA_DIR": str(data_dir)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith("look at http://127.0.0.1:"), said
            yield said.split()[2]
        finally:
            process.terminate()
    assert process.returncode == 0


def look_with_picture(url: str) -> Json:
    deadline, after = time.monotonic() + 60, 0
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{url}look.json?after={after}", timeout=20) as response:
            state: Json = json.load(response)
        if "look" in state:
            return state
        after = state["number"] or after
    raise AssertionError("no picture came")


def test_newest_pictures_of_a_camera_are_taken() -> None:
    with RunningCameras(cam=footage()) as cameras:
        feed = CameraFeed(StreamAddress(cameras.url("cam")), LOOPBACK)
        feed.start()
        taken: list[Frame] = []

        def take() -> bool:
            taken.extend(frame for frame in [feed.take()] if frame is not None)
            return len(taken) >= 2

        wait_until(take)
        state = feed.state()
        feed.stop()
    assert state[0] == "online"
    assert taken[0].image.shape == (180, 320, 3)
    assert taken[1].at > taken[0].at


@pytest.mark.processes
def test_a_camera_with_a_password_is_shown_without_it(models_dir: Path) -> None:
    with (
        RunningCameras(Credentials("admin", "secret"), cam=footage()) as cameras,
        trying(cameras.url("cam", "admin:secret"), models_dir.parent) as url,
    ):
        state = look_with_picture(url)
    assert (state["state"], state["look"]["width"]) == ("online", 320)
    assert "secret" not in json.dumps(state)
    assert state["source"].startswith("rtsp://127.0.0.1:")
