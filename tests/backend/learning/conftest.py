from __future__ import annotations

import pytest

from tests.factories.cases import Story
from tests.factories.world import World


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)
