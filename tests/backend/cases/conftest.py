from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from flask import Flask

from backend.settings import Settings
from notifications.notifier import channels_of
from notifications.sender import Sender
from tests.factories.cases import Story
from tests.factories.world import World


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)


@pytest.fixture
def sender(app: Flask) -> Iterator[Sender]:
    made = Sender(channels_of(cast(Settings, app.extensions["settings"])))
    yield made
    made.close()
