"""What a zone may look like."""

from __future__ import annotations

from collections.abc import Sequence

from backend.core.errors import InvalidError

MIN_AREA = 0.0001  # of the picture: smaller is a slip of the finger

Point = Sequence[float]


def check_polygon(points: Sequence[Point]) -> None:
    """Raises InvalidError for a polygon that encloses next to nothing or crosses itself."""
    if abs(_signed_area(points)) < MIN_AREA:
        raise InvalidError("zone_too_small", polygon=["The zone encloses nothing."])
    edges = list(zip(points, [*points[1:], points[0]], strict=True))
    for i, first in enumerate(edges):
        for second in edges[i + 2 : len(edges) - (i == 0)]:
            if _cross(*first, *second):
                raise InvalidError("zone_crosses_itself", polygon=["The outline crosses itself."])


def _signed_area(points: Sequence[Point]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two edges that share no corner cut each other."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0
