"""Trying an address from the camera form: the box tries, the form shows."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.factories.world import World
from tests.fakes.clock import FrozenClock
from tests.fakes.device import DeviceClient
from tests.fakes.pictures import jpeg

CONFIG = "/api/device/config"


def _start(client: FlaskClient, world: World, **changes: Any) -> int:
    body = {"establishment_id": world.kitchen.establishment.id, "main_url": "rtsp://u:p@10.0.0.7/1"} | changes
    answer = client.post("/api/camera-tests", json=body)
    assert answer.status_code == 202
    assert (answer.json or {})["state"] == "pending"
    return int((answer.json or {})["id"])


RESULT = {
    "outcome": "ok",
    "width": 1920,
    "height": 1080,
    "codec": "h264",
    "fps": 25.0,
    "gop_s": 2.0,
    "has_b_frames": False,
    "bitrate": 2_000_000,
    "checks": [
        {"name": "codec", "value": "h264", "is_passed": True, "advice": None},
        {"name": "fps", "value": "6", "is_passed": False, "advice": "camera.fps"},
    ],
}


def test_an_address_is_tried_by_the_box_and_the_form_shows_the_result(
    box: DeviceClient, manager: FlaskClient, world: World
) -> None:
    test_id = _start(manager, world)
    waiting = (box.send("GET", CONFIG).json or {})["tests"]
    assert waiting == [{"id": test_id, "main_url": "rtsp://u:p@10.0.0.7/1", "transport": "tcp"}]
    picture = {"picture": ("p.jpg", jpeg(), "image/jpeg")}
    assert box.send_form(f"/api/device/camera-tests/{test_id}/result", RESULT, picture).status_code == 204
    shown = manager.get(f"/api/camera-tests/{test_id}").json or {}
    assert (shown["state"], shown["outcome"], shown["has_picture"]) == ("done", "ok", True)
    assert shown["checks"] == RESULT["checks"]
    assert manager.get(f"/api/camera-tests/{test_id}/picture").content_type == "image/jpeg"
    assert (box.send("GET", CONFIG).json or {})["tests"] == []


def test_a_wrong_password_is_an_outcome(box: DeviceClient, manager: FlaskClient, world: World) -> None:
    test_id = _start(manager, world)
    box.send_form(f"/api/device/camera-tests/{test_id}/result", {"outcome": "wrong_password"}, {})
    shown = manager.get(f"/api/camera-tests/{test_id}").json or {}
    assert (shown["outcome"], shown["has_picture"], shown["checks"]) == ("wrong_password", False, [])
    assert manager.get(f"/api/camera-tests/{test_id}/picture").status_code == 404


def test_a_box_that_never_answers_is_an_outcome_too(manager: FlaskClient, world: World, clock: FrozenClock) -> None:
    test_id = _start(manager, world)
    clock.advance(seconds=61)
    shown = manager.get(f"/api/camera-tests/{test_id}").json or {}
    assert (shown["state"], shown["outcome"]) == ("done", "device_silent")


def test_a_stored_address_can_be_tried_again(box: DeviceClient, manager: FlaskClient, world: World) -> None:
    body = {"establishment_id": world.kitchen.establishment.id, "camera_id": world.kitchen.camera.id}
    assert manager.post("/api/camera-tests", json=body).status_code == 202
    assert (box.send("GET", CONFIG).json or {})["tests"][0]["main_url"] == "rtsp://admin:pw@127.0.0.1:8554/demo"


def test_a_test_is_its_own_kitchens_matter(
    manager: FlaskClient, viewer: FlaskClient, outsider: FlaskClient, world: World
) -> None:
    test_id = _start(manager, world)
    for tail in ("", "/picture"):
        assert outsider.get(f"/api/camera-tests/{test_id}{tail}").data == outsider.get("/api/camera-tests/99999").data
        assert viewer.get(f"/api/camera-tests/{test_id}{tail}").status_code == 403
    body = {"establishment_id": world.kitchen.establishment.id, "main_url": "rtsp://u:p@10.0.0.7/1"}
    assert outsider.post("/api/camera-tests", json=body).status_code == 404


def test_the_form_is_no_port_scanner(manager: FlaskClient, world: World) -> None:
    body = {"establishment_id": world.kitchen.establishment.id, "main_url": "rtsp://u:p@10.0.0.7/1"}
    statuses = [manager.post("/api/camera-tests", json=body).status_code for _ in range(62)]
    assert statuses == [202] * 60 + [429] * 2
