"""How fast viewers may join: a handshake costs more than a minute of watching, and all of them share one loop."""

from __future__ import annotations

from vision.clock import Clock


class JoinLimiter:
    """A token bucket of one second's worth."""

    def __init__(self, clock: Clock, per_second: float) -> None:
        self._clock = clock
        self._rate = per_second
        self._capacity = max(1.0, per_second)
        self._tokens = self._capacity
        self._filled_at = clock.monotonic()

    def admit(self) -> bool:
        now = self._clock.monotonic()
        self._tokens = min(self._capacity, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
