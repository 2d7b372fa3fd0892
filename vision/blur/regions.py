"""Which parts of a picture must be hidden. In doubt more rather than less: a false region costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.detectors.person import PersonDetector
from vision.detectors.pose import (
    LEFT_EAR,
    LEFT_HIP,
    LEFT_SHOULDER,
    RIGHT_EAR,
    RIGHT_HIP,
    RIGHT_SHOULDER,
    Pose,
    PoseEstimator,
)
from vision.types import Box, Image

# Far below what a violation asks for: here a miss is the costly mistake.
MIN_SCORE = 0.2
_FACE_POINTS = 11
# Smaller people show no joints; of more people than these the rest is hidden whole, so that a crowd costs no more.
_MIN_POSE_HEIGHT = 70
_POSES = 4
_MARGIN = 0.12
_TOP_SHARE = 0.3
_SURE = 0.6


@dataclass(frozen=True)
class Region:
    """`box` as fractions of width and height; `is_head`: a head, else a whole person."""

    box: Box
    is_head: bool


class RegionFinder:
    def __init__(self, people: PersonDetector, poses: PoseEstimator) -> None:
        self._people = people
        self._poses = poses

    def find(self, image: Image) -> list[Region]:
        height, width = image.shape[:2]
        boxes = [person.box for person in self._people.find(image)]
        if not boxes:
            # Somebody right before the lens fills it and looks like no person; the body model knows faces.
            pose = self._poses.estimate(image, (0.0, 0.0, float(width), float(height)))
            found = [] if pose is None else [Region((0.0, 0.0, width, height), is_head=False)]
        else:
            boxes.sort(key=lambda box: box[1] - box[3])
            found = [region for rank, box in enumerate(boxes) for region in self._of_person(image, box, rank)]
        return [Region(_fractions(region.box, width, height), region.is_head) for region in found]

    def _of_person(self, image: Image, box: Box, rank: int) -> list[Region]:
        is_small = box[3] - box[1] < _MIN_POSE_HEIGHT
        pose = None if is_small or rank >= _POSES else self._poses.estimate(image, box)
        head = None if pose is None else head_box(pose, box)
        if head is None:
            return [Region(_grown(box, _MARGIN), is_head=False)]
        return [Region(head, is_head=True), Region(_top_of(box), is_head=True)]


def head_box(pose: Pose, person: Box) -> Box | None:
    """A generous square around the head, or None when the pose does not say for sure where that is."""
    points = pose.points[:_FACE_POINTS]
    if pose.score < _SURE or float(pose.visibility[:_FACE_POINTS].mean()) < _SURE:
        return None
    x, y = (float(value) for value in points.mean(0))
    left, top, right, bottom = _grown(person, 0.1)
    if not (left <= x <= right and top <= y <= top + (bottom - top) * 0.6):
        return None
    # A turned head has its ears close together and turned shoulders likewise; the torso keeps its length.
    radius = max(
        _distance(pose, LEFT_EAR, RIGHT_EAR) * 0.8,
        _distance(pose, LEFT_SHOULDER, RIGHT_SHOULDER) * 0.45,
        _distance(pose, LEFT_SHOULDER, LEFT_HIP) * 0.35,
        _distance(pose, RIGHT_SHOULDER, RIGHT_HIP) * 0.35,
        (person[3] - person[1]) * 0.07,
    )
    return x - 1.2 * radius, y - 1.5 * radius, x + 1.2 * radius, y + 1.2 * radius


def _distance(pose: Pose, one: int, other: int) -> float:
    return float(np.hypot(*(pose.points[one] - pose.points[other])))


def _top_of(box: Box) -> Box:
    """The upper part of a person: should the pose have seen somebody else's head, this one is hidden all the same."""
    x1, y1, x2, y2 = _grown(box, 0.05)
    return x1, y1, x2, y1 + (y2 - y1) * _TOP_SHARE


def _grown(box: Box, share: float) -> Box:
    x1, y1, x2, y2 = box
    across, along = (x2 - x1) * share, (y2 - y1) * share
    return x1 - across, y1 - along, x2 + across, y2 + along


def _fractions(box: Sequence[float], width: int, height: int) -> Box:
    x1, y1, x2, y2 = box
    clipped = np.clip([x1 / width, y1 / height, x2 / width, y2 / height], 0.0, 1.0)
    return float(clipped[0]), float(clipped[1]), float(clipped[2]), float(clipped[3])
