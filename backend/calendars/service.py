"""The calendar of holidays and make-up workdays (法定节假日、调休): as published, with the corrections of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from backend.audit.service import record
from backend.calendars import policy, published
from backend.calendars.models import CalendarDay
from backend.extensions import db


@dataclass(frozen=True)
class SpecialDay:
    """`is_edited`: somebody's correction, and not as published."""

    day: date
    is_workday: bool
    name_zh: str
    name_en: str
    is_edited: bool


def special_days(first: date, last: date) -> dict[date, bool]:
    """The days from `first` to `last` that are not what their weekday says; True is a workday."""
    years = (published.year(number) for number in range(first.year, last.year + 1))
    days = {day: known.is_workday for year in years for day, known in year.days.items() if first <= day <= last}
    return days | {row.day: row.is_workday for row in _corrections(first, last)}


def is_workday(day: date) -> bool:
    return policy.is_workday(day, special_days(day, day))


def working_days_after(start: date, n: int) -> date:
    """`policy.add_working_days` by the calendar as it stands."""
    return policy.add_working_days(start, n, special_days(*policy.span_of(start, n)))


def year(number: int) -> tuple[list[SpecialDay], bool]:
    """The special days of a year in order, and whether its make-up workdays have been published."""
    known = published.year(number)
    days = {
        day: SpecialDay(day, entry.is_workday, entry.name_zh, entry.name_en, is_edited=False)
        for day, entry in known.days.items()
    }
    for row in _corrections(date(number, 1, 1), date(number, 12, 31)):
        days[row.day] = SpecialDay(row.day, row.is_workday, row.name, row.name, is_edited=True)
    return [days[day] for day in sorted(days)], known.is_announced


def correct(day: date, is_workday: bool | None, name: str) -> None:
    """Say whether work is done on a day; None takes the correction back, and the day is as published again."""
    row = db.session.scalar(select(CalendarDay).where(CalendarDay.day == day))
    old = row.is_workday if row is not None else None
    if is_workday is None:
        if row is None:
            return
        db.session.delete(row)
    elif row is None:
        row = CalendarDay(day=day, is_workday=is_workday, name=name)
        db.session.add(row)
    else:
        row.is_workday, row.name = is_workday, name
    db.session.flush()
    record("calendar.changed", "calendar_day", row.id, changes={"day": day, "is_workday": [old, is_workday]})


def _corrections(first: date, last: date) -> list[CalendarDay]:
    return list(db.session.scalars(select(CalendarDay).where(CalendarDay.day.between(first, last))))
