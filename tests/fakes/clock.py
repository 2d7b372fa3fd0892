from datetime import UTC, datetime, timedelta

MONDAY_NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


class FrozenClock:
    """Time that moves only when a test says so."""

    def __init__(self, at: datetime = MONDAY_NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)
