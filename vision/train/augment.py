"""What a kitchen and its camera do to a picture: steam, grease, yellow and infrared light, few pixels, grain, JPEG.

Every function takes and gives a BGR picture of uint8; chance comes from the generator that is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from vision.types import Image

Chance = np.random.Generator


@dataclass(frozen=True)
class Conditions:
    """How often (0..1) each thing happens; `pixels`: how many pixels the seen square may have had in the camera."""

    grey: float = 0.3
    hue: float = 0.4
    light: float = 0.7
    steam: float = 0.12
    grease: float = 0.25
    occlusion: float = 0.15
    few_pixels: float = 0.8
    pixels: tuple[int, int] = (12, 72)
    turn_degrees: float = 14.0
    shift: float = 0.09
    zoom: tuple[float, float] = (0.85, 1.18)
    mirror: bool = True


def kitchen(wide: Image, side: int, margin: float, conditions: Conditions, chance: Chance) -> Image:
    """A `side` x `side` view out of the middle of a `wide` crop (`margin` times as wide), seen under bad conditions."""
    image = move(wide, side, margin, conditions, chance)
    if chance.random() < conditions.occlusion:
        image = occlude(image, chance)
    if chance.random() < conditions.hue:
        image = turn_hue(image, chance)
    if chance.random() < conditions.light:
        image = light(image, chance)
    if chance.random() < conditions.grey:
        image = infrared(image, chance)
    if chance.random() < conditions.steam:
        image = steam(image, chance)
    if chance.random() < conditions.grease:
        image = grease(image, chance)
    if chance.random() < conditions.few_pixels:
        low, high = conditions.pixels
        # As many small pictures as large ones: the logarithm of the size is drawn evenly.
        image = camera(image, round(float(np.exp(chance.uniform(np.log(low), np.log(high))))), chance)
    return image


def centre(wide: Image, side: int, margin: float) -> Image:
    """The undisturbed view."""
    edge = round(wide.shape[0] * (1 - 1 / margin) / 2)
    part = wide[edge : wide.shape[0] - edge, edge : wide.shape[1] - edge]
    way = cv2.INTER_AREA if part.shape[0] > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, (side, side), interpolation=way), np.uint8)


def move(wide: Image, side: int, margin: float, conditions: Conditions, chance: Chance) -> Image:
    seen = wide.shape[0] / margin
    scale = side / seen / float(chance.uniform(*conditions.zoom))
    angle = float(chance.uniform(-1, 1)) * conditions.turn_degrees
    middle = wide.shape[0] / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), angle, scale)
    matrix[:, 2] += side / 2 - middle + chance.uniform(-1, 1, 2) * conditions.shift * side
    if conditions.mirror and chance.random() < 0.5:
        matrix[0] = -matrix[0]
        matrix[0, 2] += side
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.warpAffine(wide, matrix, (side, side), flags=way, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def occlude(image: Image, chance: Chance) -> Image:
    """A pan, an arm or a shelf in front: a rectangle of one tone that comes in from the rim."""
    side = image.shape[0]
    extent = int(side * chance.uniform(0.12, 0.35))
    covered = image.copy()
    tone = chance.integers(0, 256, 3)
    where = chance.integers(0, 4)
    along = slice(int(side * chance.uniform(0, 0.5)), int(side * chance.uniform(0.5, 1)))
    across = slice(0, extent) if where % 2 == 0 else slice(side - extent, side)
    covered[(across, along) if where < 2 else (along, across)] = tone
    return covered


def turn_hue(image: Image, chance: Chance) -> Image:
    """Other colours for the same thing, so that no answer hangs on blue masks or white coats."""
    hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV).astype(np.int16)
    hsv[..., 0] = (hsv[..., 0] + chance.integers(-90, 91)) % 180
    hsv[..., 1] = np.clip(hsv[..., 1] * chance.uniform(0.4, 1.5), 0, 255)
    return np.asarray(cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2BGR), np.uint8)


def light(image: Image, chance: Chance) -> Image:
    """Brightness, contrast, gamma, and the yellow or blue of lamps."""
    values = image.astype(np.float32) / 255
    warmth = chance.normal(0, 0.12)
    gains = np.array([1 - warmth, 1 + chance.normal(0, 0.04), 1 + warmth], np.float32)
    values = np.clip(values * np.clip(gains, 0.5, 1.6), 0, 1) ** float(np.exp(chance.normal(0, 0.3)))
    middle = float(values.mean())
    values = (values - middle) * float(chance.uniform(0.5, 1.3)) + middle + float(chance.normal(0, 0.08))
    return np.asarray(np.clip(values * 255, 0, 255), np.uint8)


def infrared(image: Image, chance: Chance) -> Image:
    """One channel only, of a random mixture; at times a lamp at the camera that fades towards the rim."""
    weights = chance.dirichlet([1.5, 1.5, 1.5]).astype(np.float32)
    grey = image.astype(np.float32) @ weights
    if chance.random() < 0.4:
        side = image.shape[0]
        y, x = np.mgrid[0:side, 0:side] / side - chance.uniform(0.2, 0.8, 2)[:, None, None]
        grey = grey * (1.25 - float(chance.uniform(0.3, 1.0)) * (x * x + y * y)).astype(np.float32)
    return np.asarray(np.repeat(np.clip(grey, 0, 255)[..., None], 3, 2), np.uint8)


def steam(image: Image, chance: Chance) -> Image:
    """White clouds: coarse noise, drawn smooth, that takes the contrast away."""
    side = image.shape[0]
    cloud = cv2.resize(chance.random((4, 4), dtype=np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    share = np.clip(cloud * float(chance.uniform(0.3, 0.9)), 0, 0.85)[..., None]
    return np.asarray(np.clip(image * (1 - share) + 235 * share, 0, 255), np.uint8)


def grease(image: Image, chance: Chance) -> Image:
    """A smeared lens or a thing in motion."""
    if chance.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), float(chance.uniform(0.5, 2.2))), np.uint8)
    length = int(chance.integers(3, 9))
    kernel = np.zeros((length, length), np.float32)
    angle = float(chance.uniform(0, np.pi))
    for step in np.linspace(-1, 1, 4 * length):
        x = round((length - 1) / 2 * (1 + step * np.cos(angle)))
        y = round((length - 1) / 2 * (1 + step * np.sin(angle)))
        kernel[y, x] = 1
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.uint8)


def camera(image: Image, pixels: int, chance: Chance) -> Image:
    """Seen with `pixels` x `pixels` pixels: shrunk, with grain and JPEG's or H.264's blocks, and drawn large again."""
    side = image.shape[0]
    small = resample(image, pixels)
    grain = float(chance.choice([0.0, 2.0, 5.0, 9.0]))
    if grain:
        noisy = small + chance.normal(0, grain, (*small.shape[:2], 1)) + chance.normal(0, grain / 3, small.shape)
        small = np.asarray(np.clip(noisy, 0, 255), np.uint8)
    if chance.random() < 0.7:
        _, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(25, 92))])
        small = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR), np.uint8)


def resample(image: Image, pixels: int) -> Image:
    way = cv2.INTER_AREA if pixels < image.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, (pixels, pixels), interpolation=way), np.uint8)
