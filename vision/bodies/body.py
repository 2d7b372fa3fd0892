"""One person in one picture, with the parts that judges look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vision.detectors.pose import Pose
from vision.types import Box, Person


class Facing(StrEnum):
    """Which way the head is turned, seen from the camera."""

    FRONT = "front"
    SIDE = "side"
    AWAY = "away"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Body:
    """Boxes in pixels of the frame; None for what cannot be seen. `hidden`: share of the person behind others, 0..1."""

    person: Person
    pose: Pose | None = None
    head: Box | None = None
    face: Box | None = None
    facing: Facing = Facing.UNKNOWN
    hands: tuple[Box, ...] = ()
    hidden: float = 0.0
