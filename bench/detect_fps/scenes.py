"""The pictures of the capacity bench: the demo kitchen with nobody, one, or four people who walk about.

People are cut out of the demo footage and moved, so that detector, tracker and poses have real work; the room carries
the grain of a sensor, without which encoders and motion checks would have nothing to do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np

from tools.footage.story import Scene
from vision.types import Image

SIZE = (1280, 720)
_GRAIN = 4
_EMPTY_S, _STREET_S = 1.0, 12.0
_PEOPLE_HEIGHT = 380


def pictures(people: int, seconds: float, per_s: float = 2.0) -> Iterator[Image]:
    """`per_s` pictures a second, RGB as encoders want them."""
    scene, random = Scene(), np.random.default_rng(7)
    room, cook, mask = _room(scene), *_cook(scene)
    grain = random.integers(-_GRAIN, _GRAIN + 1, (5, SIZE[1], SIZE[0], 1), dtype=np.int16)
    for number in range(round(seconds * per_s)):
        picture = room.astype(np.int16)
        for person in range(people):
            left = round(
                SIZE[0] * (person + 0.5) / people - cook.shape[1] / 2 + 60 * math.sin(2 * number / per_s + person)
            )
            _place(picture, cook, mask, max(0, left), SIZE[1] - cook.shape[0])
        yield np.clip(picture + grain[number % len(grain)], 0, 255).astype(np.uint8)


def _still(scene: Scene, second: float) -> Image:
    return np.ascontiguousarray(scene.at(round(second * 25), second))


def _room(scene: Scene) -> Image:
    return np.asarray(cv2.resize(_still(scene, _EMPTY_S), SIZE), np.uint8)


def _cook(scene: Scene) -> tuple[Image, Image]:
    """The cook alone, and where she covers the room (0 or 1)."""
    still, empty = _still(scene, _STREET_S), _still(scene, _EMPTY_S)
    covers = (np.abs(still.astype(int) - empty).max(2) > 12).astype(np.uint8)
    covers = cv2.morphologyEx(covers, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    rows, columns = np.flatnonzero(covers.any(1)), np.flatnonzero(covers.any(0))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    share = _PEOPLE_HEIGHT / still[part].shape[0]
    size = (round(still[part].shape[1] * share), _PEOPLE_HEIGHT)
    return (
        np.asarray(cv2.resize(still[part], size, interpolation=cv2.INTER_AREA), np.uint8),
        np.asarray(cv2.resize(covers[part], size, interpolation=cv2.INTER_NEAREST), np.uint8),
    )


def _place(picture: np.ndarray[tuple[int, ...], np.dtype[np.int16]], cook: Image, mask: Image, x: int, y: int) -> None:
    width = min(cook.shape[1], picture.shape[1] - x)
    target = picture[y : y + cook.shape[0], x : x + width]
    shown = mask[:, :width, None].astype(bool)
    np.copyto(target, cook[:, :width], where=shown)
