"""What stands out from the empty room, as blobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.detectors.shrink import shrink
from vision.types import Box, Image

Floats = NDArray[np.float32]

WIDTH = 480
_MIN_LEVELS = 14.0
_NOISE_FACTOR = 5.0
_FOLLOW_PER_S = 0.3
# What rests is part of the room after about eight seconds: a pan that was left, or the place where a mouse sat.
_HEAL_PER_S = 0.12
_STILL_LEVELS = 5.0
_MIN_AREA = 6
_MAX_BLOBS = 40
_CHANGED_LIGHT = 0.25
_LIT_EDGES = 0.75
_RESTLESS_PER_S = 0.02
_COARSE = 8
_RESTLESS = 0.35


@dataclass(frozen=True)
class Blob:
    """In pixels of the small picture. `sharpness`: steepness of the rim against contrast, per pixel.

    `restless`: how often something moves there, 0..1; `alike`: likeness of the edges inside to those of the empty
    room, which a change of light leaves as they were.
    """

    box: Box
    centre: tuple[float, float]
    area: float
    contrast: float
    sharpness: float
    alike: float
    restless: float

    @property
    def length(self) -> float:
        return float(np.hypot(self.box[2] - self.box[0], self.box[3] - self.box[1]))


class Background:
    """The empty room of one camera, learned as it is watched. 480 pixels wide; 2 ms a frame."""

    def __init__(self) -> None:
        self._room: Floats | None = None
        self._noise: Floats | None = None
        self._before: Floats | None = None
        self._restless: Floats | None = None
        self._at = 0.0
        self._since = 0.0

    def see(self, image: Image, at: float) -> list[Blob] | None:
        """What stands out; None while the room is being learned anew, as after a change of light."""
        height = max(2, round(image.shape[0] * WIDTH / image.shape[1]))
        grey = cv2.cvtColor(shrink(image, (WIDTH, height)), cv2.COLOR_BGR2GRAY)
        now = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), np.float32)
        elapsed, self._at = at - self._at, at
        if self._room is None or self._noise is None or self._room.shape != now.shape or not 0 <= elapsed < 60:
            self._start(now, at)
            return None
        room = self._room * _gain(now, self._room)
        change = np.abs(now - room)
        limit = np.maximum(_MIN_LEVELS, _NOISE_FACTOR * self._noise)
        mask = np.asarray(change > limit, np.uint8)
        if mask.mean() > _CHANGED_LIGHT:
            self._start(now, at)
            return None
        mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)
        blobs = self._blobs(mask, now, room, change)
        self._learn(now, change, mask, min(elapsed, 2.0))
        return None if at - self._since < 1.0 else blobs

    def _start(self, now: Floats, at: float) -> None:
        self._room, self._noise = now.copy(), np.full(now.shape, 2.0, np.float32)
        self._before = now
        size = (-(-now.shape[0] // _COARSE), -(-now.shape[1] // _COARSE))
        if self._restless is None or self._restless.shape != size:
            self._restless = np.zeros(size, np.float32)
        self._since = at

    def _learn(self, now: Floats, change: Floats, mask: NDArray[np.uint8], elapsed: float) -> None:
        """The room follows where something rests, so that what has come to stay, or has left, becomes part of it."""
        if self._room is None or self._noise is None or self._restless is None or self._before is None:
            return
        is_still = np.asarray(np.abs(now - self._before) < _STILL_LEVELS, np.uint8)
        self._before = now
        cv2.accumulateWeighted(now, self._room, min(_FOLLOW_PER_S * elapsed, 0.5), 1 - mask)
        cv2.accumulateWeighted(now, self._room, _HEAL_PER_S * elapsed, mask & is_still)
        cv2.accumulateWeighted(change, self._noise, 0.05, 1 - mask)
        coarse = cv2.resize(mask * np.uint8(255), self._restless.shape[::-1], interpolation=cv2.INTER_AREA)
        self._restless += (coarse.astype(np.float32) / 255 - self._restless) * np.float32(_RESTLESS_PER_S * elapsed)

    def _blobs(self, mask: NDArray[np.uint8], now: Floats, room: Floats, change: Floats) -> list[Blob]:
        count, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
        large = sorted(range(1, count), key=lambda index: -int(stats[index, cv2.CC_STAT_AREA]))[:_MAX_BLOBS]
        return [
            self._measure(index, labels, stats[index], centres[index], (now, room, change))
            for index in large
            if stats[index, cv2.CC_STAT_AREA] >= _MIN_AREA
        ]

    def _measure(self, index: int, labels: Any, stats: Any, centre: Any, planes: tuple[Floats, Floats, Floats]) -> Blob:
        left, top, width, height, area = (int(value) for value in stats)
        around = np.s_[max(0, top - 2) : top + height + 2, max(0, left - 2) : left + width + 2]
        now, room, change = (plane[around] for plane in planes)
        inside = labels[around] == index
        contrast = float(np.percentile(change[inside], 75))
        edges_now, edges_room = _edges(now), _edges(room)
        product = float((edges_now * edges_room)[:, inside].sum())
        norm = float(np.sqrt((edges_now**2)[:, inside].sum() * (edges_room**2)[:, inside].sum()))
        rim = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
        steep = float(np.percentile(np.hypot(*_edges(now - room))[rim], 75))
        coarse = np.s_[top // _COARSE : (top + height) // _COARSE + 1, left // _COARSE : (left + width) // _COARSE + 1]
        restless = 0.0 if self._restless is None else float(np.mean(self._restless[coarse]))
        return Blob(
            (float(left), float(top), float(left + width), float(top + height)),
            (float(centre[0]), float(centre[1])),
            float(area), contrast, steep / max(contrast, 1.0), product / max(norm, 1.0), restless,
        )  # fmt: skip


def is_light(blob: Blob) -> bool:
    """A spot of light or a shadow: the room's own edges still show through it."""
    return blob.alike > _LIT_EDGES


def is_restless(blob: Blob) -> bool:
    """Where something moves again and again (a curtain, steam, a lamp), more movement says nothing."""
    return blob.restless > _RESTLESS


def _edges(plane: Floats) -> Floats:
    # Levels per pixel.
    edges = np.stack([cv2.Sobel(plane, cv2.CV_32F, 1, 0), cv2.Sobel(plane, cv2.CV_32F, 0, 1)])
    return np.asarray(edges / 8, np.float32)


def _gain(now: Floats, room: Floats) -> float:
    """How much brighter the whole picture has become."""
    sample = np.s_[::8, ::8]
    return float(np.median((now[sample] + 8) / (room[sample] + 8)))
