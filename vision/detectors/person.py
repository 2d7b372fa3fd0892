"""People in a frame: NanoDet-m, decoded here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.detectors.base import open_session
from vision.detectors.shrink import shrink
from vision.models.manifest import PERSON
from vision.types import Image, Person

Floats = NDArray[np.float32]

_LONG_SIDE = 416
_STRIDES = (8, 16, 32)
_DISTANCES = np.arange(11, dtype=np.float32)
_MEAN = np.array([103.53, 116.28, 123.675], np.float32)
_INVERSE_DEVIATION = 1 / np.array([57.375, 57.12, 58.395], np.float32)
_PERSON_CLASS = 0
_OVERLAP = 0.6


class PersonDetector:
    """`min_score` is the floor; rules may ask for more."""

    def __init__(self, models_dir: Path, min_score: float = 0.35, threads: int = 1) -> None:
        self._session = open_session(models_dir / PERSON.file_name, threads)
        self._input = self._session.get_inputs()[0].name
        self._min_score = min_score

    def find(self, image: Image) -> list[Person]:
        """Best score first."""
        picture, ratio = _prepare(image)
        outputs = self._session.run(None, {self._input: picture})
        boxes, scores = self._decode(outputs, picture.shape[3] // 8)
        if not len(boxes):
            return []
        height, width = image.shape[:2]
        boxes = np.clip(boxes / ratio, 0, [width, height, width, height])
        sizes = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]])
        kept = cv2.dnn.NMSBoxes(sizes.tolist(), scores.tolist(), self._min_score, _OVERLAP)
        return [Person(_as_box(boxes[index]), float(scores[index])) for index in np.ravel(kept)]

    def _decode(self, outputs: list[Floats], columns: int) -> tuple[Floats, Floats]:
        boxes, scores = [], []
        for level, stride in enumerate(_STRIDES):
            score = outputs[level][0, :, _PERSON_CLASS]
            (found,) = np.nonzero(score > self._min_score)
            distances = _expected_distances(outputs[level + 3][0, found]) * stride
            per_row = -(-columns * 8 // stride)
            centre_x, centre_y = (found % per_row + 0.5) * stride, (found // per_row + 0.5) * stride
            centres = np.stack([centre_x, centre_y, centre_x, centre_y], 1)
            boxes.append((centres + distances * [-1, -1, 1, 1]).astype(np.float32))
            scores.append(score[found])
        return np.concatenate(boxes), np.concatenate(scores)


def _prepare(image: Image) -> tuple[Floats, float]:
    """The picture shrunk into the smallest canvas that the strides divide, and by how much it was shrunk."""
    height, width = image.shape[:2]
    ratio = _LONG_SIDE / max(height, width)
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    shrunk = shrink(image, size)
    canvas = np.empty((1, 3, -(-size[1] // 32) * 32, -(-size[0] // 32) * 32), np.float32)
    for channel, plane in enumerate(cv2.split(shrunk)):
        black = -float(_MEAN[channel] * _INVERSE_DEVIATION[channel])
        canvas[0, channel] = black
        scaled = np.multiply(plane, _INVERSE_DEVIATION[channel], dtype=np.float32)
        np.add(scaled, np.float32(black), out=canvas[0, channel, : size[1], : size[0]])
    return canvas, ratio


def _expected_distances(logits: Floats) -> Any:
    """Distances from the cell's centre to the four sides, each the mean of a distribution over 0..10 cells."""
    values = logits.reshape(-1, 4, len(_DISTANCES))
    weights = np.exp(values - values.max(2, keepdims=True))
    return (weights * _DISTANCES).sum(2) / weights.sum(2)


def _as_box(row: Floats) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(value) for value in row)
    return x1, y1, x2, y2
