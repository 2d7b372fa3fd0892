"""A cigarette at the head or in a hand: what NanoDet's backbone sees in close-ups, weighed by a logistic function.

Pictures alone do not reach certainty, so the rule's standing is "suspect": a person confirms first. Over a track the
hands are watched, too (vision/detectors/gesture.py).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body, Facing
from vision.detectors.closeup import CloseUp, CloseUps, Part, View
from vision.detectors.nanodet import Floats
from vision.detectors.parts import BETWEEN, OCCLUDED, SMALL
from vision.types import Answer, Image, Judgement

NO_HEAD = "no head"
VIEW = View(160, ((Part.HAND, 1.6), (Part.HEAD, 1.7)))
"""0.4 m around a hand, 0.5 m around a head: a cigarette is 8 cm long and less than 1 cm thick."""
_MIDDLE = 256
_MOST_HIDDEN = 0.5


@dataclass(frozen=True)
class SmokeFacts:
    """`min_pixels`: longer side of a hand's or head's box from which on a cigarette may be seen; `min_pixels_no`: from
    which on its absence is believed. `yes_from`, `no_from`: the least probability of either answer.
    """

    version: str
    min_pixels: int
    min_pixels_no: int
    yes_from: float
    no_from: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class SmokeJudge:
    """Keeps nothing between calls. Raises OSError, KeyError, TypeError or ValueError for an unusable file.

    The file: a JSON object of `facts`, `offset` and `weights`, one for each number that `describe` gives.
    """

    type = ViolationType.SMOKE

    def __init__(self, path: Path, close_ups: CloseUps) -> None:
        content = path.read_bytes()
        values = json.loads(content)
        self.facts = SmokeFacts(**values["facts"])
        self.label = f"smoke-{self.facts.version}@{hashlib.sha256(content).hexdigest()[:8]}"
        self._weights = np.array(values["weights"], np.float32)
        self._offset = float(values["offset"])
        self._close_ups = close_ups

    def judge(self, image: Image, bodies: Sequence[Body]) -> list[Judgement]:
        looks = self._close_ups.look(image, bodies, VIEW, self.facts.min_pixels)
        return [self._judge(body, look) for body, look in zip(bodies, looks, strict=True)]

    def _judge(self, body: Body, look: Sequence[CloseUp]) -> Judgement:
        if body.hidden > _MOST_HIDDEN:
            return _unknown(OCCLUDED)
        if not look:
            return _unknown(SMALL if body.head or body.hands else NO_HEAD)
        smoking = self._probability(look)
        shown = next((close_up for close_up in look if close_up.part is Part.HEAD), look[0])
        if smoking >= self.facts.yes_from:
            return Judgement(self.type, Answer.YES, smoking, box=shown.box)
        sure, reason = max(smoking, 1 - smoking), BETWEEN
        if 1 - smoking >= self.facts.no_from:
            reason = _why_not_no(body, shown, self.facts.min_pixels_no)
            if not reason:
                return Judgement(self.type, Answer.NO, sure, box=shown.box)
        return Judgement(self.type, Answer.UNKNOWN, sure, reason, shown.box)

    def _probability(self, look: Sequence[CloseUp]) -> float:
        seen = describe(np.stack([close_up.cells for close_up in look]))
        return 1 / (1 + math.exp(-float(seen @ self._weights) - self._offset))


def describe(cells: Floats) -> Floats:
    """One number per feature of close-ups (n, cells, channels) of one person: the largest over her hands and head.

    Of the middle layer the maximum and the mean over the cells, of the deep layer likewise.
    """
    middle, mean, deep = cells[..., :_MIDDLE], cells[..., _MIDDLE : 2 * _MIDDLE], cells[..., 2 * _MIDDLE :]
    parts = [middle.max(1), mean.mean(1), deep.max(1), deep.mean(1)]
    return np.asarray(np.concatenate(parts, 1).max(0), np.float32)


def _why_not_no(body: Body, shown: CloseUp, min_pixels: float) -> str:
    """Why the absence of a cigarette is not to be believed; empty when it is."""
    if shown.part is not Part.HEAD or not body.hands:
        return "hands not visible" if shown.part is Part.HEAD else NO_HEAD
    if body.facing is Facing.AWAY:
        return "turned away"
    return SMALL if shown.pixels < min_pixels else ""


def _unknown(reason: str) -> Judgement:
    return Judgement(ViolationType.SMOKE, Answer.UNKNOWN, reason=reason)
