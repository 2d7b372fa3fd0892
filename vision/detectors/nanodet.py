"""What NanoDet-m wants and says: normalised pictures in, class scores and distances per cell out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PERSON_CLASS, PHONE_CLASS = 0, 67
"""In the order of COCO's 80 classes."""
MEAN = np.array([103.53, 116.28, 123.675], np.float32)
INVERSE_DEVIATION = 1 / np.array([57.375, 57.12, 58.395], np.float32)
"""Of blue, green and red."""

_STRIDES = (8, 16, 32)
_DISTANCES = np.arange(11, dtype=np.float32)


def normalise(crops: NDArray[np.uint8]) -> Floats:
    """Crops (n, side, side, 3), BGR, as the network's input (n, 3, side, side)."""
    scaled = (crops.astype(np.float32) - MEAN) * INVERSE_DEVIATION
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def decode(outputs: Sequence[Floats], columns: int, kind: int, min_score: float) -> tuple[Floats, Floats]:
    """Boxes (n, 4) and scores (n,) of one class in one picture that is `columns` cells of 8 pixels wide.

    `outputs`: of each stride the scores (cells, classes), then of each stride the distances (cells, 44).
    """
    boxes, scores = [], []
    for level, stride in enumerate(_STRIDES):
        score = outputs[level][:, kind]
        (found,) = np.nonzero(score > min_score)
        distances = _expected_distances(outputs[level + 3][found]) * stride
        per_row = -(-columns * 8 // stride)
        centre_x, centre_y = (found % per_row + 0.5) * stride, (found // per_row + 0.5) * stride
        centres = np.stack([centre_x, centre_y, centre_x, centre_y], 1)
        boxes.append((centres + distances * [-1, -1, 1, 1]).astype(np.float32))
        scores.append(score[found])
    return np.concatenate(boxes), np.concatenate(scores)


def _expected_distances(logits: Floats) -> Any:
    """Distances from the cell's centre to the four sides, each the mean of a distribution over 0..10 cells."""
    values = logits.reshape(-1, 4, len(_DISTANCES))
    weights = np.exp(values - values.max(2, keepdims=True))
    return (weights * _DISTANCES).sum(2) / weights.sum(2)
