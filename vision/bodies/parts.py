"""Where head, face and hands are, from the joints of a pose: proportions of a grown-up in metres.

Sizes: anthropometric means of adults (ISO 7250 names): biacromial breadth 0.36, shoulder to hip 0.50, head 0.155 wide
and 0.23 high, the ears 0.12 under the top of the head.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vision.bodies.body import Facing
from vision.detectors.pose import (
    LEFT_EAR,
    LEFT_ELBOW,
    LEFT_HIP,
    LEFT_MOUTH,
    LEFT_SHOULDER,
    LEFT_WRIST,
    NOSE,
    RIGHT_EAR,
    RIGHT_ELBOW,
    RIGHT_HIP,
    RIGHT_MOUTH,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
    Pose,
)
from vision.types import Box

Point = NDArray[np.float32]

_SHOULDERS_M, _TORSO_M, _EARS_M = 0.36, 0.50, 0.155
_HEAD_ABOVE_M, _HEAD_BELOW_M, _HEAD_ASIDE_M = 0.15, 0.14, 0.12
_FACE_ABOVE_M, _FACE_BELOW_M, _FACE_ASIDE_M = 0.10, 0.09, 0.09
_HAND_M, _HAND_HALF_M = 0.08, 0.12
_MIN_VISIBILITY = 0.5
_NOSE_AHEAD = 0.65
_FRONT_DEGREES, _SIDE_DEGREES = 50.0, 105.0
# In widths of the head; seen from the front they are 2.3. Heads seen from behind on shoulders seen from the side are
# at times taken for faces.
_MIN_SHOULDERS = 1.0
_MOST_HEAD_OF_PERSON = 0.6


def pixels_per_metre(pose: Pose) -> float:
    """The larger of what shoulders and torso say: turning shortens one, looking from above the other."""
    shoulders = _length(pose, LEFT_SHOULDER, RIGHT_SHOULDER) / _SHOULDERS_M
    middle = _middle(pose, LEFT_SHOULDER, RIGHT_SHOULDER) - _middle(pose, LEFT_HIP, RIGHT_HIP)
    return max(shoulders, float(np.hypot(*middle)) / _TORSO_M, _length(pose, LEFT_EAR, RIGHT_EAR) / _EARS_M)


def facing(pose: Pose) -> Facing:
    """From the ears, which change sides when the head turns away, and the nose, which leads to one side."""
    if min(pose.visibility[NOSE], max(pose.visibility[LEFT_EAR], pose.visibility[RIGHT_EAR])) < _MIN_VISIBILITY:
        return Facing.UNKNOWN
    width = pixels_per_metre(pose) * _EARS_M
    if width <= 0:
        return Facing.UNKNOWN
    ears = (pose.points[LEFT_EAR] - pose.points[RIGHT_EAR])[0] / width
    ahead = (pose.points[NOSE] - _middle(pose, LEFT_EAR, RIGHT_EAR))[0] / width / _NOSE_AHEAD
    turned = abs(math.degrees(math.atan2(ahead, ears)))
    if turned <= _FRONT_DEGREES:
        shoulders = (pose.points[LEFT_SHOULDER] - pose.points[RIGHT_SHOULDER])[0] / width
        return Facing.FRONT if shoulders >= _MIN_SHOULDERS else Facing.UNKNOWN
    return Facing.SIDE if turned <= _SIDE_DEGREES else Facing.AWAY


def head_box(pose: Pose, person: Box, width: int, height: int) -> Box | None:
    """The bare head from its top to the chin, 0.24 m wide and 0.29 m high; None when it cannot be in the picture."""
    if max(pose.visibility[NOSE], pose.visibility[LEFT_EAR], pose.visibility[RIGHT_EAR]) < _MIN_VISIBILITY:
        return None
    scale = pixels_per_metre(pose)
    middle = _middle(pose, LEFT_EAR, RIGHT_EAR)
    is_inside = person[0] <= middle[0] <= person[2] and person[1] - 0.1 * scale <= middle[1] <= person[3]
    if not is_inside or scale * (_HEAD_ABOVE_M + _HEAD_BELOW_M) > _MOST_HEAD_OF_PERSON * (person[3] - person[1]):
        return None
    box = _around(middle, scale, _HEAD_ASIDE_M, _HEAD_ABOVE_M, _HEAD_BELOW_M)
    return _clipped(box, width, height)


def face_box(pose: Pose, way: Facing, width: int, height: int) -> Box | None:
    """From the forehead to the chin; None when the face is not turned to the camera."""
    if way not in (Facing.FRONT, Facing.SIDE):
        return None
    mouth = _middle(pose, LEFT_MOUTH, RIGHT_MOUTH)
    middle = (pose.points[NOSE] + mouth + _middle(pose, LEFT_EAR, RIGHT_EAR)) / 3
    box = _around(middle, pixels_per_metre(pose), _FACE_ASIDE_M, _FACE_ABOVE_M, _FACE_BELOW_M)
    return _clipped(box, width, height)


def hand_boxes(pose: Pose, width: int, height: int) -> tuple[Box, ...]:
    """Squares of 0.24 m around the hands that can be seen: a hand goes on where the forearm points."""
    scale = pixels_per_metre(pose)
    found = []
    for wrist, elbow in ((LEFT_WRIST, LEFT_ELBOW), (RIGHT_WRIST, RIGHT_ELBOW)):
        if pose.visibility[wrist] < _MIN_VISIBILITY:
            continue
        forearm = pose.points[wrist] - pose.points[elbow]
        length = max(float(np.hypot(*forearm)), 1e-6)
        # A forearm that points at the camera is short, and so is the hand that goes on from it.
        ahead = forearm / length * min(_HAND_M * scale, 0.4 * length)
        box = _around(pose.points[wrist] + ahead, scale, _HAND_HALF_M, _HAND_HALF_M, _HAND_HALF_M)
        if (clipped := _clipped(box, width, height)) is not None:
            found.append(clipped)
    return tuple(found)


def hidden_share(person: Box, others: list[Box]) -> float:
    """How much of the person is behind others, 0..1. Who stands lower in the picture is nearer to the camera."""
    x, y = np.meshgrid(np.linspace(person[0], person[2], 16), np.linspace(person[1], person[3], 24))
    covered = np.zeros(x.shape, bool)
    for other in others:
        if other[3] >= person[3] - 0.02 * (person[3] - person[1]):
            covered |= (x >= other[0]) & (x <= other[2]) & (y >= other[1]) & (y <= other[3])
    return float(covered.mean())


def _length(pose: Pose, one: int, other: int) -> float:
    return float(np.hypot(*(pose.points[one] - pose.points[other])))


def _middle(pose: Pose, one: int, other: int) -> Point:
    return np.asarray((pose.points[one] + pose.points[other]) / 2, np.float32)


def _around(middle: Point, scale: float, aside: float, above: float, below: float) -> Box:
    x, y = float(middle[0]), float(middle[1])
    return x - aside * scale, y - above * scale, x + aside * scale, y + below * scale


def _clipped(box: Box, width: int, height: int) -> Box | None:
    """The part inside the picture; None when less than half of it is."""
    inside = max(box[0], 0.0), max(box[1], 0.0), min(box[2], float(width)), min(box[3], float(height))
    sides = inside[2] - inside[0], inside[3] - inside[1]
    if min(sides) <= 0 or sides[0] * sides[1] < 0.5 * (box[2] - box[0]) * (box[3] - box[1]):
        return None
    return inside
