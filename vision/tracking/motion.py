"""Where a box should be now: a Kalman filter of constant speed in its steady state (an alpha-beta filter).

The gains of the full filter settle within three frames when noise and rate are steady, and what a detector's noise is
at two frames a second nobody knows better than these two numbers say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.types import Box

_POSITION_GAIN, _SPEED_GAIN = 0.85, 0.5
# People stop: a speed that is not seen again is halved within a second.
_FADE_S = 1.4

Floats = NDArray[np.float64]


class Motion:
    """The box and the speed of its middle. Instants in epoch seconds."""

    def __init__(self, box: Box, at: float) -> None:
        self._box = np.array(box, np.float64)
        self._speed = np.zeros(2)
        self.at = at

    @property
    def box(self) -> Box:
        return _as_box(self._box)

    def expected(self, at: float) -> Box:
        return _as_box(self._predict(at))

    def take(self, box: Box, at: float) -> None:
        """The person was seen there."""
        elapsed = at - self.at
        expected = self._predict(at)
        error = np.array(box, np.float64) - expected
        self._box = expected + _POSITION_GAIN * error
        if elapsed > 0:
            middle = (error[:2] + error[2:]) / 2
            self._speed = self._speed * _fading(elapsed) + _SPEED_GAIN * middle / elapsed
        self.at = at

    def _predict(self, at: float) -> Floats:
        elapsed = max(0.0, at - self.at)
        # The way under a speed that fades: its integral.
        way = self._speed * _FADE_S * (1 - _fading(elapsed))
        return np.asarray(self._box + np.concatenate([way, way]), np.float64)


def _fading(elapsed: float) -> float:
    return float(np.exp(-elapsed / _FADE_S))


def _as_box(row: Floats) -> Box:
    x1, y1, x2, y2 = (float(value) for value in row)
    return x1, y1, x2, y2
