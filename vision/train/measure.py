"""Figures of a classifier on pictures that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.train.calibrate import Floats, Labels, expected_error

SIZES = (12, 16, 20, 24, 32, 40, 48, 64)
_MOST_LOST = 0.03
_LEAST_THRESHOLD = 0.6
_MOST_THRESHOLD = 0.95


@dataclass(frozen=True)
class Figures:
    """`precision`, `recall` and `f1` are about the broken rule, over all samples, nothing left unknown.

    `unknown`: share below both thresholds; `right_when_answered`: share of right answers among the others.
    """

    samples: int
    accuracy: float
    balanced: float
    precision: float
    recall: float
    f1: float
    calibration_error: float
    unknown: float = 0.0
    right_when_answered: float = 0.0


def measure(
    probabilities: Floats, labels: Labels, yes: Sequence[int], thresholds: tuple[float, float] = (0.5, 0.5)
) -> Figures:
    """`probabilities` (n, classes), calibrated; `thresholds`: of YES and of NO."""
    is_broken = np.isin(labels, yes)
    broken = probabilities[:, list(yes)].sum(1)
    said = broken >= 0.5
    hits = float((said & is_broken).sum())
    precision, recall = hits / max(float(said.sum()), 1.0), hits / max(float(is_broken.sum()), 1.0)
    spared = float((~said & ~is_broken).sum()) / max(float((~is_broken).sum()), 1.0)
    pairs = np.stack([1 - broken, broken], 1)
    is_answered = (broken >= thresholds[0]) | (1 - broken >= thresholds[1])
    is_right = said == is_broken
    return Figures(
        samples=len(labels),
        accuracy=float(is_right.mean()),
        balanced=(recall + spared) / 2,
        precision=precision,
        recall=recall,
        f1=2 * hits / max(float(said.sum() + is_broken.sum()), 1.0),
        calibration_error=expected_error(pairs, is_broken.astype(np.int64)),
        unknown=float(1 - is_answered.mean()),
        right_when_answered=float(is_right[is_answered].mean()) if is_answered.any() else 0.0,
    )


def thresholds(probabilities: Floats, labels: Labels, yes: Sequence[int], wanted: float) -> tuple[float, float]:
    """The least scores of YES and of NO from which on the share `wanted` of the answers is right."""
    is_broken = np.isin(labels, yes)
    broken = probabilities[:, list(yes)].sum(1)
    return _least(broken, is_broken, wanted), _least(1 - broken, ~is_broken, wanted)


def _least(scores: Floats, is_right: np.typing.NDArray[np.bool_], wanted: float) -> float:
    for threshold in np.arange(_LEAST_THRESHOLD, _MOST_THRESHOLD, 0.01):
        answered = scores >= threshold
        if answered.any() and is_right[answered].mean() >= wanted:
            return round(float(threshold), 2)
    return _MOST_THRESHOLD


def smallest_size(by_size: dict[int, Figures]) -> int:
    """The fewest pixels at which at most three in a hundred answers are lost against the largest size."""
    best = by_size[max(by_size)].balanced
    enough = [size for size in sorted(by_size) if by_size[size].balanced >= best - _MOST_LOST]
    # A size counts only when every larger one does too: a lucky small size is noise.
    smallest = max(by_size)
    for size in sorted(by_size, reverse=True):
        if size not in enough:
            break
        smallest = size
    return smallest
