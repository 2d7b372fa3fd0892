"""From how many pixels on each kind can be judged, and how large that is in the world.

First figures: a face measures 57 px at 3 m, 34 px at 5 m and 17 px at 10 m in a picture of 1920 px. That is a lens
of about 82 degrees; it is assumed where the installer has not said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backend.catalog.violations import ViolationType


class Part(StrEnum):
    """What of a person or thing must be large enough."""

    FACE = "face"
    HEAD = "head"
    BODY = "body"
    HAND = "hand"
    ANIMAL = "animal"


@dataclass(frozen=True)
class Limit:
    """`min_px` of the part's `size_cm` in the analysed picture."""

    part: Part
    size_cm: float
    min_px: int


ASSUMED_VIEW_DEGREES = 82.0
ASSUMED_MOUNT_CM = 260

LIMITS: dict[ViolationType, Limit] = {
    ViolationType.MASK: Limit(Part.FACE, 15.5, 24),
    ViolationType.CAP: Limit(Part.HEAD, 22.0, 24),
    ViolationType.CLOTHES: Limit(Part.BODY, 165.0, 80),
    ViolationType.PHONE: Limit(Part.HAND, 15.0, 32),
    ViolationType.SMOKE: Limit(Part.HEAD, 22.0, 48),
    ViolationType.PEST: Limit(Part.ANIMAL, 8.0, 6),
    ViolationType.INTRUDE: Limit(Part.BODY, 165.0, 80),
}
