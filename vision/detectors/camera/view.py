"""A small grey copy of a frame, cut into blocks: what the camera checks look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.types import Image

Floats = NDArray[np.float32]

_WIDTH = 320
_BLOCK = 20
_TEXTURE = 3.0


@dataclass(frozen=True)
class View:
    """`grey` is 320 pixels wide and lightly smoothed, so that sensor noise is not taken for detail."""

    grey: Floats
    gradients: Floats
    deviation: Floats
    sharpness: Floats

    @property
    def textured(self) -> NDArray[np.bool_]:
        """Blocks that show something."""
        return self.deviation > _TEXTURE

    def share_below(self, level: float) -> float:
        """The share of pixels darker than `level`, 0..1."""
        return float(np.count_nonzero(self.grey < level)) / self.grey.size


def look_at(image: Image) -> View:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    height = round(grey.shape[0] * _WIDTH / grey.shape[1] / _BLOCK) * _BLOCK
    small = cv2.resize(grey, (_WIDTH, max(height, _BLOCK)), interpolation=cv2.INTER_AREA).astype(np.float32)
    smooth = np.asarray(cv2.GaussianBlur(small, (0, 0), 0.8), np.float32)
    gradients = np.stack([cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)])
    variance = blocks(smooth).var(-1)
    edges = blocks(np.asarray(cv2.Laplacian(smooth, cv2.CV_32F), np.float32)).var(-1)
    # Divided by the variance, because a darker scene has weaker edges without being blurred.
    sharpness = edges / np.maximum(variance, 1.0)
    return View(smooth, gradients.astype(np.float32), np.sqrt(variance), sharpness)


def blocks(plane: NDArray[Any]) -> NDArray[Any]:
    """(rows, columns, pixels of the block)."""
    rows, columns = plane.shape[0] // _BLOCK, plane.shape[1] // _BLOCK
    cut = plane[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)
    return cut.swapaxes(1, 2).reshape(rows, columns, _BLOCK * _BLOCK)


def likeness(now: View, reference: View) -> Floats:
    """Per block, how well the edges lie where the reference has them: normalised correlation, -1..1.

    Gain and offset of the brightness cancel out, so a change of light alone leaves it high.
    """
    pairs = [np.concatenate([blocks(plane) for plane in view.gradients], -1) for view in (now, reference)]
    product = (pairs[0] * pairs[1]).sum(-1)
    norm = np.sqrt((pairs[0] ** 2).sum(-1) * (pairs[1] ** 2).sum(-1))
    return np.asarray(product / np.maximum(norm, 1e-6), np.float32)
