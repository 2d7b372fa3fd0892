"""Hands and heads seen from near: NanoDet looks at all of them at once.

A phone in a hand is a dozen pixels of a whole frame; a crop around the hand gives the network many times as many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.bodies.body import Body
from vision.detectors.base import open_session
from vision.detectors.crops import cut_all
from vision.detectors.nanodet import Floats, normalise
from vision.models.manifest import CLOSE_UP
from vision.types import Box, Image

_SCORES = 3


class Part(StrEnum):
    HAND = "hand"
    HEAD = "head"


@dataclass(frozen=True)
class View:
    """Which parts are looked at and how much around them, in longer sides of their box; as `side` x `side` pixels."""

    side: int
    margins: tuple[tuple[Part, float], ...]

    def parts_of(self, body: Body) -> list[tuple[Part, Box, float]]:
        """The parts of the body that can be seen, each with its margin."""
        found: list[tuple[Part, Box, float]] = []
        for part, margin in self.margins:
            boxes = body.hands if part is Part.HAND else () if body.head is None else (body.head,)
            found += [(part, box, margin) for box in boxes]
        return found


@dataclass(frozen=True)
class CloseUp:
    """`box`: the hand or head itself in the frame. `classes` (80,): the best score of each of COCO's classes.

    `cells` (rows * columns, channels): what the backbone's last two layers see, per cell of 32 pixels.
    """

    part: Part
    box: Box
    classes: Floats
    cells: Floats

    @property
    def pixels(self) -> float:
        """The longer side of the hand or head: a box that the rim of the picture cuts is not small."""
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])


class CloseUps:
    """Keeps nothing between calls: one serves all cameras and all views."""

    def __init__(self, models_dir: Path, threads: int = 1) -> None:
        self._session = open_session(models_dir / CLOSE_UP.file_name, threads)
        self._input = self._session.get_inputs()[0].name

    def look(self, image: Image, bodies: Sequence[Body], view: View, min_pixels: float) -> list[list[CloseUp]]:
        """For each body, in their order, its parts that can be seen and are not smaller than `min_pixels`."""
        parts = [[part for part in view.parts_of(body) if _side(part[1]) >= min_pixels] for body in bodies]
        crops = [cut_all(image, [box], margin, view.side) for each in parts for _, box, margin in each]
        if not crops:
            return [[] for _ in bodies]
        classes, cells = self.see(np.concatenate(crops))
        seen = iter(zip(classes, cells, strict=True))
        return [[CloseUp(part, box, *next(seen)) for part, box, _ in each] for each in parts]

    def see(self, crops: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """Scores (n, 80) and cells (n, cells, channels) of crops (n, side, side, 3); `side` is a multiple of 32."""
        outputs = self._session.run(None, {self._input: normalise(crops)})
        classes = np.concatenate(outputs[:_SCORES], 1).max(1)
        return classes, _cells(outputs[_SCORES], outputs[_SCORES + 1])


def _cells(middle: Any, deep: Any) -> Floats:
    """Per cell of the deep layer: maximum and mean of the four finer cells in it, then the deep layer itself."""
    count, _, rows, columns = deep.shape
    fours = middle.reshape(count, middle.shape[1], rows, 2, columns, 2)
    stacked = np.concatenate([fours.max((3, 5)), fours.mean((3, 5)), deep], 1)
    return np.ascontiguousarray(stacked.reshape(count, -1, rows * columns).transpose(0, 2, 1), np.float32)


def _side(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])
