"""How different two stills of one camera are, whatever the light."""

from __future__ import annotations

import io
from math import sqrt

from PIL import Image

_GRID = (32, 18)
MUCH = 0.35
"""Above this a camera shows another scene, or the same one from elsewhere; evening light stays far below."""


def difference(first: bytes, second: bytes) -> float:
    """Of two JPEGs: 0 the same to 1 nothing alike. One minus the correlation of coarse brightness."""
    a, b = _cells(first), _cells(second)
    spread = sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    if spread < 1.0:  # a picture without any contrast says nothing
        return 1.0
    alike = sum(x * y for x, y in zip(a, b, strict=True)) / spread
    return round(min(1.0, max(0.0, 1.0 - alike)), 3)


def _cells(jpeg: bytes) -> list[float]:
    with Image.open(io.BytesIO(jpeg)) as image:
        values = list(image.convert("L").resize(_GRID, Image.Resampling.BOX).tobytes())
    middle = sum(values) / len(values)
    return [value - middle for value in values]
