"""When a group may look."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from backend.parents.policy.hours import Opening, SchoolDays, opening

NOON = [{"weekday": day, "from": "11:00", "to": "13:00"} for day in range(5)]
ZONE = "Asia/Shanghai"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A day of March 2026 (the 2nd is a Monday), local time."""
    return datetime(2026, 3, day, hour - 8, minute, tzinfo=UTC)


def test_it_is_open_until_the_end_of_the_hours() -> None:
    assert opening(NOON, at(2, 11), ZONE) == Opening(True, until=at(2, 13))
    assert opening(NOON, at(2, 13), ZONE) == Opening(False, opens_at=at(3, 11))


def test_after_friday_comes_monday() -> None:
    assert opening(NOON, at(6, 14), ZONE).opens_at == at(9, 11)


def test_without_hours_it_never_opens() -> None:
    assert opening([], at(2, 11), ZONE) == Opening(False)


def test_spans_that_touch_are_one() -> None:
    spans = [{"weekday": 0, "from": "11:00", "to": "12:00"}, {"weekday": 0, "from": "12:00", "to": "24:00"}]
    assert opening(spans, at(2, 11), ZONE).until == datetime(2026, 3, 2, 16, 0, tzinfo=UTC)


def test_after_the_last_day_it_never_opens_again() -> None:
    assert opening(NOON, at(2, 14), ZONE, last_day=date(2026, 3, 2)) == Opening(False)
    assert opening(NOON, at(2, 12), ZONE, last_day=date(2026, 3, 2)).is_open


@pytest.mark.parametrize(
    ("days", "opens_at"),
    [
        (SchoolDays(special={date(2026, 3, 3): False}), at(4, 11)),
        (SchoolDays(closed_on=frozenset({"2026-03-03"})), at(4, 11)),
        (SchoolDays(terms=[(date(2026, 3, 5), date(2026, 6, 30))]), at(5, 11)),
    ],
)
def test_on_school_days_only_leaves_out_holidays_closed_days_and_breaks(days: SchoolDays, opens_at: datetime) -> None:
    assert opening(NOON, at(2, 14), ZONE, days).opens_at == opens_at


def test_a_worked_saturday_runs_as_friday() -> None:
    days = SchoolDays(special={date(2026, 3, 7): True})
    assert opening(NOON, at(7, 12), ZONE, days).is_open
    assert not opening(NOON, at(7, 12), ZONE).is_open
