"""The hand that goes to the mouth and away again: what smoking looks like over time, however small the cigarette is.

Eating and drinking look alike, so the pattern never accuses anybody. It only speaks against a cigarette that was seen
while both hands stayed down.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from vision.bodies.body import Body
from vision.bodies.parts import pixels_per_metre
from vision.detectors.pose import LEFT_MOUTH, RIGHT_MOUTH

# The middle of a hand whose fingers hold something at the lips is a hand's length away; between the two distances
# nothing is said, so that a hand that trembles there does not come and go.
_NEAR_M, _FAR_M = 0.16, 0.30
_WINDOW_S = 60.0
# A drag takes one to five seconds. A hand that stays longer holds a phone or the chin.
_LONGEST_DRAG_S = 8.0
_LONGEST_GAP_S = 3.0
_ENOUGH_SEEN_S = 12.0


class HandToMouth(StrEnum):
    """`UNSEEN`: not watched long enough to say. `AWAY`: the hands were seen and stayed down."""

    UNSEEN = "unseen"
    AWAY = "away"
    ONCE = "once"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Reach:
    """How far the nearer hand is from the mouth, in metres; None when hand or mouth cannot be seen."""

    at: float
    metres: float | None


def reach_of(body: Body) -> float | None:
    """Metres from the mouth to the middle of the nearer hand."""
    pose = body.pose
    if pose is None or body.head is None or not body.hands:
        return None
    mouth = (pose.points[LEFT_MOUTH] + pose.points[RIGHT_MOUTH]) / 2
    middles = [((x1 + x2) / 2, (y1 + y2) / 2) for x1, y1, x2, y2 in body.hands]
    nearest = min(float(np.hypot(x - mouth[0], y - mouth[1])) for x, y in middles)
    return nearest / pixels_per_metre(pose)


def drags(reaches: Sequence[Reach]) -> int:
    """How often a hand came to the mouth from further away and left again soon."""
    count, since, was_far = 0, None, False
    for reach in reaches:
        if reach.metres is None:
            continue
        if reach.metres <= _NEAR_M:
            since = reach.at if since is None and was_far else since
            was_far = False
        elif reach.metres >= _FAR_M:
            count += since is not None and reach.at - since <= _LONGEST_DRAG_S
            since, was_far = None, True
    return count


class MouthWatch:
    """One tracked person, her last minute. Instants in epoch seconds."""

    def __init__(self) -> None:
        self._reaches: deque[Reach] = deque(maxlen=240)

    def take(self, at: float, metres: float | None) -> None:
        self._reaches.append(Reach(at, metres))
        while not 0 <= at - self._reaches[0].at <= _WINDOW_S:
            self._reaches.popleft()

    @property
    def pattern(self) -> HandToMouth:
        count = drags(self._reaches)
        if count:
            return HandToMouth.REPEATED if count > 1 else HandToMouth.ONCE
        seen = [reach for reach in self._reaches if reach.metres is not None]
        if any(reach.metres is not None and reach.metres < _FAR_M for reach in seen):
            return HandToMouth.UNSEEN
        return HandToMouth.AWAY if _seconds(seen) >= _ENOUGH_SEEN_S else HandToMouth.UNSEEN


def _seconds(reaches: Sequence[Reach]) -> float:
    """How long was watched; gaps do not count."""
    steps = np.diff([reach.at for reach in reaches])
    return float(steps[steps <= _LONGEST_GAP_S].sum())
