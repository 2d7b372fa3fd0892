"""From which score and how many pixels on an answer may be given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.train.calibrate import Floats

BySize = dict[int, tuple[int, int, int, int]]
"""By pixels of the part: how many that break the rule of how many get YES, then how many others of how many."""


def least_score(scores: Floats, is_right: NDArray[np.bool_], weights: Floats, wanted: float) -> float:
    """The least score from which on the share `wanted` of the answers is right."""
    for threshold in np.arange(0.5, 0.99, 0.01):
        answered = scores >= threshold
        if answered.any() and float(weights[answered & is_right].sum() / weights[answered].sum()) >= wanted:
            return round(float(threshold), 2)
    return 0.99


def smallest_size(by_size: BySize, share_of_best: float) -> int:
    """The fewest pixels at which that share is found, with what the best size finds as the whole."""
    shares = {size: hits / max(phones, 1) for size, (hits, phones, _, _) in by_size.items()}
    smallest = max(shares)
    for size in sorted(shares, reverse=True):
        if shares[size] < share_of_best * max(shares.values()):
            break
        smallest = size
    return smallest
