"""One minute before the camera: who comes when, frame by frame."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.footage.people import Cutout, in_street_clothes, in_white
from tools.footage.room import COUNTER_TOP, HEIGHT, WIDTH, draw_counter, draw_room

Image = NDArray[np.uint8]

FPS = 25
LENGTH_S = 60.0
_WALK_S = 2.5
_PERSON_HEIGHT = 500
_HIDDEN_BELOW = 88
_NOISE = 2.2
_NOISE_PICTURES = 7


@dataclass(frozen=True)
class Visit:
    """From `since` to `until` (seconds), walking in from the right and out again; stands around `x`."""

    since: float
    until: float
    x: float
    is_in_white: bool

    def centre(self, at: float) -> tuple[float, float] | None:
        """Where the person's middle is and how far the figure is raised; None while away."""
        if not self.since <= at < self.until:
            return None
        share = min((at - self.since) / _WALK_S, (self.until - at) / _WALK_S, 1.0)
        eased = share * share * (3 - 2 * share)
        x = WIDTH + 280 + (self.x - WIDTH - 280) * eased
        step = abs(math.sin(at * 7.5)) * 9 * (1 - eased)
        return x + 9 * math.sin(at * 0.9) * eased, step + 3 * math.sin(at * 1.7)


STORY = (
    Visit(4.0, 29.0, 640.0, is_in_white=False),
    Visit(36.0, 55.0, 560.0, is_in_white=True),
)
UNIFORM_ONLY = (Visit(4.0, 29.0, 640.0, is_in_white=True), Visit(36.0, 55.0, 560.0, is_in_white=True))


def frames(visits: tuple[Visit, ...] = STORY, length_s: float = LENGTH_S, fps: int = FPS) -> Iterator[Image]:
    """RGB pictures with a little sensor noise and a running clock in the corner."""
    scene = Scene()
    for index in range(round(length_s * fps)):
        yield scene.at(index, index / fps, visits)


class Scene:
    """The kitchen at any moment."""

    def __init__(self) -> None:
        self._room = draw_room()
        self._counter = draw_counter()
        self._people = {
            is_in_white: make().scaled(_PERSON_HEIGHT)
            for is_in_white, make in ((False, in_street_clothes), (True, in_white))
        }
        rng = np.random.default_rng(1)
        self._rng = rng
        # Noise is drawn once and shifted for each frame: drawing it anew would take most of the time.
        self._noise = [
            np.clip(rng.normal(0, _NOISE, (HEIGHT * 2, WIDTH, 3)).round(), -20, 20).astype(np.int16)
            for _ in range(_NOISE_PICTURES)
        ]

    def at(self, index: int, seconds: float, visits: tuple[Visit, ...] = STORY) -> Image:
        """RGB, `seconds` into the story; `index` only varies the noise."""
        picture = self._room.copy()
        for visit in visits:
            place = visit.centre(seconds)
            if place is not None:
                _paste(picture, self._people[visit.is_in_white], *place)
        picture[COUNTER_TOP:] = self._counter
        _write_clock(picture, seconds)
        noise = self._noise[index % _NOISE_PICTURES]
        top = int(self._rng.integers(0, HEIGHT))
        return np.asarray(cv2.add(picture, noise[top : top + HEIGHT], dtype=cv2.CV_8U), np.uint8)


def _paste(picture: Image, person: Cutout, centre_x: float, raised: float) -> None:
    height, width = person.alpha.shape
    shift = np.array([[1, 0, centre_x % 1], [0, 1, -raised % 1]], np.float32)
    top = COUNTER_TOP + _HIDDEN_BELOW - height - math.ceil(raised)
    left = math.floor(centre_x) - width // 2
    x1, x2 = max(0, left), min(WIDTH, left + width)
    y1, y2 = max(0, top), min(COUNTER_TOP, top + height)
    if x1 >= x2:
        return
    part = np.s_[y1 - top : y2 - top, x1 - left : x2 - left]
    figure = cv2.warpAffine(person.picture, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)[part]
    alpha = cv2.warpAffine(person.alpha, shift, (width, height))[part][..., None]
    behind = picture[y1:y2, x1:x2]
    behind[...] = (behind + (figure.astype(np.float32) - behind) * alpha).astype(np.uint8)


def _write_clock(picture: Image, seconds: float) -> None:
    text = f"MINGCHU DEMO  {int(seconds) // 60:02d}:{seconds % 60:04.1f}"
    for colour, thickness in (((20, 20, 20), 5), ((245, 245, 245), 2)):
        cv2.putText(picture, text, (860, 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, colour, thickness, cv2.LINE_AA)
