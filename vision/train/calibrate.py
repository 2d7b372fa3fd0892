"""Scores that mean what they say: of a hundred answers with score 0.9, ninety are right.

Temperature scaling with a shift per class (Guo et al. 2017, "On calibration of modern neural networks").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Calibration:
    """Turns logits (n, classes) into calibrated ones: divided by the temperature, then shifted per class."""

    temperature: float
    shift: tuple[float, ...]

    def apply(self, logits: Floats) -> Floats:
        return np.asarray(logits / self.temperature + np.array(self.shift))


def softmax(logits: Floats) -> Floats:
    weights = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(weights / weights.sum(1, keepdims=True))


def fit_calibration(logits: Floats, labels: Labels, steps: int = 500, rate: float = 0.05) -> Calibration:
    """The temperature and shifts of least mean loss over the classes, so that a rare class counts as much."""
    classes = logits.shape[1]
    wanted = np.eye(classes)[labels]
    weight = (1 / np.maximum(np.bincount(labels, minlength=classes), 1))[labels][:, None]
    weight = weight / weight.sum()
    log_scale, shift = 0.0, np.zeros(classes)
    for _ in range(steps):
        scale = np.exp(log_scale)
        error = (softmax(logits * scale + shift) - wanted) * weight
        log_scale -= rate * float((error * logits).sum() * scale)
        shift -= rate * 4 * (error.sum(0) - error.sum(0).mean())
    return Calibration(float(np.exp(-log_scale)), tuple(float(value) for value in shift))


def expected_error(probabilities: Floats, labels: Labels, bins: int = 10) -> float:
    """Expected calibration error: mean distance of score and share of right answers, over bins of equal width."""
    score, answer = probabilities.max(1), probabilities.argmax(1)
    right = answer == labels
    place = np.minimum((score * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = place == number
        if inside.any():
            error += float(inside.mean()) * abs(float(score[inside].mean()) - float(right[inside].mean()))
    return error
