"""Whether a recording is played in place of the live picture.

Two proofs, either is enough; both ask for change that repeats, so a scene that merely is calm is never called.

Exact: the same stream is sent again. Its keyframes decode to the very same pixels, which a live sensor gives at most
for neighbours of a still scene; so a run of different keyframes that all come back after the same time is a replay. A
keyframe is remembered as a hash: loops of up to eight hours.

Near: a recording is shown through another encoder, or out of phase. What moves, second by second on a coarse grid, is
then the same as one period ago. Each moving second is a unit vector, so that one light switch weighs no more than a
step; the mean cosine to one period ago is what counts. Loops of 25 s to half an hour. Measured on static cameras:
people who come and go indoors reach 0.19, walkers in a street 0.09, a mouse 0.10; the same clips again, encoded anew
and out of phase, 0.46 to 0.80 at 2 and at 0.5 pictures a second. What repeats by itself (a fan, a blinking lamp) is
alike, or the opposite, at many periods and not only at one.

Limits: a loop without any movement is found only while it is sent as it was encoded; half of what is on the picture
may be live without being noticed.
"""

from __future__ import annotations

from collections import OrderedDict

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.detectors.camera.fault import Cause, Fault
from vision.types import Image

_GRID = (24, 14)
_STRIDE_FOR = 240
_CAPTION_SHARE = 0.12
_REMEMBERED_KEYS = 14_400
_MIN_EXACT_S = 120.0
_MIN_NEAR_S = 60.0
_MIN_DISTINCT = 8
_LAG_SLACK_S = 1.0
_MIN_DEVIATION = 4.0

_SLOTS = 1800
_SHORTEST_S = 25
_NEIGHBOURS = 3
_FORGETTING_S = 60.0
_STEADY_LEVELS = 1.5
_MIN_ACTIVE_S = 20.0
_ALIKE = 0.38
_MANY_PERIODS = 0.2

Floats = NDArray[np.float32]


class ReplayCheck:
    """Remembers one camera's past. `note` takes every analysed frame; under 2 ms each."""

    def __init__(self) -> None:
        self._exact = _ExactRun()
        self._near = _NearRun()

    def note(self, image: Image, at: float, is_key: bool) -> None:
        """`at` in epoch seconds."""
        edge = round(image.shape[0] * _CAPTION_SHARE)
        stride = max(1, image.shape[1] // _STRIDE_FOR)
        sample = np.ascontiguousarray(image[edge : image.shape[0] - edge : stride, ::stride, 1])
        if is_key:
            self._exact.note(sample, at)
        self._near.note(sample, at)

    def find(self) -> Fault | None:
        """What the past says now; None while nothing repeats."""
        if self._exact.is_replay:
            return Fault(Cause.REPLAY, 1.0, {"period_s": self._exact.lag_s, "repeats_s": self._exact.span_s})
        if self._near.lasted_s >= _MIN_NEAR_S:
            return Fault(
                Cause.REPLAY,
                min(self._near.likeness, 1.0),
                {"period_s": float(self._near.lag_s), "repeats_s": self._near.lasted_s, "alike": self._near.likeness},
            )
        return None


class _ExactRun:
    """Keyframes that all come back after the same time."""

    def __init__(self) -> None:
        self._seen: OrderedDict[int, float] = OrderedDict()
        self._distinct: set[int] = set()
        self._since = 0.0
        self.lag_s = 0.0
        self.span_s = 0.0

    @property
    def is_replay(self) -> bool:
        return self.span_s >= _MIN_EXACT_S and len(self._distinct) >= _MIN_DISTINCT

    def note(self, sample: NDArray[np.uint8], at: float) -> None:
        if sample.std() < _MIN_DEVIATION:
            return
        name = hash(sample.tobytes())
        before = self._seen.pop(name, None)
        self._seen[name] = at
        if len(self._seen) > _REMEMBERED_KEYS:
            self._seen.popitem(last=False)
        if before is None:
            self._distinct.clear()
            self.span_s = 0.0
        elif not self._distinct:
            self._begin(name, at, at - before)
        elif abs(at - before - self.lag_s) <= _LAG_SLACK_S:
            self._distinct.add(name)
            self.span_s = at - self._since
        elif len(self._distinct) < _MIN_DISTINCT:
            # A still part of the recording comes back sooner than the whole: wait for what tells the period.
            self._begin(name, at, at - before)

    def _begin(self, name: int, at: float, lag_s: float) -> None:
        self._distinct = {name}
        self._since, self.lag_s, self.span_s = at, lag_s, 0.0


class _NearRun:
    """How alike the movement is to the movement of each number of seconds ago."""

    def __init__(self) -> None:
        self._second: int | None = None
        self._forget(None)

    def _forget(self, second: int | None) -> None:
        cells = _GRID[0] * _GRID[1]
        # Filled, not only promised by the system: the memory of a process must not grow while it watches.
        self._past = np.full((_SLOTS, cells), 0, np.float32)
        self._products = np.zeros(_SLOTS, np.float32)
        self._active_then = np.zeros(_SLOTS, np.float32)
        self._is_active = np.zeros(_SLOTS, np.float32)
        self._active = 0.0
        self._newest = 0
        self._known = 0
        self._second = second
        self._pictures: list[Floats] = []
        self._before: Floats | None = None
        self.lag_s = 0
        self.likeness = 0.0
        self.lasted_s = 0.0

    def note(self, sample: NDArray[np.uint8], at: float) -> None:
        second = int(at)
        if self._second is None or not 0 <= second - self._second <= _SLOTS:
            self._forget(second)
        while self._second is not None and self._second < second:
            self._close()
            self._second += 1
        self._pictures.append(cv2.resize(sample, _GRID, interpolation=cv2.INTER_AREA).astype(np.float32).ravel())

    def _close(self) -> None:
        """End the second: compare its movement with all of the past, then remember it."""
        movement = self._movement()
        fade = np.float32(np.exp(-1 / _FORGETTING_S))
        is_active = float(movement.any())
        self._products *= fade
        self._active_then = fade * self._active_then + self._is_active
        self._active = float(fade) * self._active + is_active
        if is_active:
            cosines = self._past @ movement
            # The ring runs backwards, so from here on row k is k + 1 seconds ago.
            self._products += np.concatenate([cosines[self._newest :], cosines[: self._newest]])
        self._known = min(self._known + 1, _SLOTS)
        self._newest = (self._newest - 1) % _SLOTS
        self._past[self._newest] = movement
        self._is_active = np.roll(self._is_active, 1)
        self._is_active[0] = is_active
        self._judge()

    def _movement(self) -> Floats:
        still = np.zeros(self._past.shape[1], np.float32)
        if not self._pictures:
            return still
        now = np.asarray(np.mean(self._pictures, axis=0), np.float32)
        self._pictures.clear()
        before, self._before = self._before, now
        if before is None:
            return still
        change = now - before
        change -= np.median(change)
        change[np.abs(change) < _STEADY_LEVELS] = 0
        length = float(np.linalg.norm(change))
        return np.asarray(change / length, np.float32) if length else still

    def _judge(self) -> None:
        likeness = self._products / np.sqrt(np.maximum(self._active * self._active_then, _MIN_ACTIVE_S**2))
        # Seconds that the recording and its encoder cut differently fall into two neighbours.
        spread = np.convolve(likeness, np.ones(3, np.float32), "same")[: self._known]
        if self._known <= _SHORTEST_S:
            return
        best = int(spread[_SHORTEST_S:].argmax())
        self.likeness = float(spread[_SHORTEST_S + best])
        is_alone = float((np.abs(spread[_NEIGHBOURS:]) > self.likeness / 2).mean()) < _MANY_PERIODS
        if self.likeness < _ALIKE or not is_alone:
            self.lasted_s = 0.0
            return
        self.lag_s = best + _SHORTEST_S + 1
        self.lasted_s += 1.0
