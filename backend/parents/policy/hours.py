"""When a group may look, in the local time of the school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.errors import InvalidError

# A Saturday worked instead of a holiday runs as Friday, a Sunday as Monday.
_WORKED_LIKE = {5: 4, 6: 0}
LOOK_AHEAD = timedelta(days=100)  # longer than any holiday of a school


@dataclass(frozen=True)
class SchoolDays:
    """`terms`: first and last days; without any, every term day counts. `special`: days that are not what their
    weekday says, True being worked. `closed_on`: days on which this school does not cook."""

    terms: Sequence[tuple[date, date]] = ()
    special: Mapping[date, bool] = field(default_factory=dict)
    closed_on: frozenset[str] = frozenset()

    def includes(self, day: date) -> bool:
        if day.isoformat() in self.closed_on or not self.special.get(day, day.weekday() < 5):
            return False
        return not self.terms or any(first <= day <= last for first, last in self.terms)


@dataclass(frozen=True)
class Opening:
    """`until`: when it closes, if open. `opens_at`: when it opens next, if closed and known. Both UTC."""

    is_open: bool
    until: datetime | None = None
    opens_at: datetime | None = None


def opening(
    hours: Sequence[Mapping[str, Any]],
    now: datetime,
    timezone: str,
    days: SchoolDays | None = None,
    last_day: date | None = None,
) -> Opening:
    """`days` narrows to school days; after `last_day` it never opens again. No hours at all: never."""
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    for offset in range(LOOK_AHEAD.days):
        day = local.date() + timedelta(days=offset)
        if last_day is not None and day > last_day:
            break
        for since, until in _spans(hours, day, zone, days):
            if since <= now < until:
                return Opening(True, until=until)
            if now < since:
                return Opening(False, opens_at=since)
    return Opening(False)


def _spans(
    hours: Sequence[Mapping[str, Any]], day: date, zone: ZoneInfo, days: SchoolDays | None
) -> list[tuple[datetime, datetime]]:
    """The hours of one day in UTC, earliest first; those that touch are one."""
    if days is not None and not days.includes(day):
        return []
    weekday = day.weekday()
    own = [span for span in hours if span["weekday"] == weekday]
    if not own and days is not None and weekday in _WORKED_LIKE:
        own = [span for span in hours if span["weekday"] == _WORKED_LIKE[weekday]]
    spans: list[tuple[datetime, datetime]] = []
    for span in sorted(own, key=lambda span: str(span["from"])):
        since, until = _instant(day, str(span["from"]), zone), _instant(day, str(span["to"]), zone)
        if spans and since <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(until, spans[-1][1])
        else:
            spans.append((since, until))
    return spans


def _instant(day: date, clock_time: str, zone: ZoneInfo) -> datetime:
    if clock_time == "24:00":
        day, clock_time = day + timedelta(days=1), "00:00"
    return datetime.combine(day, time.fromisoformat(clock_time), zone).astimezone(UTC)


def check_hours(hours: Sequence[Mapping[str, Any]]) -> None:
    """Spans must end after they begin and not overlap on a day. Raises InvalidError."""
    until: dict[int, str] = {}
    for span in sorted(hours, key=lambda span: (span["weekday"], span["from"])):
        if span["from"] >= span["to"] or span["from"] < until.get(span["weekday"], ""):
            raise InvalidError(hours=["A span must end after it begins, and spans must not overlap."])
        until[span["weekday"]] = span["to"]
