from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol, cast

from flask import current_app


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def now() -> datetime:
    """Aware UTC; the application decides which clock, so that tests can hand in a frozen one."""
    return cast(Clock, current_app.extensions["clock"]).now()
