"""The nouns that the steps of the analysis hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.catalog.violations import ViolationType

Image = NDArray[np.uint8]
"""Height x width x 3, BGR."""

Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels of the frame."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """One decoded picture. `at` in epoch seconds, when the camera's packet arrived."""

    camera_id: int
    at: float
    image: Image
    is_key: bool = False

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        return int(self.image.shape[0])


@dataclass(frozen=True)
class Person:
    box: Box
    score: float

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True)
class Detection:
    """What one frame shows. `box` is None when the whole picture is meant."""

    type: ViolationType
    score: float
    box: Box | None = None
