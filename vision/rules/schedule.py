"""Whether a rule watches now, by the establishment's opening hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from backend.catalog.violations import RuleSchedule
from vision.rules.config import Calendar


def is_open(calendar: Calendar, at: float) -> bool:
    """`at` in epoch seconds. Hours over midnight belong to the day they begin on, and so does `closed_on`."""
    local = datetime.fromtimestamp(at, UTC).astimezone(calendar.timezone).replace(tzinfo=None)
    if not calendar.hours:
        return local.date() not in calendar.closed_on
    days = (local.date(), local.date() - timedelta(days=1))
    return any(_is_open_since(calendar, day, local) for day in days if day not in calendar.closed_on)


def _is_open_since(calendar: Calendar, day: date, local: datetime) -> bool:
    spans = [(hours.since, hours.until) for hours in calendar.hours if hours.weekday == day.weekday()]
    spans += [(extra.since, extra.until) for extra in calendar.open_on if extra.day == day]
    for opens, closes in spans:
        since, until = datetime.combine(day, opens), datetime.combine(day, closes)
        if closes <= opens:
            until += timedelta(days=1)
        if since <= local < until:
            return True
    return False


def is_watching(schedule: RuleSchedule, calendar: Calendar, at: float) -> bool:
    if schedule is RuleSchedule.ALWAYS:
        return True
    return is_open(calendar, at) is (schedule is RuleSchedule.OPENING)
