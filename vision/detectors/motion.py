"""Whether anything moves: a look at every eighth pixel, for deciding how often a camera is worth more."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.types import Image

_STRIDE_FOR = 240
_CELLS = (80, 45)
_LEVELS = 9
_MIN_CELLS = 4


class MotionCheck:
    """Compares each frame of one camera with the one before."""

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None

    def has_moved(self, image: Image) -> bool:
        """True for the first frame and after a change of size. A change of the light alone is no motion."""
        stride = max(1, image.shape[1] // _STRIDE_FOR)
        small = cv2.resize(
            np.ascontiguousarray(image[::stride, ::stride, 1]), _CELLS, interpolation=cv2.INTER_AREA
        ).astype(np.float32)
        before, self._before = self._before, small
        if before is None:
            return True
        gain = float(np.median(small)) / max(float(np.median(before)), 1.0)
        return int(np.count_nonzero(np.abs(small - gain * before) > _LEVELS)) >= _MIN_CELLS
