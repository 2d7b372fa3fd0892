"""From pixels to centimetres: the installer's four points on the floor."""

from __future__ import annotations

import cv2
import numpy as np

from vision.rules.config import Floor
from vision.types import Box

_MAX_BEYOND = 1.0


class FloorScale:
    """A homography from shares of the picture to centimetres on the floor."""

    def __init__(self, floor: Floor) -> None:
        width, depth = floor.width_cm, floor.depth_cm
        corners = np.array([[0, 0], [width, 0], [width, depth], [0, depth]], np.float32)
        self._to_cm = cv2.getPerspectiveTransform(np.array(floor.points, np.float32), corners)
        self._size = (width, depth)

    def width_cm(self, box: Box, width: int, height: int) -> float | None:
        """How wide a thing is whose lower edge stands on the floor; None too far beyond the measured part."""
        left = self._on_floor(box[0] / width, box[3] / height)
        right = self._on_floor(box[2] / width, box[3] / height)
        return None if left is None or right is None else float(np.hypot(left[0] - right[0], left[1] - right[1]))

    def path_cm(self, feet: list[tuple[float, float]]) -> float | None:
        """The way between points of the floor, in shares of the picture; None when one lies beyond."""
        places = [self._on_floor(x, y) for x, y in feet]
        known = [place for place in places if place is not None]
        if len(known) < len(places):
            return None
        return float(sum(np.hypot(b[0] - a[0], b[1] - a[1]) for a, b in zip(known, known[1:], strict=False)))

    def _on_floor(self, x: float, y: float) -> tuple[float, float] | None:
        across, along, scale = self._to_cm @ np.array([x, y, 1.0])
        if abs(scale) < 1e-6:
            return None
        place = (float(across / scale), float(along / scale))
        # Beyond the horizon the other side of the plane shows: such lengths mean nothing.
        is_near = all(
            -_MAX_BEYOND * size <= at <= (1 + _MAX_BEYOND) * size for at, size in zip(place, self._size, strict=True)
        )
        return place if is_near else None
