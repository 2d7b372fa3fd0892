"""When a kitchen is open: its hours, its closed days, its terms and the national calendar in one.

Bounds of opening hours are local wall times; they are turned into instants first and measured as instants, so that a
day of 23 or 25 hours counts its true minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

HORIZON_DAYS = 400  # a kitchen closed for longer than a school year counts as always open
_MIDNIGHT = 24 * 60
# A break between terms is shorter; what lies further from any known term is not known to be a break (DECISIONS 24).
_LONGEST_BREAK = timedelta(days=70)
_SATURDAY, _FRIDAY, _MONDAY = 5, 4, 0

Span = tuple[int, int]
Term = tuple[date, date]


class DayKind(StrEnum):
    """Why a day is as it is."""

    OPEN = "open"
    NO_HOURS = "no_hours"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    SCHOOL_BREAK = "school_break"
    MAKE_UP = "make_up"


@dataclass(frozen=True)
class Hours:
    """Opening hours: (weekday, from, to) in minutes of the local day. `to` at or before `from` ends on the next day.

    `closed_on`: days without work for whatever reason. `open_on`: spans of single days that are worked besides.
    """

    timezone: ZoneInfo
    weekly: tuple[tuple[int, int, int], ...]
    closed_on: frozenset[date]
    open_on: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, timezone: str, opening_hours: Sequence[Mapping[str, Any]], closed_on: Sequence[str]) -> Hours:
        weekly = ((int(row["weekday"]), minutes_of(row["from"]), minutes_of(row["to"])) for row in opening_hours)
        return cls(ZoneInfo(timezone), tuple(sorted(weekly)), frozenset(date.fromisoformat(day) for day in closed_on))

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.timezone)

    def spans(self, day: date) -> tuple[Span, ...]:
        """What is open on a day, beginning on it. Without weekly hours a day that is not closed is open throughout."""
        if day in self.closed_on:
            return ()
        if not self.weekly:
            return ((0, _MIDNIGHT),)
        own = tuple((start, end) for weekday, start, end in self.weekly if weekday == day.weekday())
        return own or self.open_on.get(day, ())

    def windows(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        """Open spans as UTC instants from the local day `first` on, in order, without overlap."""
        if not self.weekly:
            return
        last_end = datetime.min.replace(tzinfo=UTC)
        for day in (first + timedelta(days=n) for n in range(HORIZON_DAYS)):
            for start, end in self.spans(day):
                opens = max(self._instant(day, start), last_end)
                closes = self._instant(day, end if end > start else end + _MIDNIGHT)
                if closes > opens:
                    last_end = closes
                    yield opens, closes

    def is_open(self, at: datetime) -> bool:
        local = self.local(at)
        if not self.weekly:
            return local.date() not in self.closed_on
        for opens, closes in self.windows(local.date() - timedelta(days=1)):
            if closes > at:
                return opens <= at
        return False

    def opens_next(self, at: datetime) -> datetime | None:
        """When it opens after `at`; None while it is open, and where nothing is known."""
        if self.is_open(at):
            return None
        return next((opens for opens, _ in self.windows(self.local(at).date()) if opens > at), None)

    def _instant(self, day: date, minutes: int) -> datetime:
        days, rest = divmod(minutes, _MIDNIGHT)
        local = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), self.timezone)
        return local.astimezone(UTC)


@dataclass(frozen=True)
class YearFacts:
    """What makes one weekday differ from another. `special`: days that are not what their weekday says, True for work.

    `terms` are None where no school calendar is followed.
    """

    closed_on: Collection[date]
    special: Mapping[date, bool]
    terms: Sequence[Term] | None


def minutes_of(text: str) -> int:
    """ "06:30" -> 390; "24:00" is the end of the day."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def day_kind(day: date, facts: YearFacts, hours: Hours) -> DayKind:
    """Own closed days come first, then the terms, then the national calendar, then the weekday."""
    if day in facts.closed_on:
        return DayKind.CLOSED
    if facts.terms is not None and is_break(day, facts.terms):
        return DayKind.SCHOOL_BREAK
    is_workday = facts.special.get(day)
    if is_workday is False:
        return DayKind.HOLIDAY
    has_hours = not hours.weekly or any(weekday == day.weekday() for weekday, _, _ in hours.weekly)
    if is_workday and not has_hours:
        return DayKind.MAKE_UP
    return DayKind.OPEN if has_hours else DayKind.NO_HOURS


def is_break(day: date, terms: Sequence[Term]) -> bool:
    """Outside all terms and near enough to one of them. Without any term nothing is known, and the kitchen is open."""
    gaps = [max(start - day, day - end) for start, end in terms]
    return bool(gaps) and timedelta(0) < min(gaps) <= _LONGEST_BREAK


def combine(hours: Hours, facts: YearFacts, first: date, days: int = HORIZON_DAYS) -> Hours:
    """The hours with every closed day and every make-up workday of `days` days from `first` on."""
    closed, opened = set(facts.closed_on), {}
    for day in (first + timedelta(days=n) for n in range(days)):
        kind = day_kind(day, facts, hours)
        if kind in (DayKind.HOLIDAY, DayKind.SCHOOL_BREAK):
            closed.add(day)
        elif kind is DayKind.MAKE_UP:
            opened[day] = _nearest_workday(hours, day)
    return Hours(
        hours.timezone, hours.weekly, frozenset(closed), {day: spans for day, spans in opened.items() if spans}
    )


def _nearest_workday(hours: Hours, day: date) -> tuple[Span, ...]:
    """A worked Saturday runs as Friday, a worked Sunday as Monday."""
    like = _FRIDAY if day.weekday() == _SATURDAY else _MONDAY
    return tuple((start, end) for weekday, start, end in hours.weekly if weekday == like)


def are_terms(terms: Iterable[Term]) -> bool:
    """Whether every term ends after it begins and none overlaps another."""
    ordered = sorted(terms)
    return all(start <= end for start, end in ordered) and all(
        later > end for (_, end), (later, _) in zip(ordered, ordered[1:], strict=False)
    )
