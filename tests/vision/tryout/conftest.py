"""A clip of one second."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools.camera.encode import encode


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "second.mp4"
    pictures = (np.full((120, 160, 3), 40 + 15 * number, np.uint8) for number in range(10))
    path.write_bytes(encode(pictures, fps=10, gop=10, bitrate=200_000, preset="ultrafast"))
    return path
