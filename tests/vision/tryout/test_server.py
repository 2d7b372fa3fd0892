"""What the try-out says over HTTP, and to whom."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.vision.tryout.scene import OneFeed, ScenePipeline, frame, serving
from vision.tryout.board import Board
from vision.tryout.command import main
from vision.tryout.feeds import FileFeed
from vision.tryout.server import TryoutServer, is_loopback
from vision.types import Json


def get(server: TryoutServer, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        response = connection.getresponse()
        return response.status, response.headers.get_content_type(), response.read()
    finally:
        connection.close()


def look(server: TryoutServer, after: int = 0) -> Json:
    state: Json = json.loads(get(server, f"/look.json?after={after}")[2])
    return state


def test_a_look_has_every_box_size_answer_and_reason() -> None:
    with serving(OneFeed([frame(1000.0)]), ScenePipeline(), "kitchen.mp4") as server:
        state = look(server)
    cook, far = state["look"]["people"]
    assert (cook["track"], cook["height"], cook["facing"]) == (7, 300, "front")
    assert [(part["kind"], part["height"]) for part in cook["parts"]] == [("head", 60), ("face", 45)]
    assert [11, 190, 120] in cook["pose"]
    assert cook["judgements"] == [
        {"type": "MASK", "answer": "yes", "score": 0.93, "reason": "", "box": [140, 60, 180, 105]},
        {"type": "CLOTHES", "answer": "unknown", "score": 0.0, "reason": "turned away", "box": None},
    ]
    assert (far["is_judged"], far["height"]) == (False, 50)
    (report,) = state["reports"]
    assert (report["type"], report["held_s"], report["track"]) == ("MASK", 5.0, 7)


def test_the_picture_belongs_to_its_look_and_goes_when_newer_ones_came() -> None:
    with serving(OneFeed([frame(1000.0)]), ScenePipeline(), "kitchen.mp4") as server:
        number = look(server)["number"]
        status, kind, data = get(server, f"/picture/{number}.jpg")
        assert (status, kind) == (200, "image/jpeg")
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert image is not None
        assert image.shape == (360, 640, 3)
        for _ in range(8):
            server.board.put(b"x", {})
        assert get(server, f"/picture/{number}.jpg")[0] == 404


def test_a_look_is_waited_for() -> None:
    board = Board()
    threading.Timer(0.05, board.put, (b"x", {"a": 1})).start()
    found = board.newest(0, timeout_s=20)
    assert found is not None
    assert found.state == {"number": 1, "a": 1}
    assert board.newest(1) is None


def test_a_camera_that_does_not_answer_is_said() -> None:
    feed = OneFeed([], ("wrong_password", "401"))
    with serving(feed, ScenePipeline(), "rtsp://10.0.0.9/1") as server:
        state = look(server)
    assert (state["state"], state["detail"], state["source"]) == ("wrong_password", "401", "rtsp://10.0.0.9/1")
    assert "look" not in state


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8090", "10.0.0.9:8090", "", "127.0.0.1.evil.example"])
def test_another_name_for_this_machine_gets_nothing(host: str) -> None:
    with serving(OneFeed([]), ScenePipeline(), "x") as server:
        assert get(server, "/", {"Host": host})[0] == 403
        assert get(server, "/look.json", {"Host": host})[0] == 403


@pytest.mark.parametrize("host", ["localhost:8090", "127.0.0.1:1", "[::1]:8090", "localhost"])
def test_the_machine_itself_gets_the_page(host: str) -> None:
    with serving(OneFeed([]), ScenePipeline(), "x") as server:
        assert get(server, "/", {"Host": host})[:2] == (200, "text/html")


@pytest.mark.parametrize(
    "path", ["/../command.py", "/page/../server.py", "/picture/..", "/picture/-1.jpg", "/picture/" + "9" * 500, "/x"]
)
def test_nothing_else_is_served(path: str) -> None:
    with serving(OneFeed([]), ScenePipeline(), "x") as server:
        assert get(server, path)[0] == 404


def test_only_loopback_counts_as_this_machine() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost")] == [True] * 3
    assert not any(is_loopback(host) for host in ("0.0.0.0", "192.168.1.2", "example.org", ""))


def test_a_file_is_played_at_its_own_pace_and_from_the_beginning_again(clip: Path) -> None:
    feed = FileFeed(clip, 0.5)
    seen: set[float] = set()
    feed.start()
    deadline = time.monotonic() + 30
    while len(seen) < 4 and time.monotonic() < deadline:
        if (taken := feed.take()) is not None:
            seen.add(taken.at)
        time.sleep(0.02)
    feed.stop()
    # The clip is a second long: two pictures each time.
    assert len(seen) >= 4


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("missing.mp4", "cannot be opened"),
        ("http://10.0.0.1/a", "only rtsp:// and rtsps://"),
        ("rtsp://8.8.8.8/a", "not in an allowed camera network"),
    ],
)
def test_a_source_that_cannot_be_used_is_refused_in_one_line(
    models_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], source: str, says: str
) -> None:
    monkeypatch.setenv("MINGCHU_DATA_DIR", str(models_dir.parent))
    assert main([source]) == 2
    assert says in capsys.readouterr().err
