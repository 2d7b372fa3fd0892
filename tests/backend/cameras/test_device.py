"""How a box proves who it is, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.core import clock as core_clock
from backend.core.models import ProcessHeartbeat
from backend.core.secrets import ed25519_pair
from backend.extensions import db
from tests.factories.world import World, make_device
from tests.fakes.clock import FrozenClock
from tests.fakes.device import DeviceClient
from tests.fakes.pictures import jpeg

CONFIG, STATES = "/api/device/config", "/api/device/camera-states"
EMPTY = b'{"states": []}'
JSON = {"Content-Type": "application/json"}


def test_a_signed_request_is_answered(box: DeviceClient) -> None:
    assert box.send("GET", CONFIG).status_code == 200
    assert box.send("POST", STATES, EMPTY, JSON).status_code == 204


@pytest.mark.parametrize(
    "lie",
    [
        {"htm": "GET"},
        {"htu": "/api/device/config"},
        {"htu": STATES + "?x=1"},
        {"bsh": "AAAA"},
        {"iss": "9999"},
        {"iss": "x"},
        {"iss": None},
        {"iat": 0, "exp": 60},
        {"exp": 4102444800},
        {"iat": 4102444800, "exp": 4102444860},
        {"exp": "soon"},
        {"jti": None},
    ],
    ids=str,
)
def test_a_token_for_anything_else_is_refused(box: DeviceClient, lie: dict[str, Any]) -> None:
    answer = box.send("POST", STATES, EMPTY, JSON, **lie)
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_a_write_token_works_once(app: Flask, box: DeviceClient) -> None:
    headers = {"Authorization": f"Bearer {box.token('POST', STATES, EMPTY)}", **JSON}
    statuses = [app.test_client().post(STATES, data=EMPTY, headers=headers).status_code for _ in range(2)]
    assert statuses == [204, 401]


def test_an_old_token_is_refused(app: Flask, box: DeviceClient, clock: FrozenClock) -> None:
    headers = {"Authorization": f"Bearer {box.token('GET', CONFIG, b'')}"}
    assert app.test_client().get(CONFIG, headers=headers).status_code == 200
    clock.advance(seconds=95)
    assert app.test_client().get(CONFIG, headers=headers).status_code == 401


def test_another_key_and_no_key_are_refused(app: Flask, world: World) -> None:
    stranger = DeviceClient(app, world.device.id, ed25519_pair()[0])
    assert stranger.send("GET", CONFIG).status_code == 401
    assert app.test_client().get(CONFIG).status_code == 401
    assert app.test_client().get(CONFIG, headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_a_revoked_box_is_refused(box: DeviceClient, world: World) -> None:
    world.device.revoked_at = core_clock.now()
    db.session.commit()
    assert box.send("GET", CONFIG).status_code == 401


def test_a_person_is_no_box_and_a_box_no_person(box: DeviceClient, viewer: FlaskClient) -> None:
    assert viewer.get(CONFIG).status_code == 401
    assert box.send("GET", "/api/cameras").status_code == 401


def test_the_configuration_is_sent_again_only_when_it_changed(
    box: DeviceClient, manager: FlaskClient, world: World, clock: FrozenClock
) -> None:
    first = box.send("GET", CONFIG)
    config = first.json or {}
    camera = next(c for c in config["cameras"] if c["id"] == world.kitchen.camera.id)
    assert camera["main_url"] == "rtsp://admin:pw@127.0.0.1:8554/demo"
    assert (camera["area_kind"], camera["uniform_colours"]) == ("COOK", ["#ffffff"])
    assert {rule["type"] for rule in camera["rules"]} >= {"CLOTHES", "CAM_OFFLINE"}
    known = {"If-None-Match": first.headers["ETag"]}
    clock.advance(seconds=5)
    assert box.send("GET", CONFIG, b"", known).status_code == 304
    manager.patch(f"/api/establishments/{world.kitchen.establishment.id}", json={"uniform_colours": ["#000000"]})
    assert box.send("GET", CONFIG, b"", known).status_code == 200


def test_a_camera_without_ai_is_watched_for_its_own_faults_only(
    box: DeviceClient, manager: FlaskClient, world: World
) -> None:
    manager.patch(f"/api/cameras/{world.kitchen.camera.id}", json={"is_ai_enabled": False})
    cameras = (box.send("GET", CONFIG).json or {})["cameras"]
    rules = next(c["rules"] for c in cameras if c["id"] == world.kitchen.camera.id)
    assert {rule["type"] for rule in rules} == {"CAM_OFFLINE", "CAM_BLOCK", "CAM_FREEZE", "CAM_MOVE", "CAM_BLUR"}


def test_a_box_knows_and_changes_its_own_cameras_only(app: Flask, world: World, viewer: FlaskClient) -> None:
    device, key = make_device()
    db.session.commit()
    stranger = DeviceClient(app, device.id, key)
    camera = world.kitchen.camera.id
    assert (stranger.send("GET", CONFIG).json or {})["cameras"] == []
    body = {"states": [{"camera_id": camera, "state": "online"}]}
    assert stranger.send_json("POST", STATES, body).status_code == 204
    assert (viewer.get(f"/api/cameras/{camera}").json or {})["state"] == "unknown"
    assert stranger.send("PUT", f"/api/device/cameras/{camera}/still", jpeg()).status_code == 404
    assert stranger.send("GET", f"/api/device/cameras/{camera}/reference").status_code == 404


def test_detect_adds_what_the_picture_shows(world: World, viewer: FlaskClient, report: Callable[..., None]) -> None:
    report(state="online", detail="", fps=25.0)
    report(picture="blocked")
    shown = viewer.get(f"/api/cameras/{world.kitchen.camera.id}").json or {}
    assert (shown["state"], shown["picture"], shown["fps"]) == ("online", "blocked", 25.0)


def test_nonsense_from_a_box_is_refused(box: DeviceClient, world: World) -> None:
    camera = world.kitchen.camera.id
    for state in ({"state": "happy"}, {"fps": "many"}, {"width": -1}, {"since": "yesterday"}):
        assert box.send_json("POST", STATES, {"states": [{"camera_id": camera} | state]}).status_code == 422
    assert box.send("PUT", f"/api/device/cameras/{camera}/still", b"<svg/>").status_code == 422


def test_a_wanted_reference_is_kept(box: DeviceClient, manager: FlaskClient, viewer: FlaskClient, world: World) -> None:
    camera = world.kitchen.camera.id
    assert manager.post(f"/api/cameras/{camera}/reference").status_code == 202
    assert (box.send("GET", CONFIG).json or {})["references_wanted"] == [camera]
    box.send("PUT", f"/api/device/cameras/{camera}/still", jpeg(colour="green"), {"X-Reference": "1"})
    config = box.send("GET", CONFIG).json or {}
    assert config["references_wanted"] == []
    kept = box.send("GET", f"/api/device/cameras/{camera}/reference")
    assert kept.content_type == "image/jpeg"
    sha256 = next(c["reference_sha256"] for c in config["cameras"] if c["id"] == camera)
    assert kept.headers["ETag"] == f'"{sha256}"'
    assert (viewer.get(f"/api/cameras/{camera}").json or {})["has_reference"]


def test_a_box_that_asks_is_known_to_be_well(app: Flask, box: DeviceClient) -> None:
    box.send("GET", CONFIG)
    box.send("POST", STATES, EMPTY, JSON)
    health = app.test_client().get("/healthz").json or {}
    assert health["processes"]["web"]["state"] == "ready"
    assert db.session.get(ProcessHeartbeat, "media") is not None
