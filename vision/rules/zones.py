"""Whether a detection stands where its rule looks: its foot point decides."""

from __future__ import annotations

from collections.abc import Iterable

from backend.catalog.cameras import ZoneKind
from vision.rules.config import Polygon, Zone
from vision.types import Box


def foot_point(box: Box, width: int, height: int) -> tuple[float, float]:
    """The middle of the lower edge in shares of the picture, kept just inside it."""
    x = (box[0] + box[2]) / 2 / width
    y = box[3] / height
    return min(max(x, 0.0), 0.999), min(max(y, 0.0), 0.999)


def contains(polygon: Polygon, x: float, y: float) -> bool:
    """Even-odd rule; a polygon of fewer than three corners contains nothing."""
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], *polygon[:1]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def is_watched(box: Box, width: int, height: int, zones: Iterable[Zone], zone_ids: frozenset[int]) -> bool:
    """Never inside a zone to ignore; inside one of the rule's zones if the rule names any that exist."""
    x, y = foot_point(box, width, height)
    wanted = []
    for zone in zones:
        if zone.kind is ZoneKind.IGNORE and contains(zone.polygon, x, y):
            return False
        if zone.kind is ZoneKind.WATCH and zone.id in zone_ids:
            wanted.append(zone)
    return not wanted or any(contains(zone.polygon, x, y) for zone in wanted)


def names_at(box: Box, width: int, height: int, zones: Iterable[Zone]) -> list[str]:
    """The watched zones that the detection stands in."""
    x, y = foot_point(box, width, height)
    return [zone.name for zone in zones if zone.kind is ZoneKind.WATCH and contains(zone.polygon, x, y)]
