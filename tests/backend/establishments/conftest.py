"""The three who stand in every test here: who manages, who only works there, who is from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.roles import Role
from tests.factories.world import World, make_officer

ClientAs = Callable[[User], FlaskClient]


@pytest.fixture
def owner(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.kitchen.people[Role.SAFETY_OFFICER])


@pytest.fixture
def member(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.kitchen.people[Role.WORKER])


@pytest.fixture
def outsider(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.other.people[Role.SAFETY_OFFICER])


@pytest.fixture
def office(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.officer)


@pytest.fixture
def county(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(make_officer(Role.COUNTY_OFFICER, world.county))
