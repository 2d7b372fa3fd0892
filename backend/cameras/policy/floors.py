"""What a marked floor may look like."""

from __future__ import annotations

from collections.abc import Sequence

from backend.cameras.policy.zones import check_polygon
from backend.core.errors import InvalidError

Point = Sequence[float]


def check_floor(points: Sequence[Point]) -> None:
    """Far left, far right, near right, near left of a rectangle on the floor, as a camera sees it.

    Raises InvalidError when they enclose next to nothing, cross, are not convex or stand in another order.
    """
    check_polygon(points)
    turns = [_turn(points[i], points[(i + 1) % 4], points[(i + 2) % 4]) for i in range(4)]
    if not all(turn > 0 for turn in turns):
        raise InvalidError("floor_order", points=["Far left, far right, near right, near left."])


def _turn(a: Point, b: Point, c: Point) -> float:
    """Above 0 when the way a-b-c bends clockwise on the picture, whose y goes down."""
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
