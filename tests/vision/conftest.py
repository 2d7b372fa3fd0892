"""What several tests of `vision` need."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vision.models.assembly import ModelError, verify


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The folder of the real model files. They are made at set-up; without them these tests must not pass."""
    path = Path(os.environ.get("MINGCHU_DATA_DIR") or "var") / "models"
    try:
        verify(path)
    except ModelError as error:
        pytest.fail(f"{error} (python -m vision.models assemble --out {path})")
    return path
