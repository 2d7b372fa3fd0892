"""When a duty is looked at and what is then said; which version of a rule counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.catalog.credentials import DutyCode
from backend.catalog.establishments import EstablishmentKind
from backend.core.errors import InvalidError
from backend.duties.policy import check_parameters, check_remind_days, choose, look

ZONE = ZoneInfo("Asia/Shanghai")
DUE = date(2026, 6, 30)
DAYS = (60, 30, 15, 7, 0)


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).astimezone(UTC)


def before(days: int, hour: int = 8) -> datetime:
    return at(DUE - timedelta(days=days), hour)


def test_long_before_nothing_is_said() -> None:
    found = look(DUE, DAYS, [], ZONE, before(100))
    assert (found.remind, found.reminded, found.is_overdue, found.next_at) == (None, [], False, before(60))


@pytest.mark.parametrize("days", DAYS)
def test_each_day_reminds_once_in_the_morning(days: int) -> None:
    earlier = [each for each in DAYS if each > days]
    assert look(DUE, DAYS, earlier, ZONE, before(days, 7)).remind is None
    first = look(DUE, DAYS, earlier, ZONE, before(days))
    assert first.remind == days
    again = look(DUE, DAYS, first.reminded, ZONE, before(days, 9))
    assert again.remind is None
    assert again.next_at == first.next_at


def test_days_missed_while_nobody_looked_are_one_reminder() -> None:
    found = look(DUE, DAYS, [60], ZONE, before(6, 10))
    assert (found.remind, found.reminded, found.next_at) == (6, [60, 30, 15, 7], before(0))


def test_the_day_after_it_is_overdue_and_not_reminded_of() -> None:
    tomorrow = DUE + timedelta(days=1)
    assert look(DUE, DAYS, [60, 30, 15, 7, 0], ZONE, at(tomorrow, 7)).next_at == at(tomorrow)
    found = look(DUE, DAYS, [], ZONE, at(tomorrow))
    assert (found.remind, found.is_overdue, found.next_at) == (None, True, None)


def test_a_clock_set_back_repeats_nothing() -> None:
    ahead = look(DUE, DAYS, [], ZONE, before(15))
    back = look(DUE, DAYS, ahead.reminded, ZONE, before(31))
    assert (back.remind, back.next_at) == (None, before(30))
    assert look(DUE, DAYS, back.reminded, ZONE, before(30)).remind is None


def test_a_day_added_behind_the_last_reminder_says_nothing() -> None:
    assert look(DUE, (60, 45, 30), [60, 30], ZONE, before(20)).remind is None


@dataclass
class Rule:
    effective_on: date
    establishment_id: int | None = None
    jurisdiction_id: int | None = None
    is_active: bool = True
    kinds: list[str] = field(default_factory=list)


TODAY = date(2026, 3, 2)
SCHOOL = EstablishmentKind.PRIMARY_SCHOOL


def chosen(*rules: Rule, on: date = TODAY, kind: EstablishmentKind = SCHOOL) -> Rule | None:
    return choose(rules, 9, "/1/4/7/", kind, on)


@pytest.mark.requirement("J020")
def test_a_rule_dated_tomorrow_does_not_apply_today() -> None:
    old, new = Rule(date(2020, 12, 9)), Rule(TODAY + timedelta(days=1))
    assert chosen(old, new) is old
    assert chosen(old, new, on=TODAY + timedelta(days=1)) is new
    assert chosen(new) is None


def test_the_nearest_scope_wins_over_a_newer_version_above_it() -> None:
    default, city = Rule(TODAY), Rule(date(2021, 1, 1), jurisdiction_id=1)
    office, own = Rule(date(2021, 1, 1), jurisdiction_id=7), Rule(date(2021, 1, 1), establishment_id=9)
    assert chosen(default, city, office, own) is own
    assert chosen(default, city, office) is office
    assert chosen(default, city) is city
    assert chosen(default, Rule(TODAY, jurisdiction_id=8), Rule(TODAY, establishment_id=10)) is default


def test_a_version_that_is_switched_off_switches_the_rule_off() -> None:
    assert chosen(Rule(date(2020, 1, 1)), Rule(TODAY, jurisdiction_id=4, is_active=False)) is None


def test_a_rule_for_some_kinds_leaves_the_others_to_the_rule_above() -> None:
    default, own = Rule(date(2020, 1, 1)), Rule(TODAY, jurisdiction_id=4, kinds=["kindergarten"])
    assert chosen(default, own) is default
    assert chosen(default, own, kind=EstablishmentKind.KINDERGARTEN) is own


def test_parameters_are_exactly_the_numbers_that_the_rule_reads() -> None:
    assert check_parameters(DutyCode.CONNECT, {"working_days": 10}) == {"working_days": 10}
    for wrong in ({}, {"working_days": 0}, {"working_days": True}, {"working_days": "10"}, {"days": 10}):
        with pytest.raises(InvalidError):
            check_parameters(DutyCode.CONNECT, wrong)


def test_remind_days_are_sorted_and_bounded() -> None:
    assert check_remind_days([0, 30, 30, 7]) == [30, 7, 0]
    with pytest.raises(InvalidError):
        check_remind_days([-1])
