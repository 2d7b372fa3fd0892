"""What several tests of `vision` need: the real models, and pictures of the demo kitchen."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tools.footage.story import Scene
from vision.models.assembly import ModelError, verify
from vision.pipeline import Models
from vision.types import Image

TakePicture = Callable[[float], Image]


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The folder of the real model files. They are made at set-up; without them these tests must not pass."""
    path = Path(os.environ.get("MINGCHU_DATA_DIR") or "var") / "models"
    try:
        verify(path)
    except ModelError as error:
        pytest.fail(f"{error} (python -m vision.models assemble --out {path})")
    return path


@pytest.fixture(scope="session")
def models(models_dir: Path) -> Models:
    return Models.load(models_dir)


@pytest.fixture(scope="session")
def kitchen() -> TakePicture:
    """BGR, at a second of the story: 1 empty, 12 street clothes, 45 white uniform."""

    @cache
    def take(seconds: float) -> Image:
        # A scene of its own for each, so that the noise is the same whichever test comes first.
        return np.ascontiguousarray(Scene().at(round(seconds * 25), seconds)[..., ::-1])

    return lambda seconds: take(seconds).copy()
