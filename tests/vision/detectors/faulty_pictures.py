"""Scenes, and what can happen to a camera's picture of them: faults, and ordinary changes that are none.

The scenes are the drawn kitchen and photographs that come with scikit-image; a scene is 640 pixels wide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from tools.footage.room import draw_counter, draw_room
from vision.types import Image

Random = np.random.Generator
Change = Callable[[Image, Random], Image]
Floats = NDArray[np.float32]
_SIZE = (640, 360)


@cache
def scenes() -> dict[str, Image]:
    """Name -> BGR picture."""
    kitchen = draw_room()
    counter = draw_counter()
    kitchen[-counter.shape[0] :] = counter
    pictures = {
        "astronaut": photograph("astronaut"),
        "coffee": photograph("coffee"),
        "cat": photograph("chelsea"),
        "photographer": np.repeat(photograph("camera")[..., None], 3, 2),
        "motorcycle": photograph("stereo_motorcycle"),
        "rocket": photograph("rocket"),
        "kitchen": kitchen,
    }
    return {name: _cut(picture[..., ::-1]) for name, picture in pictures.items()}


def photograph(name: str) -> Image:
    """One of scikit-image's, RGB or grey; of a stereo pair the left one."""
    loaded = getattr(data, name)()
    return np.asarray(loaded[0] if isinstance(loaded, tuple) else loaded, np.uint8)


def _cut(picture: Image) -> Image:
    height, width = picture.shape[:2]
    wanted = min(height, round(width * _SIZE[1] / _SIZE[0]))
    top = (height - wanted) // 2
    return np.asarray(cv2.resize(picture[top : top + wanted], _SIZE, interpolation=cv2.INTER_AREA), np.uint8)


def taken(picture: Image, rng: Random, noise: float = 2.0) -> Image:
    """As a camera would send it: with noise, and through a lossy encoder."""
    noisy = _to_picture(picture + rng.normal(0, noise, picture.shape))
    return _through_jpeg(noisy, int(rng.integers(45, 80)))


def _through_jpeg(picture: Image, quality: int) -> Image:
    jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)


def _to_picture(values: Any) -> Image:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def _cloud(rng: Random, shape: tuple[int, int], scale: int) -> Floats:
    """Smooth values 0..1 in patches of `scale` pixels."""
    small = rng.random((max(shape[0] // scale, 2) + 1, max(shape[1] // scale, 2) + 1)).astype(np.float32)
    return np.asarray(cv2.resize(small, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32).clip(0, 1)


def black(picture: Image, rng: Random) -> Image:
    return _to_picture(picture * rng.uniform(0, 0.04) + rng.uniform(2, 14))


def hand_on_lens(picture: Image, rng: Random) -> Image:
    """Skin close to the lens: reddish, only the coarsest shades."""
    shade = 40 + 90 * _cloud(rng, _shape(picture), 300)[..., None]
    return _to_picture(shade * np.array([0.5, 0.6, 1.0]))


def cloth_before_lens(picture: Image, rng: Random) -> Image:
    shade = rng.uniform(50, 190) + 12 * (_cloud(rng, _shape(picture), 120) - 0.5)
    return _to_picture(np.repeat(shade[..., None], 3, 2))


def sticker(picture: Image, rng: Random) -> Image:
    """Covers all but a strip at one side."""
    covered = picture.astype(np.float32)
    strip = round(picture.shape[1] * rng.uniform(0.08, 0.15))
    rest = np.s_[:, strip:] if rng.random() < 0.5 else np.s_[:, :-strip]
    covered[rest] = rng.uniform(40, 180)
    return _to_picture(covered)


def glare(picture: Image, rng: Random) -> Image:
    return _to_picture(picture * rng.uniform(3, 5) + rng.uniform(150, 190))


def sun_in_lens(picture: Image, rng: Random) -> Image:
    """A glow that drowns most of the picture."""
    height, width = _shape(picture)
    y, x = np.mgrid[:height, :width]
    far = np.hypot(x - width * rng.uniform(0.35, 0.65), y - height * rng.uniform(0.3, 0.6)) / width
    return _to_picture(picture + (430 * np.exp(-((far / 0.62) ** 4)))[..., None])


def defocused(picture: Image, rng: Random) -> Image:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(3.5, 6)), np.uint8)


def greasy(picture: Image, rng: Random) -> Image:
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(4, 6)).astype(np.float32)
    return _to_picture(soft * 0.75 + 45)


def _warped(picture: Image, matrix: Any) -> Image:
    return np.asarray(cv2.warpAffine(picture, matrix, picture.shape[1::-1], borderMode=cv2.BORDER_REFLECT), np.uint8)


def _shape(picture: Image) -> tuple[int, int]:
    return int(picture.shape[0]), int(picture.shape[1])


def pushed(picture: Image, rng: Random) -> Image:
    share = rng.uniform(0.06, 0.25) * rng.choice([-1, 1])
    return _warped(picture, np.array([[1, 0, share * picture.shape[1]], [0, 1, rng.uniform(-20, 20)]]))


def turned(picture: Image, rng: Random) -> Image:
    angle = rng.uniform(6, 20) * rng.choice([-1, 1])
    return _warped(picture, cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), angle, 1.1))


def to_the_wall(picture: Image, rng: Random) -> Image:
    """Somewhere else altogether: bricks."""
    wall = cv2.resize(photograph("brick"), picture.shape[1::-1])
    return np.repeat(np.asarray(wall, np.uint8)[..., None], 3, 2)


FAULTS: Mapping[str, Mapping[str, Change]] = {
    "CAM_BLOCK": {
        "black": black,
        "hand on the lens": hand_on_lens,
        "cloth": cloth_before_lens,
        "sticker": sticker,
        "glare": glare,
        "sun": sun_in_lens,
    },
    "CAM_BLUR": {"defocus": defocused, "grease": greasy},
    "CAM_MOVE": {"pushed": pushed, "turned": turned, "to the wall": to_the_wall},
}


def other_light(picture: Image, rng: Random) -> Image:
    lit = 255 * (picture / 255) ** rng.uniform(0.7, 1.5)
    return _to_picture(lit * rng.uniform(0.45, 1.25))


def yellow_light(picture: Image, rng: Random) -> Image:
    return _to_picture(picture * np.array([rng.uniform(0.45, 0.7), 0.85, 1.0]))


def light_from_one_side(picture: Image, rng: Random) -> Image:
    side = np.linspace(0.45, 1.2, picture.shape[1], dtype=np.float32)[None, :, None]
    return _to_picture(picture * (side if rng.random() < 0.5 else side[:, ::-1]))


def infrared(picture: Image, rng: Random) -> Image:
    """Grey, lit from the camera, and materials are brighter or darker than in daylight."""
    blue, green, red = (picture[..., channel].astype(np.float32) for channel in range(3))
    grey = rng.uniform(0.5, 0.9) * red + rng.uniform(-0.2, 0.2) * green + rng.uniform(0.1, 0.3) * blue + 20
    height, width = _shape(picture)
    y, x = np.mgrid[:height, :width]
    spot = 1.15 - 0.8 * np.hypot((x - width / 2) / width, (y - height / 2) / height)
    return np.repeat(_to_picture(grey * spot)[..., None], 3, 2)


def sensor_noise(picture: Image, rng: Random) -> Image:
    return _to_picture(picture * 0.5 + rng.normal(0, rng.uniform(5, 9), picture.shape))


def vibration(picture: Image, rng: Random) -> Image:
    return _warped(picture, np.array([[1, 0, rng.uniform(-3, 3)], [0, 1, rng.uniform(-3, 3)]]))


def steam(picture: Image, rng: Random) -> Image:
    """Thick in places, over up to two thirds of the picture."""
    thick = np.clip(_cloud(rng, _shape(picture), 150) * 1.6 - 0.5, 0, 0.8)[..., None]
    return _to_picture(picture * (1 - thick) + 225 * thick)


def low_bitrate(picture: Image, rng: Random) -> Image:
    size = (round(picture.shape[1] * 0.6), round(picture.shape[0] * 0.6))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(_through_jpeg(small, 25), picture.shape[1::-1]), np.uint8)


def somebody_close(picture: Image, rng: Random) -> Image:
    """A back in a dark or white shirt before a third of the picture."""
    hidden = picture.astype(np.float32)
    width = picture.shape[1]
    left = round(width * rng.uniform(0, 0.65))
    shade = rng.choice([30.0, 215.0]) + 10 * _cloud(rng, _shape(picture), 40)[..., None]
    hidden[40:, left : left + width // 3] = shade[40:, left : left + width // 3]
    return _to_picture(hidden)


ORDINARY: Mapping[str, Change] = {
    "nothing": lambda picture, rng: picture,
    "other light": other_light,
    "yellow light": yellow_light,
    "light from one side": light_from_one_side,
    "infrared": infrared,
    "noise": sensor_noise,
    "vibration": vibration,
    "steam": steam,
    "low bitrate": low_bitrate,
    "somebody close": somebody_close,
}
