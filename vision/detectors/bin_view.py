"""A marked bin in one picture, made comparable: small, cut into cells, with the ring of its surroundings."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.rules.config import Polygon
from vision.types import Box, Image

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_SIDE = 128
_CELL = 8
_SMOOTH = 1.6
_RING = 0.35
_INSIDE_SHARE = 0.6
_GREY_CHROMA = 4.0


@dataclass(frozen=True)
class BinView:
    """Per cell of the patch: `colour` (mean BGR), `detail` (edge strength) and the `edges` themselves, x and y."""

    colour: Floats
    detail: Floats
    edges: Floats
    is_grey: bool


@dataclass(frozen=True)
class BinPlace:
    """Where the bin stands in pictures of one size. `window` in pixels; the masks are per cell of the patch."""

    window: tuple[int, int, int, int]
    box: Box
    inside: Mask
    ring: Mask

    def cut(self, image: Image) -> Image:
        x1, y1, x2, y2 = (round(value) for value in self.box)
        return np.ascontiguousarray(image[y1:y2, x1:x2])

    def look_at(self, image: Image) -> BinView:
        x1, y1, x2, y2 = self.window
        rows, columns = self.inside.shape
        size = (columns * _CELL, rows * _CELL)
        patch = cv2.resize(image[y1:y2, x1:x2], size, interpolation=cv2.INTER_AREA).astype(np.float32)
        # Smoothed enough that a camera which shakes by a pixel or two does not lose the edges.
        patch = np.asarray(cv2.GaussianBlur(patch, (0, 0), _SMOOTH), np.float32)
        grey = patch.mean(-1)
        edges = np.stack([cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)], -1)
        colour = cells(patch).mean(2)
        cut = cells(np.asarray(edges, np.float32))
        chroma = float((patch.max(-1) - patch.min(-1)).mean())
        return BinView(
            colour, np.sqrt((cut**2).sum(-1).mean(-1)), cut.reshape(*cut.shape[:2], -1), chroma < _GREY_CHROMA
        )


def place(polygon: Polygon, width: int, height: int) -> BinPlace | None:
    """None when the polygon is empty in a picture of that size."""
    points = np.clip(np.array(polygon, np.float32), 0, 1) * np.array([width, height], np.float32)
    (left, top), (right, bottom) = points.min(0), points.max(0)
    if right - left < _CELL or bottom - top < _CELL:
        return None
    margin = _RING * max(right - left, bottom - top)
    x1, y1 = max(0, int(left - margin)), max(0, int(top - margin))
    x2, y2 = min(width, int(np.ceil(right + margin))), min(height, int(np.ceil(bottom + margin)))
    scale = _SIDE / max(x2 - x1, y2 - y1)
    columns, rows = (max(2, round((end - start) * scale / _CELL)) for start, end in ((x1, x2), (y1, y2)))
    fit = np.array([columns * _CELL / (x2 - x1), rows * _CELL / (y2 - y1)], np.float32)
    drawn = np.zeros((rows * _CELL, columns * _CELL), np.uint8)
    cv2.fillPoly(drawn, [np.round((points - (x1, y1)) * fit).astype(np.int32)], (1,))
    covered = cells(drawn[..., None].astype(np.float32)).mean((2, 3))
    inside = covered >= _INSIDE_SHARE
    if not inside.any():
        return None
    box = (float(left), float(top), float(right), float(bottom))
    return BinPlace((x1, y1, x2, y2), box, inside, covered == 0)


def cells(plane: Floats) -> Floats:
    """(rows, columns, pixels of the cell, channels)."""
    rows, columns = plane.shape[0] // _CELL, plane.shape[1] // _CELL
    cut = plane.reshape(rows, _CELL, columns, _CELL, -1)
    return np.asarray(cut.swapaxes(1, 2).reshape(rows, columns, _CELL * _CELL, -1), np.float32)
