"""Hides regions of a picture for good and writes whose picture it is into it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from vision.blur.regions import Region
from vision.types import Image

WIDTH = 640
_QUALITY = 72
# A head becomes at most four by four flat squares, a person ten of them high: nothing is left to sharpen.
_HEAD_CELLS = 4
_PERSON_CELLS = 10
_MIN_CELL = 12
_STRIP = 26
_FONT_SIZE = 15
_GHOST = 0.16


def hide(image: Image, regions: Iterable[Region]) -> None:
    """Replace each region by flat squares, in place. Call it on the small picture: the large one never leaves."""
    height, width = image.shape[:2]
    for region in regions:
        x1, y1, x2, y2 = region.box
        left, top = max(0, int(x1 * width)), max(0, int(y1 * height))
        right, bottom = min(width, int(x2 * width) + 1), min(height, int(y2 * height) + 1)
        if right > left and bottom > top:
            part = image[top:bottom, left:right]
            part[:] = _flattened(part, region.is_head)


def _flattened(part: Image, is_head: bool) -> Image:
    height, width = part.shape[:2]
    cell = max(_MIN_CELL, -(-max(height, width) // (_HEAD_CELLS if is_head else _PERSON_CELLS)))
    cells = max(1, width // cell), max(1, height // cell)
    small = cv2.resize(part, cells, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def shrink(image: Image) -> Image:
    height, width = image.shape[:2]
    if width <= WIDTH:
        return image
    size = WIDTH, round(height * WIDTH / width)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


class Stamp:
    """Whose picture it is and when it was taken, the same for every viewer; without the font only the time."""

    def __init__(self, font_file: Path) -> None:
        self._font_file = font_file

    def put(self, image: Image, place: str, name: str, at: float, timezone: str) -> Image:
        when = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M:%S")
        height, width = image.shape[:2]
        ghost = _ghost(str(self._font_file), place, width, height)
        if ghost is not None:
            image = np.asarray(np.clip(image + ghost, 0, 255), np.uint8)
        if height > 2 * _STRIP:
            line = f"{place} · {name} · {when}"
            image[-_STRIP:] = _strip(str(self._font_file), line, when, width)
        return image


@lru_cache(2)
def _font(file: str) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(file, _FONT_SIZE)
    except OSError:
        return None


def _strip(file: str, line: str, when: str, width: int) -> Image:
    canvas = Pictures.new("RGB", (width, _STRIP), (16, 24, 29))
    font = _font(file)
    draw = ImageDraw.Draw(canvas)
    if font is None:
        draw.text((8, 7), when, fill=(255, 255, 255))
    else:
        draw.text((8, 2), line, fill=(255, 255, 255), font=font)
    return np.asarray(canvas, np.uint8)[:, :, ::-1]


@lru_cache(64)
def _ghost(file: str, text: str, width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]] | None:
    """The name again and again across the picture, faint: cutting off the strip does not make it nobody's."""
    font = _font(file)
    if font is None:
        return None
    canvas = Pictures.new("L", (2 * width, 2 * height), 0)
    draw = ImageDraw.Draw(canvas)
    step = int(draw.textlength(text, font=font)) + 60
    for row, y in enumerate(range(0, 2 * height, 90)):
        for x in range(-(row % 2) * step // 2, 2 * width, step):
            draw.text((x, y), text, fill=int(255 * _GHOST), font=font)
    turned = canvas.rotate(20).crop((width // 2, height // 2, width // 2 + width, height // 2 + height))
    return np.asarray(turned, np.int16)[:, :, None]


def encode(image: Image) -> bytes:
    is_done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not is_done:
        raise ValueError("the picture cannot be encoded")
    return bytes(np.asarray(data, np.uint8))
