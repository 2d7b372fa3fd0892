"""Hours of a day made of one clip: played again and again, each time in other light."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from vision.evaluate.footage import Shot, shots
from vision.evaluate.light import DayLight


def replayed(
    path: Path, period_s: Callable[[], float], hours: float, begins_s: float, light: DayLight
) -> Iterator[Shot]:
    """Shots over `hours`, whose light is that of `begins_s` (seconds after midnight) and later.

    Between two rounds the picture jumps from the clip's end to its beginning, as it does when a recorder loses a
    minute. Raises FootageError.
    """
    end, offset = hours * 3600, 0.0
    while True:
        last = 0.0
        for shot in shots(path, period_s):
            at = offset + shot.at
            if at >= end:
                return
            yield Shot(at, light.over(shot.image, begins_s + at), shot.is_key)
            last = shot.at
        offset += last + period_s()
