"""Rules per area: where a kind watches by itself, and what switches it on elsewhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.cameras.models import Camera
from backend.catalog.areas import AreaKind
from backend.catalog.violations import SPECS, Severity, ViolationType
from backend.establishments.models import Area
from backend.extensions import db
from tests.factories.cases import Story
from tests.factories.world import World
from tests.fakes.device import DeviceClient

CONFIG = "/api/device/config"


def _move(world: World, kind: AreaKind) -> Camera:
    camera = world.kitchen.camera
    place = world.kitchen.establishment
    camera.area = world.kitchen.areas.get(kind) or Area(establishment_id=place.id, kind=kind, name=kind.value)
    db.session.commit()
    return camera


def _told(box: DeviceClient, camera_id: int) -> dict[str, dict[str, Any]]:
    cameras = (box.send("GET", CONFIG).json or {})["cameras"]
    return {rule["type"]: rule for camera in cameras if camera["id"] == camera_id for rule in camera["rules"]}


def _kinds(client: FlaskClient, camera_id: int) -> dict[str, dict[str, Any]]:
    shown = client.get(f"/api/cameras/{camera_id}/installation").json or {}
    return {kind["type"]: kind for kind in shown["kinds"]}


@pytest.mark.parametrize(
    ("area", "kinds"),
    [
        (AreaKind.SPECIAL, {"MASK", "CAP", "CLOTHES", "PHONE", "SMOKE", "PEST"}),
        (AreaKind.COOK, {"CAP", "CLOTHES", "PHONE", "SMOKE", "BIN", "PEST"}),
        (AreaKind.SERVE, {"MASK", "CAP", "CLOTHES", "PHONE", "SMOKE", "BIN", "PEST"}),
        (AreaKind.STORE, {"CAP", "CLOTHES", "PHONE", "SMOKE", "PEST"}),
    ],
)
def test_each_area_is_watched_for_what_is_required_there(
    box: DeviceClient, world: World, area: AreaKind, kinds: set[str]
) -> None:
    told = _told(box, _move(world, area).id)
    assert {kind for kind in told if not kind.startswith("CAM_")} == kinds | {"INTRUDE"}


def test_a_mask_is_demanded_where_a_rule_of_the_area_says_so(
    box: DeviceClient, manager: FlaskClient, world: World
) -> None:
    camera = _move(world, AreaKind.COOK)
    place = {"establishment_id": world.kitchen.establishment.id, "type": "MASK"}
    assert _kinds(manager, camera.id)["MASK"]["quiet"] == "area"
    # How masks are judged in the whole kitchen does not spread them to where nobody has to wear one.
    assert manager.post("/api/rules", json=place | {"hold_s": 9}).status_code == 201
    assert "MASK" not in _told(box, camera.id)
    area = manager.post("/api/rules", json=place | {"area_id": camera.area_id})
    assert area.status_code == 201
    assert _told(box, camera.id)["MASK"]["hold_s"] == 5
    assert _kinds(manager, camera.id)["MASK"] | {"metres": 0} == {
        "type": "MASK",
        "source": "area",
        "quiet": None,
        "standing": "certain",
        "part": "face",
        "min_px": 24,
        "metres": 0,
        "lack": None,
    }
    assert manager.patch(f"/api/rules/{(area.json or {})['id']}", json={"is_enabled": False}).status_code == 200
    assert _kinds(manager, camera.id)["MASK"]["quiet"] == "rule_off"


def test_standing_and_grace_are_told_to_the_box_and_can_be_changed(
    box: DeviceClient, manager: FlaskClient, world: World
) -> None:
    camera = world.kitchen.camera
    told = _told(box, camera.id)
    assert (told["SMOKE"]["standing"], told["CAP"]["standing"]) == ("suspect", "certain")
    assert (told["CAP"]["grace_s"], told["CLOTHES"]["grace_s"]) == (60, 0)
    rule = {"establishment_id": world.kitchen.establishment.id, "type": "CAP", "standing": "suspect", "grace_s": 5}
    assert manager.post("/api/rules", json=rule).status_code == 201
    told = _told(box, camera.id)
    assert (told["CAP"]["standing"], told["CAP"]["grace_s"]) == ("suspect", 5)
    for wrong in ({"standing": "maybe"}, {"grace_s": -1}, {"grace_s": 601}, {"grace_s": "long"}):
        answer = manager.post("/api/rules", json=rule | wrong | {"camera_id": camera.id})
        assert answer.status_code == 422, wrong


@pytest.mark.parametrize(
    ("kind", "area", "severity"),
    [
        (ViolationType.MASK, AreaKind.SPECIAL, Severity.MAJOR),
        (ViolationType.MASK, AreaKind.COOK, Severity.MINOR),
        (ViolationType.PHONE, AreaKind.SERVE, Severity.MAJOR),
        (ViolationType.PHONE, AreaKind.COOK, Severity.MINOR),
        (ViolationType.PEST, AreaKind.STORE, Severity.CRITICAL),
    ],
)
def test_a_case_weighs_as_much_as_its_area_says(
    world: World, kind: ViolationType, area: AreaKind, severity: Severity
) -> None:
    _move(world, area)
    assert Story(world).open(kind).severity is severity


def test_a_camera_without_ai_is_quiet_about_people_for_that_reason(manager: FlaskClient, world: World) -> None:
    camera = world.kitchen.camera
    manager.patch(f"/api/cameras/{camera.id}", json={"is_ai_enabled": False})
    kinds = _kinds(manager, camera.id)
    assert {type: kind["quiet"] for type, kind in kinds.items() if kind["quiet"] != "ai_off"} == {
        "CAM_OFFLINE": None,
        "CAM_BLOCK": None,
        "CAM_FREEZE": None,
        "CAM_MOVE": None,
        "CAM_BLUR": None,
    }
    assert json.loads(manager.get(f"/api/cameras/{camera.id}/rules").data)


def test_every_kind_has_its_words_in_both_languages() -> None:
    for spec in SPECS.values():
        assert all((spec.zh, spec.en, spec.norm_zh, spec.norm_en))
        assert spec.zh != spec.en
