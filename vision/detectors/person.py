"""People in a frame: NanoDet-m, decoded here."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from vision.detectors.base import open_session
from vision.detectors.nanodet import INVERSE_DEVIATION, MEAN, PERSON_CLASS, Floats, decode
from vision.detectors.shrink import shrink
from vision.models.manifest import PERSON
from vision.types import Image, Person

_LONG_SIDE = 416
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
        boxes, scores = decode([output[0] for output in outputs], picture.shape[3] // 8, PERSON_CLASS, self._min_score)
        if not len(boxes):
            return []
        height, width = image.shape[:2]
        boxes = np.clip(boxes / ratio, 0, [width, height, width, height])
        sizes = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]])
        kept = cv2.dnn.NMSBoxes(sizes.tolist(), scores.tolist(), self._min_score, _OVERLAP)
        return [Person(_as_box(boxes[index]), float(scores[index])) for index in np.ravel(kept)]


def _prepare(image: Image) -> tuple[Floats, float]:
    """The picture shrunk into the smallest canvas that the strides divide, and by how much it was shrunk."""
    height, width = image.shape[:2]
    ratio = _LONG_SIDE / max(height, width)
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    shrunk = shrink(image, size)
    canvas = np.empty((1, 3, -(-size[1] // 32) * 32, -(-size[0] // 32) * 32), np.float32)
    for channel, plane in enumerate(cv2.split(shrunk)):
        black = -float(MEAN[channel] * INVERSE_DEVIATION[channel])
        canvas[0, channel] = black
        scaled = np.multiply(plane, INVERSE_DEVIATION[channel], dtype=np.float32)
        np.add(scaled, np.float32(black), out=canvas[0, channel, : size[1], : size[0]])
    return canvas, ratio


def _as_box(row: Floats) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(value) for value in row)
    return x1, y1, x2, y2
