"""Hands and heads seen from near: NanoDet looks at all of them at once, and small heads judge what it sees.

A phone in a hand is a dozen pixels of a whole frame; the crop around the hand gives the network ten times as many.
"""

from __future__ import annotations

import weakref
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

SIDE = 160
HAND_MARGIN, HEAD_MARGIN = 1.6, 1.7
"""A hand's crop shows 0.4 m, a head's 0.5 m: what is held at the ear or the lips is in it."""
_SCORES = 3


class Part(StrEnum):
    HAND = "hand"
    HEAD = "head"


@dataclass(frozen=True)
class CloseUp:
    """`box`: the hand or head itself in the frame. `seen`: what the network saw, one number per feature."""

    part: Part
    box: Box
    seen: Floats

    @property
    def pixels(self) -> float:
        """The longer side of the hand or head: a box that the rim of the picture cuts is not small."""
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])


class CloseUps:
    """Judges of the same bodies share one look: the last one is remembered as long as its picture lives."""

    def __init__(self, models_dir: Path, threads: int = 1) -> None:
        self._session = open_session(models_dir / CLOSE_UP.file_name, threads)
        self._input = self._session.get_inputs()[0].name
        self._last: tuple[weakref.ref[Image], tuple[Body, ...], list[list[CloseUp]]] | None = None

    def look(self, image: Image, bodies: Sequence[Body]) -> list[list[CloseUp]]:
        """For each body, in their order, its hands and head that can be seen."""
        last = self._last
        if last is not None and last[0]() is image and _are_same(last[1], bodies):
            return last[2]
        found = self._look(image, bodies)
        self._last = (weakref.ref(image), tuple(bodies), found)
        return found

    def _look(self, image: Image, bodies: Sequence[Body]) -> list[list[CloseUp]]:
        parts = [parts_of(body) for body in bodies]
        crops = [cut_all(image, [box], margin_of(part), SIDE) for each in parts for part, box in each]
        if not crops:
            return [[] for _ in bodies]
        rows = iter(self.see(np.concatenate(crops)))
        return [[CloseUp(part, box, next(rows)) for part, box in each] for each in parts]

    def see(self, crops: NDArray[np.uint8]) -> Floats:
        """Features (n, count) of crops (n, SIDE, SIDE, 3)."""
        outputs = self._session.run(None, {self._input: normalise(crops)})
        return describe(outputs)


def describe(outputs: Sequence[Any]) -> Floats:
    """The best score of every class, then mean and maximum of every channel of the inner layers."""
    columns = [np.concatenate(outputs[:_SCORES], 1).max(1)]
    for layer in outputs[_SCORES:]:
        columns += [layer.mean((2, 3)), layer.max((2, 3))]
    return np.concatenate(columns, 1).astype(np.float32)


def parts_of(body: Body) -> list[tuple[Part, Box]]:
    hands = [(Part.HAND, hand) for hand in body.hands]
    return hands if body.head is None else [*hands, (Part.HEAD, body.head)]


def margin_of(part: Part) -> float:
    return HAND_MARGIN if part is Part.HAND else HEAD_MARGIN


def _are_same(one: Sequence[Body], other: Sequence[Body]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
