"""95 % intervals: Wilson's for shares, the bootstrap over pictures for what is no plain share."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Z = 1.959964
_SAMPLES = 1000
_SEED = 20261122


@dataclass(frozen=True)
class Rate:
    """`hits` of `total`, with Wilson's interval; every figure is None when there was nothing to count."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.hits, self.total) if self.total else None


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Wilson's score interval. `total` must not be 0."""
    share, squared = hits / total, _Z**2
    middle = share + squared / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + squared / (4 * total**2))
    scale = 1 + squared / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def bootstrap(
    table: NDArray[np.int64], figure: Callable[[NDArray[np.int64]], float | None], samples: int = _SAMPLES
) -> tuple[float, float]:
    """Percentile interval of a figure of the sum of rows, drawing rows with replacement; the same each time.

    Rows are pictures: what stands in one picture is not independent.
    """
    random = np.random.default_rng(_SEED)
    drawn = random.multinomial(len(table), np.full(len(table), 1 / len(table)), samples) @ table
    values = [value for row in drawn if (value := figure(row)) is not None]
    low, high = np.percentile(values, [2.5, 97.5]) if values else (0.0, 1.0)
    return float(low), float(high)


def poisson_upper(events: int, exposure: float) -> float:
    """Upper bound of the 95 % interval (two-sided) of a rate after `events` in `exposure`.

    By the approximation of Wilson and Hilferty to the chi-squared distribution; 3.69 / exposure after no event.
    """
    if events == 0:
        return 3.689 / exposure
    degrees = events + 1
    return degrees * (1 - 1 / (9 * degrees) + _Z / (3 * math.sqrt(degrees))) ** 3 / exposure
