"""A phone in a hand: NanoDet's class "cell phone" in a close-up of each hand.

A head that was trained on the same close-ups as a second opinion was worse than the detector's own score (area under
the curve 0.74 against 0.77 on training pictures, 79 of them with phones) and is not used. Neither is the bowed head:
its share among phone users is that among others, 1 to 4 in a hundred. A hand at the ear does say something.
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
from vision.bodies.body import Body
from vision.bodies.parts import pixels_per_metre
from vision.detectors.closeup import CloseUp, CloseUps, Part, View
from vision.detectors.nanodet import PHONE_CLASS
from vision.detectors.parts import BETWEEN, OCCLUDED, SMALL
from vision.detectors.pose import LEFT_EAR, RIGHT_EAR
from vision.types import Answer, Image, Judgement

NO_HANDS = "hands not visible"
VIEW = View(224, ((Part.HAND, 3.0),))
"""0.7 m around a hand: the phone at the ear and the face it is held to are in it."""
_AT_EAR_M = 0.2
_MOST_HIDDEN = 0.5
_BOTH = 2


@dataclass(frozen=True)
class PhoneFacts:
    """What the calibration file says. The probability of a phone is the logistic function of
    `slope` * logit(detector's score) + `offset` + (`at_ear` for a hand at the ear).

    `min_pixels`: longer side of a hand's box from which on a phone may be seen; `min_pixels_no`: from which on an empty
    hand is believed. `yes_from`, `no_from`: the least probability of either answer; what lies below both is unknown.
    """

    version: str
    slope: float
    offset: float
    at_ear: float
    min_pixels: int
    min_pixels_no: int
    yes_from: float
    no_from: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class PhoneJudge:
    """Keeps nothing between calls. Raises OSError, TypeError or ValueError for an unusable calibration file."""

    type = ViolationType.PHONE

    def __init__(self, path: Path, close_ups: CloseUps) -> None:
        content = path.read_bytes()
        self.facts = PhoneFacts(**json.loads(content))
        self.label = f"phone-{self.facts.version}@{hashlib.sha256(content).hexdigest()[:8]}"
        self._close_ups = close_ups

    def judge(self, image: Image, bodies: Sequence[Body]) -> list[Judgement]:
        looks = self._close_ups.look(image, bodies, VIEW, self.facts.min_pixels)
        return [self._judge(body, look) for body, look in zip(bodies, looks, strict=True)]

    def _judge(self, body: Body, look: Sequence[CloseUp]) -> Judgement:
        if body.hidden > _MOST_HIDDEN:
            return _unknown(OCCLUDED)
        if not look:
            return _unknown(SMALL if body.hands else NO_HANDS)
        best = max(look, key=phone_score)
        phone = probability(self.facts, phone_score(best), is_at_ear(body))
        if phone >= self.facts.yes_from:
            return Judgement(self.type, Answer.YES, phone, box=best.box)
        if 1 - phone < self.facts.no_from:
            return Judgement(self.type, Answer.UNKNOWN, max(phone, 1 - phone), BETWEEN, best.box)
        if min(close_up.pixels for close_up in look) < self.facts.min_pixels_no:
            return Judgement(self.type, Answer.UNKNOWN, 1 - phone, SMALL, best.box)
        if len(look) < _BOTH:
            # One empty hand says nothing about the other.
            return Judgement(self.type, Answer.UNKNOWN, 1 - phone, NO_HANDS, best.box)
        return Judgement(self.type, Answer.NO, 1 - phone, box=best.box)


def phone_score(close_up: CloseUp) -> float:
    return float(close_up.classes[PHONE_CLASS])


def probability(facts: PhoneFacts, score: float, at_ear: bool) -> float:
    """That there is a phone, calibrated."""
    value = facts.slope * logit(score) + facts.offset + facts.at_ear * at_ear
    return 1 / (1 + math.exp(-value))


def logit(score: float) -> float:
    kept = min(max(score, 1e-3), 1 - 1e-3)
    return math.log(kept / (1 - kept))


def is_at_ear(body: Body) -> bool:
    """Whether a hand is where one holds a phone while calling. Four in a hundred workers' are, half of callers'."""
    pose = body.pose
    if pose is None:
        return False
    reach = _AT_EAR_M * pixels_per_metre(pose)
    middles = [((x1 + x2) / 2, (y1 + y2) / 2) for x1, y1, x2, y2 in body.hands]
    ears = (pose.points[LEFT_EAR], pose.points[RIGHT_EAR])
    return any(float(np.hypot(x - ear[0], y - ear[1])) <= reach for x, y in middles for ear in ears)


def _unknown(reason: str) -> Judgement:
    return Judgement(ViolationType.PHONE, Answer.UNKNOWN, reason=reason)
