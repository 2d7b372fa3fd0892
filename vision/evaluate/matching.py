"""Which judgement is about which label of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.types import Answer, Box, Judgement

MIN_OVERLAP = 0.3
NOT_FOUND = "not_found"
"""The reason of an unknown answer where nobody was found who could have been judged."""

_HEAD_TYPES = frozenset({ViolationType.MASK, ViolationType.CAP, ViolationType.SMOKE})


@dataclass(frozen=True)
class Match:
    """A judgement and the body it is about; None for what is judged without a person."""

    judgement: Judgement
    body: Body | None = None


def match_boxes(boxes: Sequence[Box], matches: Sequence[Match]) -> list[Match | None]:
    """The judgement about each labelled box, each used once: the closest pairs first."""
    pairs = [
        (closeness(box, match), row, column)
        for row, box in enumerate(boxes)
        for column, match in enumerate(matches)
    ]  # fmt: skip
    found: list[Match | None] = [None] * len(boxes)
    taken: set[int] = set()
    for near, row, column in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if near > 0 and found[row] is None and column not in taken:
            found[row] = matches[column]
            taken.add(column)
    return found


def closeness(box: Box, match: Match) -> float:
    """0: they have nothing to do with each other. What was judged counts before the body's parts, these before it."""
    body = match.body
    judged = [match.judgement.box] if match.judgement.box is not None else []
    if near := _nearest(box, judged):
        return 4 + near
    if body is None:
        return 0.0
    parts = _parts(match.judgement.type, body)
    if near := _nearest(box, parts):
        return 2 + near
    is_head_known = match.judgement.type in _HEAD_TYPES and bool(parts)
    # A head that stands before the body of another person must not be taken for that person's.
    return 0.0 if is_head_known else _inside(box, body.person.box, match.judgement.type)


def whole_picture(matches: Sequence[Match]) -> Match | None:
    """The one judgement that decides about a picture: any violation, else what is known, else unknown."""
    order = {Answer.YES: 2, Answer.NO: 1, Answer.UNKNOWN: 0}
    return max(matches, key=lambda match: (order[match.judgement.answer], match.judgement.score), default=None)


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(one) + _area(other) - shared)


def _parts(kind: ViolationType, body: Body) -> list[Box]:
    if kind is ViolationType.PHONE:
        return list(body.hands)
    parts = (body.face, body.head) if kind in _HEAD_TYPES else ()
    return [part for part in parts if part is not None]


def _nearest(box: Box, parts: Sequence[Box]) -> float:
    """The overlap with the closest part that touches the box; just above 0 if only centres meet."""
    near = [max(overlap(box, part), 0.01) for part in parts if _touches(box, part)]
    return max(near, default=0.0)


def _touches(one: Box, other: Box) -> bool:
    return overlap(one, other) >= MIN_OVERLAP or _holds(one, other) or _holds(other, one)


def _inside(box: Box, person: Box, kind: ViolationType) -> float:
    if not _holds(person, box):
        return 0.0
    below_top = (box[1] + box[3]) / 2 - person[1]
    if kind in _HEAD_TYPES and below_top > 0.5 * (person[3] - person[1]):
        return 0.0
    return 0.01 + overlap(box, person)


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the centre of `inner` lies in `outer`."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
