"""How far a camera can judge each kind: from its pixels, its lens and how high it hangs."""

from __future__ import annotations

from dataclasses import dataclass
from math import radians, sqrt, tan

from backend.catalog.violations import ViolationType
from backend.catalog.vision_limits import LIMITS, Limit, Part

_EYE_CM = {Part.FACE: 155.0, Part.HEAD: 160.0, Part.HAND: 120.0, Part.BODY: 85.0, Part.ANIMAL: 0.0}
"""How high above the floor the middle of each part is."""


@dataclass(frozen=True)
class Optics:
    """`width_px` of the analysed picture, which is `view_degrees` wide; the camera hangs `mount_cm` high."""

    width_px: int
    view_degrees: float
    mount_cm: float


@dataclass(frozen=True)
class Reach:
    """`metres`: along the floor, up to where the part has its pixels; 0 when it never has."""

    type: ViolationType
    part: Part
    min_px: int
    metres: float


def reach_of(type: ViolationType, optics: Optics) -> Reach | None:
    """None for kinds that are judged by the picture as a whole."""
    limit = LIMITS.get(type)
    if limit is None:
        return None
    return Reach(type, limit.part, limit.min_px, round(_along_floor(_line_cm(limit, optics), limit, optics) / 100, 1))


def _line_cm(limit: Limit, optics: Optics) -> float:
    """How far away, straight from the lens, the part still has its pixels."""
    focal_px = optics.width_px / 2 / tan(radians(optics.view_degrees) / 2)
    return focal_px * limit.size_cm / limit.min_px


def _along_floor(line_cm: float, limit: Limit, optics: Optics) -> float:
    drop = optics.mount_cm - _EYE_CM[limit.part]
    return sqrt(max(0.0, line_cm**2 - drop**2))
