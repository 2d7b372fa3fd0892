"""Which person of this frame is which of the frames before, at two frames a second.

Somebody who walks moves further between two frames than she is wide, so overlap alone would lose her: what decides is
the distance from where her speed should have brought her, in heights of a person, then size, then overlap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from vision.tracking.motion import Motion
from vision.types import Box, Person

# A brisk walk is 1.6 m/s, that is one height a second; a detector's box of somebody who stands jumps by less than 0.3.
_REACH_STANDING, _REACH_PER_S, _LONGEST_REACH = 0.3, 1.0, 1.5
_MOST_GROWTH = 1.8
# Detectors lose a person who bends or passes behind a pillar for a second or two.
_LOST_AFTER_S = 3.0
_INHERIT_WITHIN_S, _INHERIT_WITHIN_HEIGHTS = 30.0, 2.0
_NEVER = 1e6


@dataclass
class _Track:
    id: int
    motion: Motion
    entered_at: float


@dataclass(frozen=True)
class _Lost:
    box: Box
    seen_at: float
    entered_at: float


class PersonTracker:
    """One camera. Instants in epoch seconds; frames may come at any distance."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._tracks: list[_Track] = []
        self._lost: list[_Lost] = []

    def update(self, people: Sequence[Person], at: float) -> list[Person]:
        """The people, in their order, each with her `track_id`."""
        self._forget_lost(at)
        mine = self._match(people, at)
        found = []
        for index, person in enumerate(people):
            track = mine.get(index)
            if track is None:
                track = self._begin(person, at)
            else:
                track.motion.take(person.box, at)
            found.append(replace(person, track_id=track.id))
        return found

    def present_s(self, track_id: int | None, at: float) -> float:
        """How long somebody has been here; 0 for one who is not known."""
        return next((at - track.entered_at for track in self._tracks if track.id == track_id), 0.0)

    @property
    def alive(self) -> frozenset[int]:
        """Tracks that may still go on."""
        return frozenset(track.id for track in self._tracks)

    def _begin(self, person: Person, at: float) -> _Track:
        track = _Track(next(self._ids), Motion(person.box, at), self._entered_at(person.box, at))
        self._tracks.append(track)
        return track

    def _entered_at(self, box: Box, at: float) -> float:
        """Somebody who turns up where another was lost is most likely the same and has not just come in."""
        near = [lost for lost in self._lost if _distance(lost.box, box) <= _INHERIT_WITHIN_HEIGHTS]
        if not near:
            return at
        self._lost.remove(chosen := min(near, key=lambda lost: _distance(lost.box, box)))
        return chosen.entered_at

    def _forget_lost(self, at: float) -> None:
        gone = [track for track in self._tracks if not 0 <= at - track.motion.at <= _LOST_AFTER_S]
        self._lost += [_Lost(track.motion.box, track.motion.at, track.entered_at) for track in gone]
        self._lost = [lost for lost in self._lost if 0 <= at - lost.seen_at <= _INHERIT_WITHIN_S]
        self._tracks = [track for track in self._tracks if track not in gone]

    def _match(self, people: Sequence[Person], at: float) -> dict[int, _Track]:
        """The known track of each person by her place in `people`: the cheapest assignment of all together."""
        if not people or not self._tracks:
            return {}
        costs = np.array([[_cost(track.motion, person.box, at) for track in self._tracks] for person in people])
        rows, columns = _assign(costs)
        return {
            int(row): self._tracks[column]
            for row, column in zip(rows, columns, strict=True)
            if costs[row, column] < _NEVER
        }


def _assign(costs: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    rows, columns = linear_sum_assignment(costs)
    return rows, columns


def _cost(motion: Motion, box: Box, at: float) -> float:
    expected = motion.expected(at)
    reach = min(_REACH_STANDING + _REACH_PER_S * (at - motion.at), _LONGEST_REACH)
    distance = _distance(expected, box)
    growth = abs(math.log(max(box[3] - box[1], 1.0) / max(expected[3] - expected[1], 1.0)))
    if distance > reach or growth > math.log(_MOST_GROWTH):
        return _NEVER
    return distance + 0.5 * growth + 0.5 * (1 - overlap(expected, box))


def _distance(one: Box, other: Box) -> float:
    """Between the middles, in heights of the two."""
    height = max((one[3] - one[1] + other[3] - other[1]) / 2, 1.0)
    across = (one[0] + one[2] - other[0] - other[2]) / 2
    down = (one[1] + one[3] - other[1] - other[3]) / 2
    return math.hypot(across, down) / height


def overlap(one: Box, other: Box) -> float:
    """Intersection over union, 0..1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (_area(one) + _area(other) - common)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
