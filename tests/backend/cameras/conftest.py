from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.roles import Role
from tests.factories.world import World
from tests.fakes.device import DeviceClient

ClientAs = Callable[[User], FlaskClient]
GOOD = {"state": "online", "width": 1920, "height": 1080, "codec": "h264", "fps": 25.0, "gop_s": 2.0}


@pytest.fixture
def manager(world: World, client_as: ClientAs) -> FlaskClient:
    """The food safety officer of the kitchen, who may manage its cameras."""
    return client_as(world.kitchen.people[Role.SAFETY_OFFICER])


@pytest.fixture
def viewer(world: World, client_as: ClientAs) -> FlaskClient:
    """The canteen head, who may look but not change."""
    return client_as(world.kitchen.people[Role.CANTEEN_HEAD])


@pytest.fixture
def outsider(world: World, client_as: ClientAs) -> FlaskClient:
    """The safety officer of another kitchen: the same rights, elsewhere."""
    return client_as(world.other.people[Role.SAFETY_OFFICER])


@pytest.fixture
def box(app: Flask, world: World) -> DeviceClient:
    return DeviceClient(app, world.device.id, world.device_key)


@pytest.fixture
def report(box: DeviceClient, world: World) -> Callable[..., None]:
    """The box says how the kitchen's camera is."""

    def send(camera_id: int | None = None, **state: Any) -> None:
        body = {"states": [{"camera_id": camera_id or world.kitchen.camera.id, **state}]}
        assert box.send_json("POST", "/api/device/camera-states", body).status_code == 204

    return send
