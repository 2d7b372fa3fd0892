"""What is looked for where, and the zones drawn on a still."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.catalog.areas import AreaKind
from tests.factories.world import World
from tests.fakes.device import DeviceClient

CONFIG = "/api/device/config"


def _rule(world: World, **changes: Any) -> dict[str, Any]:
    return {"establishment_id": world.kitchen.establishment.id, "type": "CLOTHES"} | changes


def _effective(client: FlaskClient, world: World) -> dict[str, Any]:
    rules = json.loads(client.get(f"/api/cameras/{world.kitchen.camera.id}/rules").data)
    return next((rule for rule in rules if rule["type"] == "CLOTHES"), {})


def test_the_most_particular_rule_wins(manager: FlaskClient, world: World) -> None:
    assert (_effective(manager, world)["source"], _effective(manager, world)["hold_s"]) == ("default", 5.0)
    places = [
        ("establishment", {"hold_s": 7}),
        ("area", {"hold_s": 8, "area_id": world.kitchen.areas[AreaKind.COOK].id}),
        ("camera", {"hold_s": 9, "camera_id": world.kitchen.camera.id}),
    ]
    ids = []
    for source, values in places:
        answer = manager.post("/api/rules", json=_rule(world, **values))
        assert answer.status_code == 201
        ids.append((answer.json or {})["id"])
        assert (_effective(manager, world)["source"], _effective(manager, world)["hold_s"]) == (
            source,
            values["hold_s"],
        )
    assert manager.patch(f"/api/rules/{ids[2]}", json={"is_enabled": False}).status_code == 200
    assert _effective(manager, world) == {}
    assert manager.delete(f"/api/rules/{ids[2]}").status_code == 204
    assert _effective(manager, world)["source"] == "area"
    assert manager.post("/api/rules", json=_rule(world)).status_code == 409
    listed = manager.get(f"/api/rules?establishment_id={world.kitchen.establishment.id}").json or {}
    assert [rule["id"] for rule in listed["items"]] == ids[:2]


def test_a_rule_names_what_is_of_its_own_kitchen(manager: FlaskClient, world: World) -> None:
    for wrong in (
        {"camera_id": world.other.camera.id},
        {"area_id": world.other.areas[AreaKind.COOK].id},
        {"votes": 6, "window": 5},
        {"zone_ids": [1]},
        {"hold_s": -1},
        {"min_score": 2},
        {"schedule": "sometimes"},
        {"unknown": 1},
    ):
        assert manager.post("/api/rules", json=_rule(world, **wrong)).status_code == 422, wrong


def test_rules_of_others_answer_like_missing_ones(
    manager: FlaskClient, viewer: FlaskClient, outsider: FlaskClient, world: World
) -> None:
    rule = (manager.post("/api/rules", json=_rule(world)).json or {})["id"]
    for method, body in (("PATCH", {"hold_s": 1}), ("DELETE", None)):
        answers = [outsider.open(f"/api/rules/{n}", method=method, json=body) for n in (rule, 99999)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].data == answers[1].data
        assert viewer.open(f"/api/rules/{rule}", method=method, json=body).status_code == 403
    assert outsider.get(f"/api/rules?establishment_id={world.kitchen.establishment.id}").status_code == 404
    assert outsider.post("/api/rules", json=_rule(world)).status_code == 404


SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]


def test_zones_are_drawn_kept_and_told_to_the_box(box: DeviceClient, manager: FlaskClient, world: World) -> None:
    camera = world.kitchen.camera.id
    path = f"/api/cameras/{camera}/zones"
    zone = {"name": "灶台", "kind": "watch", "polygon": SQUARE}
    first = json.loads(manager.put(path, json=[zone, zone | {"name": "门", "kind": "ignore"}]).data)
    assert [z["name"] for z in first] == ["灶台", "门"]
    rule = _rule(world, camera_id=camera, zone_ids=[first[0]["id"], first[1]["id"]])
    rule_id = (manager.post("/api/rules", json=rule).json or {})["id"]
    second = json.loads(manager.put(path, json=[first[0] | {"name": "炒灶"}]).data)
    assert [(z["id"], z["name"]) for z in second] == [(first[0]["id"], "炒灶")]
    config = next(c for c in (box.send("GET", CONFIG).json or {})["cameras"] if c["id"] == camera)
    assert [z["name"] for z in config["zones"]] == ["炒灶"]
    assert next(r["zone_ids"] for r in config["rules"] if r["id"] == rule_id) == [first[0]["id"]]


@pytest.mark.parametrize(
    "polygon",
    [
        SQUARE[:2],
        [[0, 0], [2, 0], [2, 2]],
        [[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]],
        [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9]],
        [[0.1], [0.9], [0.5]],
        "none",
    ],
    ids=["two points", "outside", "a point", "crossing", "no pairs", "text"],
)
def test_a_zone_that_is_no_area_is_refused(manager: FlaskClient, world: World, polygon: Any) -> None:
    zone = {"name": "z", "kind": "watch", "polygon": polygon}
    assert manager.put(f"/api/cameras/{world.kitchen.camera.id}/zones", json=[zone]).status_code == 422
