"""What an installer tells about a camera: lens, floor, bins, and the stills that things are compared with."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from backend.cameras.models import ReferenceStill
from backend.catalog.areas import AreaKind
from backend.catalog.cameras import CameraState, PictureState
from backend.core import clock as core_clock
from backend.extensions import db
from tests.factories.world import World
from tests.fakes.clock import FrozenClock
from tests.fakes.device import DeviceClient
from tests.fakes.pictures import jpeg

CONFIG = "/api/device/config"
CORNERS = [[0.3, 0.4], [0.7, 0.4], [0.9, 0.9], [0.1, 0.9]]
FLOOR = {"points": CORNERS, "width_cm": 200, "depth_cm": 300}
LID = [[0.1, 0.1], [0.3, 0.1], [0.3, 0.3], [0.1, 0.3]]


def _scene(is_mirrored: bool = False, light: float = 1.0) -> bytes:
    """A room with a bright table on one side."""
    picture = Image.new("L", (320, 180), int(60 * light))
    picture.paste(int(200 * light), (200, 90, 320, 180))
    picture.paste(int(20 * light), (0, 0, 90, 60))
    if is_mirrored:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def _camera(box: DeviceClient, world: World) -> dict[str, Any]:
    cameras = (box.send("GET", CONFIG).json or {})["cameras"]
    return next(camera for camera in cameras if camera["id"] == world.kitchen.camera.id)


def _kinds(client: FlaskClient, path: str) -> dict[str, dict[str, Any]]:
    return {kind["type"]: kind for kind in (client.get(path).json or {})["kinds"]}


def test_a_longer_lens_sees_faces_further_away(manager: FlaskClient, world: World) -> None:
    world.kitchen.camera.width, world.kitchen.camera.height = 1920, 1080
    db.session.commit()
    path = f"/api/cameras/{world.kitchen.camera.id}/installation"
    assert (manager.get(path).json or {})["assumed"] == {"width": 1920, "view_degrees": 82, "mount_cm": 260}
    usual = _kinds(manager, path)["MASK"]["metres"]
    assert 6 < usual < 8  # 57 px at 3 m and 34 px at 5 m make 24 px at about 7 m
    assert manager.patch(path, json={"view_degrees": 45}).status_code == 200
    assert _kinds(manager, path)["MASK"]["metres"] > 1.8 * usual
    assert manager.patch(path, json={"view_degrees": 170, "mount_cm": 600}).status_code == 200
    assert _kinds(manager, path)["MASK"]["metres"] == 0


def test_what_is_still_missing_is_said(manager: FlaskClient, world: World) -> None:
    path = f"/api/cameras/{world.kitchen.camera.id}/installation"
    lacks = {type: kind["lack"] for type, kind in _kinds(manager, path).items() if kind["lack"]}
    assert lacks == {"BIN": "bins", "PEST": "floor", "CAM_MOVE": "reference"}


def test_the_floor_is_kept_and_told_to_the_box(box: DeviceClient, manager: FlaskClient, world: World) -> None:
    path = f"/api/cameras/{world.kitchen.camera.id}/installation"
    assert _camera(box, world)["floor"] is None
    assert (manager.patch(path, json={"floor": FLOOR}).json or {})["floor"] == FLOOR
    assert _camera(box, world)["floor"] == FLOOR
    assert _kinds(manager, path)["PEST"]["lack"] is None
    assert (manager.patch(path, json={"floor": None}).json or {})["floor"] is None
    assert _camera(box, world)["floor"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"floor": FLOOR | {"points": CORNERS[:3]}},
        {"floor": FLOOR | {"points": [*CORNERS[:3], [1.5, 0]]}},
        {"floor": FLOOR | {"points": [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]]}},
        {"floor": FLOOR | {"points": CORNERS[::-1]}},
        {"floor": FLOOR | {"points": [[0.5, 0.5]] * 4}},
        {"floor": FLOOR | {"width_cm": 0}},
        {"floor": {"points": CORNERS}},
        {"floor": "wide"},
        {"view_degrees": 5},
        {"mount_cm": "high"},
        {"unknown": 1},
    ],
    ids=str,
)
def test_nonsense_about_a_camera_is_refused(manager: FlaskClient, world: World, wrong: dict[str, Any]) -> None:
    path = f"/api/cameras/{world.kitchen.camera.id}/installation"
    assert manager.patch(path, json=wrong).status_code == 422


def test_a_bin_is_marked_shown_covered_and_told_to_the_box(
    box: DeviceClient, manager: FlaskClient, world: World, clock: FrozenClock
) -> None:
    camera = world.kitchen.camera.id
    [row] = json.loads(manager.put(f"/api/cameras/{camera}/bins", json=[{"name": "桶1", "polygon": LID}]).data)
    path = f"/api/bins/{row['id']}"
    assert manager.post(f"{path}/still").status_code == 409  # the camera has sent no picture yet
    box.send("PUT", f"/api/device/cameras/{camera}/still", jpeg(colour="green"))
    assert manager.post(f"{path}/confirmation").status_code == 409
    offered = manager.post(f"{path}/still")
    assert offered.status_code == 201
    assert (offered.json or {})["covered_at"] is None
    assert manager.get(f"{path}/still").status_code == 404
    seen = manager.get(f"{path}/still?is_offered=true")
    assert seen.content_type == "image/jpeg"
    assert (manager.post(f"{path}/confirmation").json or {})["covered_at"] == (offered.json or {})["offered_at"]
    told = _camera(box, world)["bins"]
    assert [(each["id"], each["name"], each["polygon"]) for each in told] == [(row["id"], "桶1", LID)]
    covered = box.send("GET", f"/api/device/cameras/{camera}/bins/{row['id']}/covered")
    assert covered.headers["ETag"] == f'"{told[0]["covered_sha256"]}"'
    assert covered.data == seen.data
    clock.advance(minutes=2)
    assert manager.post(f"{path}/still").status_code == 409  # what it looked like two minutes ago says nothing


def test_a_bin_keeps_its_still_when_it_is_renamed_and_loses_it_when_it_goes(
    box: DeviceClient, manager: FlaskClient, world: World
) -> None:
    path = f"/api/cameras/{world.kitchen.camera.id}/bins"
    box.send("PUT", f"/api/device/cameras/{world.kitchen.camera.id}/still", jpeg())
    [row] = json.loads(manager.put(path, json=[{"name": "a", "polygon": LID}]).data)
    manager.post(f"/api/bins/{row['id']}/still")
    manager.post(f"/api/bins/{row['id']}/confirmation")
    [kept] = json.loads(manager.put(path, json=[{"id": row["id"], "name": "b", "polygon": CORNERS}]).data)
    assert (kept["id"], kept["name"], kept["covered_at"] is not None) == (row["id"], "b", True)
    assert json.loads(manager.put(path, json=[]).data) == []
    assert _camera(box, world)["bins"] == []
    for wrong in ([{"id": 99999, "name": "x", "polygon": LID}], [{"name": "x", "polygon": LID[:2]}], [{"name": "x"}]):
        assert manager.put(path, json=wrong).status_code == 422, wrong
    assert manager.put(path, json=[{"name": "x", "polygon": LID}] * 9).status_code == 409


def test_another_kitchens_camera_answers_like_a_missing_one(
    manager: FlaskClient, viewer: FlaskClient, outsider: FlaskClient, world: World, box: DeviceClient
) -> None:
    camera = world.kitchen.camera.id
    [row] = json.loads(manager.put(f"/api/cameras/{camera}/bins", json=[{"name": "a", "polygon": LID}]).data)
    for method, path, body in (
        ("GET", f"/api/cameras/{camera}/installation", None),
        ("PATCH", f"/api/cameras/{camera}/installation", {"mount_cm": 300}),
        ("GET", f"/api/cameras/{camera}/bins", None),
        ("PUT", f"/api/cameras/{camera}/bins", []),
        ("POST", f"/api/bins/{row['id']}/still", None),
        ("POST", f"/api/bins/{row['id']}/confirmation", None),
        ("GET", f"/api/cameras/{camera}/reference-stills", None),
    ):
        assert outsider.open(path, method=method, json=body).status_code == 404, path
        if method != "GET":
            assert viewer.open(path, method=method, json=body).status_code == 403, path
    assert box.send("GET", f"/api/device/cameras/{camera}/bins/99999/covered").status_code == 404
    other = world.other.camera.id
    assert box.send("GET", f"/api/device/cameras/{other}/bins/{row['id']}/covered").status_code == 404


def _healthy(world: World) -> None:
    world.kitchen.camera.state, world.kitchen.camera.picture = CameraState.ONLINE, PictureState.OK
    db.session.commit()


def _send_reference(box: DeviceClient, world: World, data: bytes) -> None:
    path = f"/api/device/cameras/{world.kitchen.camera.id}/still"
    assert box.send("PUT", path, data, {"X-Reference": "1"}).status_code == 204


def _wanted(box: DeviceClient) -> list[int]:
    return list((box.send("GET", CONFIG).json or {})["references_wanted"])


def test_a_healthy_camera_shows_itself_every_week(
    box: DeviceClient, manager: FlaskClient, world: World, clock: FrozenClock
) -> None:
    camera = world.kitchen.camera.id
    _healthy(world)
    assert _wanted(box) == []  # the first still is for a person to ask for
    manager.post(f"/api/cameras/{camera}/reference")
    _send_reference(box, world, _scene())
    first = _camera(box, world)["reference_sha256"]
    clock.advance(days=6)
    assert _wanted(box) == []
    clock.advance(days=1, minutes=1)
    assert _wanted(box) == [camera]
    world.kitchen.camera.picture = PictureState.MOVED
    db.session.commit()
    assert _wanted(box) == []  # what looks wrong must not teach what is right
    _healthy(world)
    _send_reference(box, world, _scene(light=0.6))  # the same room in the evening
    assert _camera(box, world)["reference_sha256"] != first
    listed = (manager.get(f"/api/cameras/{camera}/reference-stills").json or {})["items"]
    assert [row["state"] for row in listed] == ["current", "past"]
    assert listed[0]["difference"] < 0.1


def test_a_still_that_differs_much_waits_for_a_person(
    box: DeviceClient, manager: FlaskClient, outsider: FlaskClient, world: World, clock: FrozenClock
) -> None:
    camera = world.kitchen.camera.id
    _healthy(world)
    manager.post(f"/api/cameras/{camera}/reference")
    _send_reference(box, world, _scene())
    first = _camera(box, world)["reference_sha256"]
    clock.advance(days=8)
    _send_reference(box, world, _scene(is_mirrored=True))
    assert _camera(box, world)["reference_sha256"] == first
    proposed = (manager.get(f"/api/cameras/{camera}/reference-stills").json or {})["items"][0]
    assert (proposed["state"], proposed["difference"] > 0.35) == ("proposed", True)
    path = f"/api/reference-stills/{proposed['id']}"
    assert outsider.get(f"{path}/picture").status_code == 404
    assert manager.get(f"{path}/picture").content_type == "image/jpeg"
    assert (manager.post(f"{path}/decision", json={"is_accepted": True}).json or {})["state"] == "current"
    assert _camera(box, world)["reference_sha256"] != first
    assert manager.post(f"{path}/decision", json={"is_accepted": False}).status_code == 409
    clock.advance(days=8)
    _send_reference(box, world, _scene())
    again = (manager.get(f"/api/cameras/{camera}/reference-stills").json or {})["items"][0]
    refused = manager.post(f"/api/reference-stills/{again['id']}/decision", json={"is_accepted": False})
    assert (refused.json or {})["state"] == "refused"
    assert _wanted(box) == []  # not before another week is over


def test_a_reference_that_nobody_asked_for_is_a_still_like_any_other(box: DeviceClient, world: World) -> None:
    _healthy(world)
    _send_reference(box, world, _scene())
    assert _camera(box, world)["reference_sha256"] is None
    assert db.session.query(ReferenceStill).count() == 0


def test_somebody_who_fills_in_a_task_is_named_to_the_box(
    box: DeviceClient, manager: FlaskClient, outsider: FlaskClient, world: World, clock: FrozenClock
) -> None:
    path = f"/api/establishments/{world.kitchen.establishment.id}/phone-tasks"
    assert _camera(box, world)["busy_tasks"] == []
    elsewhere = world.kitchen.areas[AreaKind.STORE].id
    assert manager.post(path, json={"area_id": elsewhere}).status_code == 204
    assert _camera(box, world)["busy_tasks"] == []
    now = core_clock.now()
    assert manager.post(path, json={"area_id": world.kitchen.camera.area_id}).status_code == 204
    expected = [at.isoformat().replace("+00:00", "Z") for at in (now, now + timedelta(minutes=5))]
    assert _camera(box, world)["busy_tasks"] == [expected]
    foreign = world.other.areas[AreaKind.STORE].id
    assert manager.post(path, json={"area_id": foreign}).status_code == 422
    assert outsider.post(path, json={}).status_code == 404
    clock.advance(minutes=11)
    assert _camera(box, world)["busy_tasks"] == []
