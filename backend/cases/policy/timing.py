"""How long something may take, counted day and night or only while the kitchen is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.establishments.policy.opening import Hours, minutes_of

__all__ = ["Hours", "after", "minutes_of"]


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
