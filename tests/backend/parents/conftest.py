from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.roles import Role
from backend.core.database import write_transaction
from backend.duties.service.defaults import seed_defaults
from tests.factories.parents import make_parent
from tests.factories.world import World
from tests.fakes.device import DeviceClient

ClientAs = Callable[[User], FlaskClient]


@pytest.fixture(autouse=True)
def _duty_rules(app: Flask) -> None:
    with write_transaction():
        seed_defaults()


@pytest.fixture
def school(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.kitchen.people[Role.PRINCIPAL])


@pytest.fixture
def parent(world: World) -> User:
    """Knows the school, is in no group yet."""
    return make_parent()


@pytest.fixture
def box(app: Flask, world: World) -> DeviceClient:
    return DeviceClient(app, world.device.id, world.device_key)
