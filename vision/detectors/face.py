"""Faces that look towards the camera, masked or bare: MediaPipe's full-range BlazeFace.

Constants (192x192, one anchor for each of 48x48 cells, values in pixels of the input) follow MediaPipe's
face_detection_full_range graph.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.detectors.base import open_session
from vision.detectors.crops import cut
from vision.models.manifest import FACE
from vision.types import Box, Image

_SIDE = 192
_CELLS = 48
_LOGIT_LIMIT = 50.0


@dataclass(frozen=True)
class Face:
    """From the brows to the chin, in pixels of the picture; `score` 0..1."""

    box: Box
    score: float


class FaceFinder:
    def __init__(self, models_dir: Path, min_score: float = 0.5, threads: int = 1) -> None:
        self._session = open_session(models_dir / FACE.file_name, threads)
        self._input = self._session.get_inputs()[0].name
        self._min_score = min_score

    def find(self, image: Image, region: Box, margin: float = 1.0) -> Face | None:
        """The best face in the square around `region`, `margin` times its longer side; None when there is none."""
        x1, y1, x2, y2 = region
        size = max(x2 - x1, y2 - y1) * margin
        crop = cut(image, region, margin, _SIDE)
        rgb = np.ascontiguousarray(crop[None, :, :, ::-1], np.float32) / np.float32(127.5) - 1
        (raw,) = self._session.run(None, {self._input: rgb})
        cell, score = _best(raw[0])
        if score < self._min_score:
            return None
        corner = (x1 + x2 - size) / 2, (y1 + y2 - size) / 2
        return Face(_place(raw[0, cell], cell, size / _SIDE, corner), score)


def _best(rows: NDArray[np.float32]) -> tuple[int, float]:
    cell = int(rows[:, 0].argmax())
    logit = min(max(float(rows[cell, 0]), -_LOGIT_LIMIT), _LOGIT_LIMIT)
    return cell, 1 / (1 + math.exp(-logit))


def _place(row: NDArray[np.float32], cell: int, scale: float, corner: tuple[float, float]) -> Box:
    step = _SIDE / _CELLS
    x = corner[0] + ((cell % _CELLS + 0.5) * step + float(row[1])) * scale
    y = corner[1] + ((cell // _CELLS + 0.5) * step + float(row[2])) * scale
    width, height = float(row[3]) * scale, float(row[4]) * scale
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
