"""A detection becomes an observation when it has lasted: hold time, with votes over the last frames.

An occurrence begins with its first hit, is reported once, and is over when there has been no hit for a while. While
something that is not a camera fault goes on, it is reported again shortly before its merge window would end, so that a
case closed too early does not hide it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from backend.catalog.violations import CAMERA_FAULTS, ViolationType
from vision.rules.config import Rule
from vision.types import Detection, Frame

_LONGEST_GAP_S = 10.0
_FAULT_GONE_S = 15.0
_EVENT_GONE_S = 30.0
_REPEAT_SHARE = 0.8


@dataclass(frozen=True)
class Sighting:
    """A frame and what it shows for one rule. Never empty."""

    frame: Frame
    detections: tuple[Detection, ...]

    @property
    def score(self) -> float:
        return max(detection.score for detection in self.detections)


@dataclass(frozen=True)
class Occurrence:
    """Something that was reported and goes on. Instants in epoch seconds."""

    key: str
    type: ViolationType
    camera_id: int
    first_seen: float
    last_seen: float


@dataclass(frozen=True)
class Fired:
    """It has lasted: report it. `best` is the clearest of the last frames."""

    occurrence: Occurrence
    rule: Rule
    best: Sighting
    held_s: float
    hits: int


@dataclass(frozen=True)
class Ended:
    """What was reported as `occurrence` is over since `at`."""

    occurrence: Occurrence
    at: float


def key_of(camera_id: int, kind: ViolationType, first_seen: float) -> str:
    instant = datetime.fromtimestamp(first_seen, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{camera_id}:{kind}:{instant}"


class HoldRule:
    """The state of one rule on one camera. `resumed`: what was going on when the process ended last time."""

    def __init__(self, camera_id: int, rule: Rule, resumed: Occurrence | None = None) -> None:
        self.rule = rule
        self._camera_id = camera_id
        self._gone_s = _FAULT_GONE_S if rule.type in CAMERA_FAULTS else _EVENT_GONE_S
        self._recent: deque[Sighting | None] = deque(maxlen=rule.window)
        self._first_hit: float | None = None
        self._held_s = 0.0
        self._before: float | None = None
        self._absent_s = 0.0
        self.ongoing = resumed

    def update(self, frame: Frame, detections: Sequence[Detection]) -> Fired | Ended | None:
        """Take one analysed frame with the detections that count for this rule (none while it does not watch)."""
        elapsed = self._elapsed(frame.at)
        sighting = Sighting(frame, tuple(detections)) if detections else None
        if self.ongoing is not None:
            return self._go_on(self.ongoing, sighting, frame.at, elapsed)
        self._vote(sighting, frame.at, elapsed)
        return self._fire() if self._has_lasted() else None

    def _elapsed(self, at: float) -> float | None:
        """Seconds since the frame before; None after a gap or a jump of the clock, which must not count as time."""
        before, self._before = self._before, at
        if before is None:
            return 0.0
        return at - before if 0 <= at - before <= _LONGEST_GAP_S else None

    def _vote(self, sighting: Sighting | None, at: float, elapsed: float | None) -> None:
        if elapsed is None:
            self._start_over()
        if self._first_hit is None:
            if sighting is None:
                return
            self._first_hit = at
        else:
            self._held_s += elapsed or 0.0
        self._recent.append(sighting)
        if len(self._recent) == self.rule.window and self._hits() < self.rule.votes:
            self._start_over()

    def _hits(self) -> int:
        return sum(sighting is not None for sighting in self._recent)

    def _has_lasted(self) -> bool:
        if self._first_hit is None or not self._recent or self._recent[-1] is None:
            return False
        return self._held_s >= self.rule.hold_s and self._hits() >= self.rule.votes

    def _fire(self) -> Fired:
        sightings = [sighting for sighting in self._recent if sighting is not None]
        first_seen = self._first_hit or sightings[0].frame.at
        key = key_of(self._camera_id, self.rule.type, first_seen)
        last_seen = sightings[-1].frame.at
        self.ongoing = Occurrence(key, self.rule.type, self._camera_id, first_seen, last_seen)
        best = max(sightings, key=lambda sighting: sighting.score)
        fired = Fired(self.ongoing, self.rule, best, self._held_s, len(sightings))
        self._first_hit, self._held_s = None, 0.0
        return fired

    def _go_on(
        self, occurrence: Occurrence, sighting: Sighting | None, at: float, elapsed: float | None
    ) -> Ended | None:
        # One stray hit must not keep it alive: what goes on is voted like what begins.
        self._recent.append(sighting)
        if sighting is not None and self._hits() >= self.rule.votes:
            self._absent_s = 0.0
            self.ongoing = replace(occurrence, last_seen=max(at, occurrence.first_seen))
            if self._is_due_again(occurrence, at):
                self._forget()
            return None
        self._absent_s += elapsed or 0.0
        if self._absent_s < self._gone_s:
            return None
        self._forget()
        return Ended(occurrence, occurrence.last_seen)

    def _is_due_again(self, occurrence: Occurrence, at: float) -> bool:
        if self.rule.type in CAMERA_FAULTS or self.rule.merge_s <= 0:
            return False
        return at - occurrence.first_seen >= _REPEAT_SHARE * self.rule.merge_s

    def _start_over(self) -> None:
        self._recent.clear()
        self._first_hit = None
        self._held_s = 0.0

    def _forget(self) -> None:
        self.ongoing = None
        self._absent_s = 0.0
        self._start_over()
