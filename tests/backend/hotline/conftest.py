from __future__ import annotations

import pytest

from tests.factories.cases import Story
from tests.factories.world import Kitchen, World


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)


@pytest.fixture
def kitchen(story: Story) -> Kitchen:
    return story.kitchen
