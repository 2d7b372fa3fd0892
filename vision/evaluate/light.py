"""A day of a kitchen's light over footage that was taken in a minute: sun, lamps, steam, night, a dirty lens."""

from __future__ import annotations

import math

import cv2
import numpy as np

from vision.types import Image

_DAY_S = 86400.0
_STEAM_EVERY_S, _STEAM_S = 1200.0, 90.0
_SWITCH_EVERY_S = 1800.0
_GRAIN = 3.0


class DayLight:
    """The same each time for the same seed and time."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed

    def over(self, image: Image, at: float) -> Image:
        """The picture as it would look `at` seconds after midnight."""
        lit = cv2.LUT(image, self._curves(at))
        steam = self._steam(at)
        if steam > 0:
            veil = cv2.GaussianBlur(lit, (0, 0), 1 + 3 * steam)
            lit = cv2.addWeighted(veil, 1 - 0.5 * steam, np.full_like(veil, 215), 0.5 * steam, 0)
        return self._grain(np.asarray(lit, np.uint8), at)

    def _curves(self, at: float) -> Image:
        """One curve for each of blue, green and red: brightness over the day, warm lamps, and lamps switched."""
        sun = max(0.0, math.cos((at / _DAY_S - 0.54) * 2 * math.pi))
        lamps = 0.85 + 0.3 * self._chance(int(at // _SWITCH_EVERY_S), 1)
        gain = lamps * (0.8 + 0.25 * sun) * (1 + 0.02 * math.sin(at / 7))
        warmth = 0.08 * (1 - sun) + 0.04 * (self._chance(int(at // _SWITCH_EVERY_S), 2) - 0.5)
        gains = gain * np.array([1 - warmth, 1.0, 1 + warmth])
        levels = np.arange(256)[:, None] * gains
        return np.asarray(np.clip(levels, 0, 255).astype(np.uint8)[:, None, :])

    def _steam(self, at: float) -> float:
        """0..1: a cloud rises and falls in some of the stretches of twenty minutes."""
        stretch, into = divmod(at, _STEAM_EVERY_S)
        if self._chance(int(stretch), 3) < 0.4 or into > _STEAM_S:
            return 0.0
        return math.sin(math.pi * into / _STEAM_S)

    def _grain(self, image: Image, at: float) -> Image:
        random = np.random.default_rng([self._seed, int(at * 10)])
        # A quarter of the size, repeated: grain of a compressed picture is coarse, and numbers cost time.
        shape = (-(-image.shape[0] // 4), -(-image.shape[1] // 4), 1)
        noise = random.normal(0, _GRAIN, shape).astype(np.float32)
        large = cv2.resize(noise, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST)
        return np.asarray(np.clip(image + large[..., None], 0, 255).astype(np.uint8))

    def _chance(self, number: int, kind: int) -> float:
        return float(np.random.default_rng([self._seed, kind, number]).random())
