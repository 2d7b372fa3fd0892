"""Time that a clock set forwards or backwards cannot rush or hold up.

Due times are wall-clock instants, written by whichever process opened the case. When the machine's clock is set by
more than a few seconds, the cases that were open already would climb early or late by as much. So the notifier
compares wall time with the time since boot at every turn; a difference that jumps is remembered together with the last
case that existed then, and those older cases are judged by the clock as it ran before. The memory is kept in the
notifier's heartbeat row, so it outlives a restart. Sleeping uses the monotonic clock and is not touched at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(seconds=3)
_KEPT = 20


def since_boot() -> float:
    """Seconds that passed in the world, also while a laptop slept."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


@dataclass(frozen=True)
class Shift:
    """The clock was set by `seconds` when `last_case_id` was the newest case."""

    last_case_id: int
    seconds: float


@dataclass(frozen=True)
class Span:
    """Cases with an id above `above` (up to the next span) are judged at the moment `now`."""

    above: int
    now: datetime


class SteadyTime:
    def __init__(self, shifts: Sequence[Shift] = (), *, elapsed: Callable[[], float] = since_boot) -> None:
        self._shifts, self._elapsed = list(shifts), elapsed
        self._last: tuple[datetime, float] | None = None

    @property
    def shifts(self) -> Sequence[Shift]:
        return tuple(self._shifts)

    def observe(self, now: datetime, newest_case_id: Callable[[], int]) -> bool:
        """Compare the clocks; returns whether the wall clock has just been set."""
        elapsed = self._elapsed()
        last, self._last = self._last, (now, elapsed)
        if last is None:
            return False
        jump = (now - last[0]) - timedelta(seconds=elapsed - last[1])
        if abs(jump) <= TOLERANCE:
            return False
        self._shifts = [*self._shifts, Shift(newest_case_id(), jump.total_seconds())][-_KEPT:]
        return True

    def spans(self, now: datetime) -> list[Span]:
        """Which moment counts for which cases, newest cases first; one span where the clock was never set."""
        spans, judged = [], now
        for shift in sorted(self._shifts, key=lambda each: -each.last_case_id):
            spans.append(Span(shift.last_case_id, judged))
            judged -= timedelta(seconds=shift.seconds)
        return [*spans, Span(0, judged)]
