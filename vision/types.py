"""The nouns that the steps of the analysis hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
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


class Answer(StrEnum):
    """Whether a rule is broken: YES no mask, bare head, phone in hand; NO the opposite is seen; else UNKNOWN."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Judgement:
    """One thing in one picture. `score`: calibrated probability that the answer is right; `reason`: why unknown."""

    type: ViolationType
    answer: Answer
    score: float = 0.0
    reason: str = ""
    box: Box | None = None


@dataclass(frozen=True)
class Crop:
    """A part of a frame that a judgement looked at. `kind` as in "head", "torso", "hand"."""

    kind: str
    image: Image
    answer: Answer
    score: float


@dataclass(frozen=True)
class Person:
    """`track_id`: the same person through the frames of one camera; None before tracking."""

    box: Box
    score: float
    track_id: int | None = None

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True)
class Detection:
    """What one frame shows. `box` is None when the whole picture is meant; `why` is JSON: what was measured.

    `present_s`: how long the person has been here; None where nobody is meant.
    """

    type: ViolationType
    score: float
    box: Box | None = None
    track_id: int | None = None
    why: Json = field(default_factory=dict)
    crops: tuple[Crop, ...] = ()
    present_s: float | None = None
