"""Pictures for the detectors: the demo kitchen, drawn at the moment that a test asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tools.footage.story import Scene
from vision.pipeline import Models
from vision.types import Image

TakePicture = Callable[[float], Image]


@pytest.fixture(scope="session")
def models(models_dir: Path) -> Models:
    return Models.load(models_dir)


@pytest.fixture(scope="session")
def kitchen() -> TakePicture:
    """BGR, at a second of the story: 1 empty, 12 street clothes, 45 white uniform."""
    scene = Scene()
    return lambda seconds: np.ascontiguousarray(scene.at(round(seconds * 25), seconds)[..., ::-1])
