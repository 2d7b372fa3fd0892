"""Counting in working days (工作日). `special` says of days that are not what their weekday says: True is a workday."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

_SATURDAY = 5


def is_workday(day: date, special: Mapping[date, bool]) -> bool:
    return special.get(day, day.weekday() < _SATURDAY)


def add_working_days(start: date, n: int, special: Mapping[date, bool]) -> date:
    """The n-th working day after `start`, which itself never counts; before it where n is negative. 0 is `start`."""
    step = timedelta(days=1 if n > 0 else -1)
    day, left = start, abs(n)
    while left:
        day += step
        left -= is_workday(day, special)
    return day


def span_of(start: date, n: int) -> tuple[date, date]:
    """Days between which the answer of `add_working_days` surely lies: holidays never take half of two months."""
    reach = timedelta(days=abs(n) * 2 + 30)
    return (start, start + reach) if n > 0 else (start - reach, start)
