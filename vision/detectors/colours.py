"""Whether pixels have one of the uniform's colours, under the light of the scene."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.types import Image

Floats = NDArray[Any]

# Lab units, tuned on labelled torsos of cooks and others.
_GREY_CHROMA = 14.0
_ACHROMATIC = 12.0
_WHITE_L, _BLACK_L = 80.0, 30.0
_WHITE_SHARE = 0.64
_BLACK_MARGIN = 12.0
_BLACKEST_L = 25.0
_GREY_MARGIN = 15.0
_HUE_MARGIN_DEGREES = 25.0
_L_MARGIN = 30.0
_CHROMA_SHARE = 0.4
_GAIN_LIMITS = (0.75, 1.33)
_DARKEST_L = 35.0
_INFRARED_CHROMA = 6.0
# Looked up: powers of 27,000 values take longer than all else here.
_CUBES = np.arange(256, dtype=np.float64) ** 3


@dataclass(frozen=True)
class Light:
    """`gains` (B, G, R) make the scene's light neutral; `white_l` is how bright its bright parts are in Lab."""

    gains: tuple[float, float, float]
    white_l: float
    chroma: float

    @property
    def shows_colours(self) -> bool:
        """False in the dark and under infrared, where no colour can be judged."""
        return self.white_l >= _DARKEST_L and self.chroma >= _INFRARED_CHROMA


def measure_light(image: Image) -> Light:
    """Estimate the light with shades-of-grey (Finlayson and Trezzi 2004, norm 6), its gains kept within limits."""
    small = cv2.resize(image, (96, 96), interpolation=cv2.INTER_NEAREST)
    cubes = _CUBES[small.reshape(-1, 3)]
    norm = (cubes * cubes).mean(0) ** (1 / 6)
    gains = np.clip(norm.mean() / np.maximum(norm, 1.0), *_GAIN_LIMITS)
    lab = _lab(small)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    blue, green, red = (float(gain) for gain in gains)
    return Light((blue, green, red), float(np.percentile(lab[..., 0], 95)), float(np.percentile(chroma, 95)))


def matching_share(pixels: Image, colours: Sequence[str], light: Light) -> float:
    """The share of `pixels` that has one of the `colours` (`#rrggbb`), 0..1."""
    lab = _lab(np.clip(pixels * np.array(light.gains), 0, 255))
    matches = np.zeros(lab.shape[:-1], bool)
    for colour in colours:
        matches |= _matches(lab, parse_colour(colour), light)
    return float(matches.mean())


def parse_colour(text: str) -> Floats:
    """Lab of `#rrggbb`. Raises ValueError."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f"not a colour: {text!r}")
    red, green, blue = bytes.fromhex(text[1:])
    lab: Floats = _lab(np.array([[[blue, green, red]]], np.uint8))[0, 0]
    return lab


def _lab(image: NDArray[Any]) -> Floats:
    return cv2.cvtColor(image.astype(np.float32) / np.float32(255), cv2.COLOR_BGR2LAB)


def _matches(lab: Floats, wanted: Floats, light: Light) -> NDArray[np.bool_]:
    brightness, chroma = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2])
    wanted_l, wanted_chroma = float(wanted[0]), float(np.hypot(wanted[1], wanted[2]))
    matches: NDArray[np.bool_]
    if wanted_chroma >= _ACHROMATIC:
        turn = np.arctan2(lab[..., 2], lab[..., 1]) - np.arctan2(wanted[2], wanted[1])
        hue = np.degrees(np.abs((turn + np.pi) % (2 * np.pi) - np.pi))
        is_near = (hue < _HUE_MARGIN_DEGREES) & (np.abs(brightness - wanted_l) < _L_MARGIN)
        matches = is_near & (chroma > _CHROMA_SHARE * wanted_chroma)
    elif wanted_l >= _WHITE_L:
        matches = (chroma < _GREY_CHROMA) & (brightness > _WHITE_SHARE * light.white_l)
    elif wanted_l <= _BLACK_L:
        matches = (chroma < _GREY_CHROMA) & (brightness < max(_BLACKEST_L, wanted_l + _BLACK_MARGIN))
    else:
        matches = (chroma < _GREY_CHROMA) & (np.abs(brightness - wanted_l) < _GREY_MARGIN)
    return matches
