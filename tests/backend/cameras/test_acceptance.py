"""Right parameters are connected, wrong ones must be replaced (seed 000 3(3)1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.backend.cameras.conftest import GOOD
from tests.factories.world import World

POINTS = ["view", "clear", "light", "height", "parameters", "time"]
Report = Callable[..., None]


def _judge(client: FlaskClient, world: World, **changes: Any) -> TestResponse:
    form = {"installed_by": "张工", "checked": POINTS, "note": "角度已调整"} | changes
    return client.post(f"/api/cameras/{world.kitchen.camera.id}/acceptance", json=form)


def _acceptance(client: FlaskClient, world: World) -> str:
    return str((client.get(f"/api/cameras/{world.kitchen.camera.id}").json or {})["acceptance"])


@pytest.mark.requirement("Q117")
def test_a_camera_is_not_accepted_without_the_form(world: World, manager: FlaskClient, report: Report) -> None:
    report(**GOOD)
    path = f"/api/cameras/{world.kitchen.camera.id}"
    assert manager.post(f"{path}/acceptance", json={}).status_code == 422
    assert _judge(manager, world, installed_by="  ").status_code == 422
    assert _judge(manager, world, checked=POINTS[:-1]).status_code == 422
    assert manager.patch(path, json={"acceptance": "accepted"}).status_code == 422
    assert _acceptance(manager, world) == "pending"
    accepted = _judge(manager, world).json or {}
    assert (accepted["acceptance"], accepted["installed_by"]) == ("accepted", "张工")


def test_what_was_not_measured_is_not_accepted(world: World, manager: FlaskClient) -> None:
    answer = _judge(manager, world)
    assert answer.status_code == 409
    assert (answer.json or {})["code"] == "camera_not_measured"
    assert _acceptance(manager, world) == "pending"


@pytest.mark.requirement("Q119")
@pytest.mark.parametrize(
    ("measured", "failing"),
    [
        ({"width": 704, "height": 576}, ["resolution"]),
        ({"fps": 6.0}, ["fps"]),
        ({"gop_s": 10.0}, ["gop"]),
        ({"codec": "hevc"}, ["codec"]),
        ({"state": "unsupported_codec", "codec": "hevc"}, ["codec"]),
        ({"state": "b_frames"}, ["b_frames"]),
        ({"fps": 5.0, "width": 640, "height": 480}, ["resolution", "fps"]),
    ],
)
def test_a_failing_camera_stays_to_be_replaced_and_says_why(
    world: World, manager: FlaskClient, report: Report, measured: dict[str, Any], failing: list[str]
) -> None:
    report(**GOOD | measured)
    answer = _judge(manager, world).json or {}
    assert answer["acceptance"] == "to_replace"
    assert [check["name"] for check in answer["checks"] if not check["is_passed"]] == failing
    assert all(check["advice"] for check in answer["checks"] if not check["is_passed"])
    assert _acceptance(manager, world) == "to_replace"


def test_a_replaced_camera_can_be_accepted(world: World, manager: FlaskClient, report: Report) -> None:
    report(**GOOD | {"fps": 5.0})
    _judge(manager, world)
    report(**GOOD)
    assert (_judge(manager, world).json or {})["acceptance"] == "accepted"
