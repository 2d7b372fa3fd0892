"""The one calendar of an establishment, which timers of cases and cameras go by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.calendars import service as calendars
from backend.core import clock
from backend.establishments.models import Establishment, Semester
from backend.establishments.policy.opening import HORIZON_DAYS, DayKind, Hours, Term, YearFacts, combine, day_kind
from backend.extensions import db

_ONE_DAY = timedelta(days=1)


def hours_of(row: Establishment) -> Hours:
    """Opening hours with closed days, terms and the national calendar, for a year from yesterday on."""
    return hours_of_many([row])[row.id]


def hours_of_many(rows: Collection[Establishment], days: int = HORIZON_DAYS) -> dict[int, Hours]:
    """By id, in two queries whatever the number; in none where nobody follows a calendar."""
    first = _yesterday()
    facts = _facts_of(rows, first, first + timedelta(days=days))
    return {row.id: combine(_own(row), facts[row.id], first, days) if _follows(row) else _own(row) for row in rows}


def is_open(row: Establishment, at: datetime | None = None) -> bool:
    return hours_of(row).is_open(at or clock.now())


def calendar(row: Establishment, first: date, last: date) -> list[dict[str, Any]]:
    """Each day from `first` to `last` with what it is and when the kitchen is open on it."""
    own, facts, names = _own(row), _facts_of([row], first, last)[row.id], _names(first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    hours = combine(own, facts, first, len(days))
    return [_day(day, day_kind(day, facts, own), names, hours) for day in days]


def _day(day: date, kind: DayKind, names: Mapping[date, tuple[str, str]], hours: Hours) -> dict[str, Any]:
    zh, en = names.get(day, ("", "")) if kind in (DayKind.HOLIDAY, DayKind.MAKE_UP) else ("", "")
    spans = [_as_texts(span) for span in hours.spans(day)]
    return {"day": day, "kind": kind, "name_zh": zh, "name_en": en, "spans": spans}


def as_configuration(hours: Hours) -> dict[str, Any]:
    """As boxes read it: weekly hours, days without work, and single days worked besides."""
    return {
        "opening_hours": [{"weekday": weekday, **_as_texts((start, end))} for weekday, start, end in hours.weekly],
        "closed_on": sorted(day.isoformat() for day in hours.closed_on),
        "open_on": [
            {"day": day.isoformat(), **_as_texts(span)}
            for day, spans in sorted(hours.open_on.items())
            for span in spans
        ],
    }


def _own(row: Establishment) -> Hours:
    return Hours.of(row.timezone, row.opening_hours, row.closed_on)


def _follows(row: Establishment) -> bool:
    return row.closes_on_holidays or row.follows_school_calendar


def _yesterday() -> date:
    """A night that began yesterday, anywhere on earth, still counts."""
    return clock.now().date() - 2 * _ONE_DAY


def _facts_of(rows: Collection[Establishment], first: date, last: date) -> dict[int, YearFacts]:
    special = calendars.special_days(first, last) if any(row.closes_on_holidays for row in rows) else {}
    terms = _terms_of([row.id for row in rows if row.follows_school_calendar])
    return {
        row.id: YearFacts(
            closed_on=frozenset(date.fromisoformat(day) for day in row.closed_on),
            special=special if row.closes_on_holidays else {},
            terms=terms.get(row.id, []) if row.follows_school_calendar else None,
        )
        for row in rows
    }


def _terms_of(ids: Collection[int]) -> dict[int, list[Term]]:
    found: dict[int, list[Term]] = {}
    if ids:
        statement = select(Semester).where(Semester.establishment_id.in_(ids)).order_by(Semester.starts_on)
        for term in db.session.scalars(statement):
            found.setdefault(term.establishment_id, []).append((term.starts_on, term.ends_on))
    return found


def _names(first: date, last: date) -> dict[date, tuple[str, str]]:
    years = range(first.year, last.year + 1)
    return {day.day: (day.name_zh, day.name_en) for number in years for day in calendars.year(number)[0]}


def _as_texts(span: tuple[int, int]) -> dict[str, str]:
    return {"from": _clock(span[0]), "to": _clock(span[1])}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
