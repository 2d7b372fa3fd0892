"""Judging one part of each person, face, head or torso, with a classifier; and saying why where it cannot be judged."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.catalog.violations import ViolationType
from vision.detectors.classifier import Classifier
from vision.detectors.crops import cut_all
from vision.types import Answer, Box, Image, Judgement

BLURRED = "blurred"
SMALL = "small"
BETWEEN = "not sure"
OCCLUDED = "occluded"

_LEAST_CONTRAST = 6.0
# Faces of 20 real pixels and more keep 0.08 (99 of 100), those smeared over a fifteenth of their width 0.04.
_LEAST_DETAIL = 0.05

Part = Box | str
"""Where to look, or the reason why not."""


def judge_parts(kind: ViolationType, classifier: Classifier, image: Image, parts: Sequence[Part]) -> list[Judgement]:
    """One judgement for each part, in their order; all crops go through the network as one batch."""
    facts = classifier.facts
    sized = [_large_enough(part, facts.min_pixels) for part in parts]
    places = [index for index, part in enumerate(sized) if not isinstance(part, str)]
    boxes = [part for part in sized if not isinstance(part, str)]
    crops = cut_all(image, boxes, facts.margin, facts.side)
    broken = classifier.broken(classifier.classify_crops(crops))
    found = [Judgement(kind, Answer.UNKNOWN, reason=part if isinstance(part, str) else "") for part in sized]
    for place, box, crop, share in zip(places, boxes, crops, broken, strict=True):
        found[place] = _judgement(kind, classifier, box, crop, float(share))
    return found


def _judgement(
    kind: ViolationType, classifier: Classifier, box: Box, crop: NDArray[np.uint8], broken: float
) -> Judgement:
    answer, score = classifier.decide(broken)
    if answer is Answer.UNKNOWN:
        return Judgement(kind, answer, score, BETWEEN, box)
    if is_blurred(crop, round(classifier.facts.min_pixels * classifier.facts.margin)):
        return Judgement(kind, Answer.UNKNOWN, score, BLURRED, box)
    return Judgement(kind, answer, score, box=box)


def _large_enough(part: Part, min_pixels: int) -> Part:
    if isinstance(part, str):
        return part
    return part if min(part[2] - part[0], part[3] - part[1]) >= min_pixels else SMALL


def is_blurred(crop: NDArray[np.uint8], pixels: int) -> bool:
    """Whether the crop loses next to nothing when shrunk to half of the `pixels` that are needed to judge it.

    Then it has fewer real pixels than its size says: out of focus, moved, or drawn large. Flat crops count, too.
    """
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY).astype(np.float32)
    contrast = float(grey.std())
    if contrast < _LEAST_CONTRAST:
        return True
    half = max(pixels // 2, 4)
    shrunk = cv2.resize(grey, (half, half), interpolation=cv2.INTER_AREA)
    rest = cv2.resize(shrunk, grey.shape[::-1], interpolation=cv2.INTER_CUBIC) - grey
    return float(np.sqrt((rest * rest).mean())) < _LEAST_DETAIL * contrast


def share_inside(box: Box, other: Box) -> float:
    """How much of `box` lies in `other`, 0..1."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return max(width, 0.0) * max(height, 0.0) / area if area > 0 else 0.0


def is_behind(head: Box, own_foot: float, others: Sequence[tuple[Box, float]], most: float) -> bool:
    """Whether another head of somebody nearer, whose feet stand lower in the picture, covers this one."""
    return any(foot > own_foot and share_inside(head, other) > most for other, foot in others)
