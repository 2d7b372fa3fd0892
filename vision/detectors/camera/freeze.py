"""Whether the picture is a repetition of itself.

A live sensor is never exactly still: its noise survives the encoder at least in keyframes. Measured with x264 from
0.3 to 2 Mbit/s at 720p, neighbouring keyframes of a still scene share 0.33 to 0.79 of their pixels (within one level)
once there is noise of half a level, while a frozen source repeats most keyframes exactly as soon as the rate control
has settled. Only keyframes are compared, because the frames between them get better step by step even when nothing
moves.

Limits: a camera that removes all noise, looking at a scene without any movement under steady light, cannot be told
from a frozen one before something moves; a dark picture is not judged, because darkness encodes to the same pixels
every time; a loop is noticed only up to eight keyframes; the decision needs about five keyframes, 10 s at a usual
setting.
"""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.types import Image

_MAX_PIXELS = 200_000
_LEVELS = 1
_TWIN_SHARE = 0.98
_REMEMBERED = 8
_WINDOW, _NEEDED = 6, 4
_MIN_DEVIATION = 4.0
_COARSE = (80, 45)
_MOVEMENT = 6.0
# Cameras write clocks and names near the upper and lower edge, and those may tick over a frozen picture.
_CAPTION_SHARE = 0.12


class FreezeCheck:
    """Looks for twins among the last keyframes of one camera."""

    def __init__(self) -> None:
        self._seen: deque[NDArray[np.uint8]] = deque(maxlen=_REMEMBERED)
        self._twins: deque[float] = deque(maxlen=_WINDOW)

    def score(self, image: Image, is_key: bool) -> float:
        """0 while the picture lives; else how nearly the last keyframes repeat earlier ones."""
        if is_key:
            self._remember(_sample(image))
        if sum(share >= _TWIN_SHARE for share in self._twins) < _NEEDED:
            return 0.0
        return max(self._twins)

    def _remember(self, plane: NDArray[np.uint8]) -> None:
        if not self._seen or self._seen[-1].shape != plane.shape or _has_moved(self._seen[-1], plane):
            self._seen.clear()
            self._twins.clear()
        elif plane.std() < _MIN_DEVIATION:
            self._twins.clear()
        else:
            self._twins.append(max(float((cv2.absdiff(plane, old) <= _LEVELS).mean()) for old in self._seen))
        self._seen.append(plane)


def _sample(image: Image) -> NDArray[np.uint8]:
    """Pixels as they were decoded: averaging would take away the noise that tells live from frozen."""
    edge = round(image.shape[0] * _CAPTION_SHARE)
    green = image[edge : image.shape[0] - edge, :, 1]
    step = max(1, round((green.size / _MAX_PIXELS) ** 0.5))
    return np.ascontiguousarray(green[::step, ::step])


def _has_moved(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> bool:
    coarse = [cv2.resize(plane, _COARSE, interpolation=cv2.INTER_AREA) for plane in (before, now)]
    return float(np.percentile(cv2.absdiff(coarse[0], coarse[1]), 99)) > _MOVEMENT
