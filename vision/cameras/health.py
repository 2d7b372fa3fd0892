"""What a stream really is, measured on its packets: frame rate, keyframe distance, bit rate, reordering."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from vision.cameras.packet import TIME_BASE

_WINDOW_S = 10.0
_TICKS_PER_S = TIME_BASE.denominator


@dataclass(frozen=True)
class Measurement:
    """`fps` and `bitrate` are 0 and `gop_s` None until enough packets were seen."""

    fps: float
    gop_s: float | None
    bitrate: int


class StreamMeter:
    """Feed every packet; measures over the last ten seconds of presentation time."""

    def __init__(self) -> None:
        self._packets: deque[tuple[float, int]] = deque()
        self._bytes = 0
        self._last_key: float | None = None
        self._gop_s: float | None = None

    def add(self, pts: int, size: int, *, is_keyframe: bool) -> None:
        at = pts / _TICKS_PER_S
        self._packets.append((at, size))
        self._bytes += size
        if is_keyframe:
            if self._last_key is not None:
                self._gop_s = at - self._last_key
            self._last_key = at
        while at - self._packets[0][0] > _WINDOW_S:
            self._bytes -= self._packets.popleft()[1]

    def measure(self) -> Measurement:
        if len(self._packets) < 2 or (span := self._packets[-1][0] - self._packets[0][0]) <= 0:
            return Measurement(0.0, self._gop_s, 0)
        fps = (len(self._packets) - 1) / span
        return Measurement(round(fps, 2), self._gop_s, round(self._bytes * 8 / (span + 1 / fps)))
