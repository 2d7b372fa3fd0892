"""How long something may take, counted day and night or only while the kitchen is open.

Bounds of opening hours are local wall times; they are turned into instants first and measured as instants, so that a
day of 23 or 25 hours counts its true minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_HORIZON_DAYS = 400  # a kitchen closed for longer than a school year counts as always open
_MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Hours:
    """Opening hours: (weekday, from, to) in minutes of the local day. `to` at or before `from` ends on the next day."""

    timezone: ZoneInfo
    weekly: tuple[tuple[int, int, int], ...]
    closed_on: frozenset[date]

    @classmethod
    def of(cls, timezone: str, opening_hours: Sequence[Mapping[str, Any]], closed_on: Sequence[str]) -> Hours:
        weekly = ((int(row["weekday"]), minutes_of(row["from"]), minutes_of(row["to"])) for row in opening_hours)
        return cls(ZoneInfo(timezone), tuple(sorted(weekly)), frozenset(date.fromisoformat(day) for day in closed_on))

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.timezone)

    def windows(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        """Open spans as UTC instants from the local day `first` on, in order, without overlap."""
        last_end = datetime.min.replace(tzinfo=UTC)
        for day in (first + timedelta(days=n) for n in range(_HORIZON_DAYS)):
            if day in self.closed_on:
                continue
            for weekday, start, end in self.weekly:
                if weekday == day.weekday():
                    opens = max(self._instant(day, start), last_end)
                    closes = self._instant(day, end if end > start else end + _MIDNIGHT)
                    if closes > opens:
                        last_end = closes
                        yield opens, closes

    def _instant(self, day: date, minutes: int) -> datetime:
        days, rest = divmod(minutes, _MIDNIGHT)
        local = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), self.timezone)
        return local.astimezone(UTC)


def minutes_of(text: str) -> int:
    """ "06:30" -> 390; "24:00" is the end of the day."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def after(start: datetime, minutes: int, hours: Hours | None) -> datetime:
    """The instant `minutes` after `start`; with `hours`, only open minutes count.

    Zero minutes is at once, also while closed. Without any open window the minutes count as always open: a case that
    could never climb would be lost.
    """
    span = timedelta(minutes=minutes)
    if hours is None or not minutes:
        return start + span
    left = span
    for opens, closes in hours.windows(hours.local(start).date() - timedelta(days=1)):
        opens = max(opens, start)
        if closes > opens:
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
    return start + span
