from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.accounts.models import User
from backend.catalog.roles import Role
from backend.extensions import db
from tests.factories.world import World, make_officer

Client = Any  # what it answers is whatever the API says, and no type knows that
ClientAs = Callable[[User], Client]


@pytest.fixture
def keeper(world: World, client_as: ClientAs) -> Client:
    """An officer of the county, who keeps its register."""
    user = make_officer(Role.COUNTY_OFFICER, world.county)
    db.session.commit()
    return client_as(user)


@pytest.fixture
def admin(world: World, client_as: ClientAs) -> Client:
    return client_as(world.admin)
