"""Adding, changing and removing cameras over HTTP; each time also as someone from another kitchen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.areas import AreaKind
from backend.catalog.roles import Role
from backend.core import clock as core_clock
from tests.factories.world import World
from tests.fakes.clock import FrozenClock
from tests.fakes.device import DeviceClient
from tests.fakes.pictures import jpeg

URL = "rtsp://admin:geheim@192.168.1.20:554/Streaming/Channels/101?pw=geheim"


def _camera(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "establishment_id": world.kitchen.establishment.id,
        "area_id": world.kitchen.areas[AreaKind.STORE].id,
        "name": "库房1",
        "main_url": URL,
        "transport": "tcp",
        "is_ai_enabled": True,
    } | changes


def _without(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != name}


def test_a_camera_of_any_brand_is_added_by_its_rtsp_address(world: World, manager: FlaskClient) -> None:
    answer = manager.post("/api/cameras", json=_camera(world))
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["area"]["kind"] == "STORE"
    assert answer.json["acceptance"] == "pending"
    assert answer.json["url_masked"] == "rtsp://admin:******@192.168.1.20:554/Streaming/Channels/101?******"
    assert manager.get(f"/api/cameras/{answer.json['id']}").json == answer.json


def test_the_password_never_comes_back(world: World, manager: FlaskClient, viewer: FlaskClient) -> None:
    answer = manager.post("/api/cameras", json=_camera(world, sub_url=URL))
    assert answer.json is not None
    path = f"/api/cameras/{answer.json['id']}"
    for text in (answer.text, manager.get(path).text, manager.get("/api/cameras").text, viewer.get(path).text):
        assert "geheim" not in text
    shown = viewer.get(path).json
    assert shown is not None
    assert shown["url_masked"] is None


@pytest.mark.requirement("Q037")
def test_a_camera_without_an_area_cannot_be_saved(world: World, manager: FlaskClient) -> None:
    for data in (_without(_camera(world), "area_id"), _camera(world, area_id=None), _camera(world, area_id=9999)):
        answer = manager.post("/api/cameras", json=data)
        assert answer.status_code == 422
        assert answer.json is not None
        assert "area_id" in str(answer.json["fields"])
    foreign = world.other.areas[AreaKind.STORE].id
    assert manager.post("/api/cameras", json=_camera(world, area_id=foreign)).status_code == 422
    assert (manager.get("/api/cameras").json or {})["total"] == 1


def test_a_masked_or_missing_address_stays_as_it_is(world: World, manager: FlaskClient, box: DeviceClient) -> None:
    added = manager.post("/api/cameras", json=_camera(world)).json or {}
    for change in ({"name": "库房2"}, {"name": "库房3", "main_url": added["url_masked"]}):
        assert manager.patch(f"/api/cameras/{added['id']}", json=change).status_code == 200
    config = box.send("GET", "/api/device/config").json or {}
    assert [c["main_url"] for c in config["cameras"] if c["id"] == added["id"]] == [URL]
    moved = added["url_masked"].replace("1.20", "1.21")
    assert manager.patch(f"/api/cameras/{added['id']}", json={"main_url": moved}).status_code == 422


def test_a_new_address_must_be_accepted_anew(world: World, manager: FlaskClient, report: Callable[..., None]) -> None:
    report(state="online", width=1920, height=1080, codec="h264", fps=25.0, gop_s=2.0)
    path = f"/api/cameras/{world.kitchen.camera.id}"
    form = {"installed_by": "张工", "checked": ["view", "clear", "light", "height", "parameters", "time"], "note": ""}
    assert (manager.post(f"{path}/acceptance", json=form).json or {})["acceptance"] == "accepted"
    changed = manager.patch(path, json={"main_url": "rtsp://a:b@10.0.0.9/x"}).json or {}
    assert (changed["acceptance"], changed["state"], changed["width"]) == ("pending", "unknown", None)


def test_a_removed_camera_is_gone_for_everyone(world: World, manager: FlaskClient, box: DeviceClient) -> None:
    path = f"/api/cameras/{world.kitchen.camera.id}"
    assert manager.delete(path).status_code == 204
    assert manager.get(path).status_code == 404
    assert world.kitchen.camera.id not in [
        c["id"] for c in (box.send("GET", "/api/device/config").json or {})["cameras"]
    ]


def test_a_viewer_may_look_but_not_change(world: World, viewer: FlaskClient) -> None:
    path = f"/api/cameras/{world.kitchen.camera.id}"
    assert viewer.get(path).status_code == 200
    assert viewer.post("/api/cameras", json=_camera(world)).status_code == 403
    assert viewer.patch(path, json={"name": "x"}).status_code == 403
    assert viewer.delete(path).status_code == 403
    assert viewer.post(f"{path}/reference").status_code == 403


def test_ids_of_others_answer_like_missing_ones(world: World, outsider: FlaskClient) -> None:
    here, nowhere = f"/api/cameras/{world.kitchen.camera.id}", "/api/cameras/99999"
    zone = [{"name": "z", "kind": "watch", "polygon": [[0, 0], [1, 0], [1, 1]]}]
    form = {"installed_by": "x", "checked": [], "note": ""}
    for method, tail, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("GET", "/still", None),
        ("POST", "/live-sessions", None),
        ("POST", "/acceptance", form),
        ("POST", "/reference", None),
        ("GET", "/zones", None),
        ("PUT", "/zones", zone),
        ("GET", "/rules", None),
    ):
        answers = [outsider.open(path + tail, method=method, json=body) for path in (here, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404], (method, tail)
        assert answers[0].data == answers[1].data
    listed = outsider.get(f"/api/cameras?establishment_id={world.kitchen.establishment.id}").json or {}
    assert listed["total"] == 0
    assert outsider.post("/api/cameras", json=_camera(world)).status_code == 404
    assert outsider.get(f"/api/establishments/{world.kitchen.establishment.id}/coverage").status_code == 404


def test_nobody_in_particular_sees_nothing(world: World, client_as: Callable[[User], FlaskClient]) -> None:
    parent = client_as(world.kitchen.people[Role.PARENT])
    assert parent.get("/api/cameras").status_code == 403
    assert parent.get(f"/api/cameras/{world.kitchen.camera.id}/still").status_code == 403


@pytest.mark.parametrize("name", ["owner_id", "state", "acceptance"])
def test_unknown_fields_are_refused(world: World, manager: FlaskClient, name: str) -> None:
    assert manager.post("/api/cameras", json=_camera(world, **{name: 1})).status_code == 422
    assert manager.patch(f"/api/cameras/{world.kitchen.camera.id}", json={name: "accepted"}).status_code == 422


def test_a_camera_is_online_only_while_pictures_come(
    world: World, viewer: FlaskClient, report: Callable[..., None], clock: FrozenClock
) -> None:
    path = f"/api/cameras/{world.kitchen.camera.id}"
    report(state="online", last_frame_at=core_clock.now().isoformat())
    assert (viewer.get(path).json or {})["is_online"]
    clock.advance(seconds=11)
    shown = viewer.get(path).json or {}
    assert (shown["state"], shown["is_online"]) == ("online", False)


def test_the_newest_still_is_shown(world: World, viewer: FlaskClient, box: DeviceClient) -> None:
    path = f"/api/cameras/{world.kitchen.camera.id}/still"
    assert viewer.get(path).status_code == 404
    device_path = f"/api/device/cameras/{world.kitchen.camera.id}/still"
    assert box.send("PUT", device_path, jpeg(1920, 1080), {"Content-Type": "image/jpeg"}).status_code == 204
    answer = viewer.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "image/jpeg"
    assert viewer.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
