"""Parts of a picture in the size that a classifier wants. Training cuts its pictures with the same code."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.types import Box, Image

_GREY = 114


def cut(image: Image, box: Box, margin: float, side: int) -> Image:
    """The square around the middle of `box`, `margin` times its longer side, as `side` x `side` pixels.

    What lies outside the picture repeats its border; large parts are averaged down, so no stripe pattern appears.
    """
    x1, y1, x2, y2 = box
    half = max(max(x2 - x1, y2 - y1) * margin / 2, 1.0)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    left, top = int(np.floor(x - half)), int(np.floor(y - half))
    size = max(round(2 * half), 2)
    part = _inside(image, left, top, size)
    way = cv2.INTER_AREA if size > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, (side, side), interpolation=way), np.uint8)


def cut_all(image: Image, boxes: Sequence[Box], margin: float, side: int) -> NDArray[np.uint8]:
    """One batch (len(boxes), side, side, 3), in the order of the boxes."""
    batch = np.empty((len(boxes), side, side, 3), np.uint8)
    for index, box in enumerate(boxes):
        batch[index] = cut(image, box, margin, side)
    return batch


def _inside(image: Image, left: int, top: int, size: int) -> Image:
    height, width = image.shape[:2]
    x1, y1 = max(left, 0), max(top, 0)
    x2, y2 = min(left + size, width), min(top + size, height)
    if x1 >= x2 or y1 >= y2:
        return np.full((size, size, 3), _GREY, np.uint8)
    part = image[y1:y2, x1:x2]
    if part.shape[:2] == (size, size):
        return part
    sides = (y1 - top, top + size - y2, x1 - left, left + size - x2)
    return np.asarray(cv2.copyMakeBorder(part, *sides, cv2.BORDER_REPLICATE), np.uint8)
