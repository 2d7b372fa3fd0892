"""The rules, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.cases.policy.chains import Minutes, StepPlan, TimerRow, choose_timer, copy_chain, next_step
from backend.cases.policy.holders import Duty, choose_holder
from backend.cases.policy.messages import lasted
from backend.cases.policy.timing import Hours, after
from backend.catalog.cases import CaseState, StepTimer
from backend.catalog.violations import Severity, TimerClock, ViolationType
from notifications.escalation import Clockwork, advance

WEEK = [{"weekday": day, "from": "06:00", "to": "20:00"} for day in range(5)]
SHANGHAI = Hours.of("Asia/Shanghai", WEEK, ["2026-03-04"])
NIGHT = Hours.of("Asia/Shanghai", [{"weekday": d, "from": "18:00", "to": "02:00"} for d in range(7)], [])
BERLIN = Hours.of("Europe/Berlin", [{"weekday": d, "from": "00:00", "to": "24:00"} for d in range(7)], [])
NEVER = Hours.of("Asia/Shanghai", [], [])


def at(text: str) -> datetime:
    """Local time of Shanghai, "03-02 12:00"."""
    return datetime.fromisoformat(f"2026-{text}:00+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "minutes", "hours", "expected"),
    [
        ("03-02 12:00", 30, None, "03-02 12:30"),
        ("03-02 12:00", 30, SHANGHAI, "03-02 12:30"),
        ("03-02 19:50", 30, SHANGHAI, "03-03 06:20"),  # Monday evening into Tuesday
        ("03-03 19:50", 30, SHANGHAI, "03-05 06:20"),  # Wednesday is closed
        ("03-06 19:50", 30, SHANGHAI, "03-09 06:20"),  # over the weekend
        ("03-02 03:00", 30, SHANGHAI, "03-02 06:30"),  # before opening
        ("03-02 23:00", 0, SHANGHAI, "03-02 23:00"),  # at once is at once
        ("03-02 06:00", 14 * 60, SHANGHAI, "03-02 20:00"),  # the last minute counts
        ("03-02 01:30", 60, NIGHT, "03-02 18:30"),  # the shift that began yesterday ends at two
        ("03-02 23:30", 120, NIGHT, "03-03 01:30"),
        ("03-02 12:00", 30, NEVER, "03-02 12:30"),
    ],
)
def test_minutes_are_counted(start: str, minutes: int, hours: Hours | None, expected: str) -> None:
    assert after(at(start), minutes, hours) == at(expected)


@pytest.mark.parametrize("day", ["2026-03-28T12:00:00+00:00", "2026-10-24T12:00:00+00:00"])
def test_a_day_of_23_or_25_hours_counts_its_true_minutes(day: str) -> None:
    start = datetime.fromisoformat(day)

    assert after(start, 24 * 60, BERLIN) == start + timedelta(hours=24)


def timer(establishment: int | None, type: ViolationType | None, severity: Severity, t1: int) -> TimerRow:
    return TimerRow(establishment, type, severity, Minutes(t1, t1 + 1, t1 + 2, TimerClock.ALWAYS))


ROWS = [
    timer(None, None, Severity.MAJOR, 1),
    timer(None, ViolationType.CLOTHES, Severity.MAJOR, 2),
    timer(7, None, Severity.MAJOR, 3),
    timer(7, ViolationType.CLOTHES, Severity.CRITICAL, 4),
    timer(8, ViolationType.CLOTHES, Severity.MINOR, 5),
]


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (2, 2), (3, 3), (5, 4)])
def test_the_most_particular_timer_wins(count: int, expected: int) -> None:
    chosen = choose_timer(ROWS[:count], 7, ViolationType.CLOTHES, Severity.MAJOR)

    assert chosen is not None
    assert chosen.minutes.t1 == expected


MONDAY_NINE = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - local time, as the duty table means it
ALL_WEEK = tuple(range(7))


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        ([], None),
        ([Duty(1, None, None, False, ALL_WEEK, "00:00", "24:00")], 1),
        ([Duty(1, None, None, False, (1,), "00:00", "24:00")], None),  # Tuesdays only
        ([Duty(1, None, None, False, ALL_WEEK, "09:01", "24:00")], None),
        ([Duty(1, None, None, False, ALL_WEEK, "00:00", "09:00")], None),  # the end is not included
        ([Duty(1, None, None, False, (6,), "22:00", "10:00")], 1),  # Sunday's night shift
        ([Duty(1, 5, None, False, ALL_WEEK, "00:00", "24:00")], None),  # another area
        ([Duty(1, None, ViolationType.CAM_BLOCK, False, ALL_WEEK, "00:00", "24:00")], None),
        ([Duty(9, None, None, False, ALL_WEEK, "00:00", "24:00")], None),  # no longer a member
        (
            [
                Duty(1, None, None, False, ALL_WEEK, "00:00", "24:00"),
                Duty(2, 3, None, True, ALL_WEEK, "00:00", "24:00"),
                Duty(3, 3, None, False, ALL_WEEK, "00:00", "24:00"),
            ],
            3,
        ),
        (
            [
                Duty(1, None, None, False, ALL_WEEK, "00:00", "24:00"),
                Duty(2, 3, None, True, ALL_WEEK, "00:00", "24:00"),
            ],
            2,
        ),
    ],
)
def test_the_person_on_duty_is_found(duties: list[Duty], expected: int | None) -> None:
    found = choose_holder(
        duties, area_id=3, type=ViolationType.CLOTHES, local=MONDAY_NINE, present=frozenset({1, 2, 3})
    )

    assert found == expected


PLAN = [
    StepPlan(1, ("holder",), StepTimer.T0),
    StepPlan(2, ("safety_head",), StepTimer.T1),
    StepPlan(3, ("principal",), StepTimer.T2),
]
MINUTES = Minutes(30, 120, 1440, TimerClock.ALWAYS)
OPENED = at("03-02 12:00")


def test_nothing_is_told_before_its_instant_and_each_step_once() -> None:
    chain = copy_chain(PLAN, MINUTES, OPENED, SHANGHAI, has_holder=True)
    case = Clockwork(CaseState.OPEN, 0, chain, OPENED + timedelta(days=1), is_overdue=False)
    told = []
    for second in range(0, 2 * 24 * 3600, 60):
        change = advance(case, OPENED + timedelta(seconds=second))
        told += [(n, second // 60) for n in change.told]
        case = Clockwork(case.state, change.level, change.chain, case.due_at, change.is_overdue)

    assert told == [(0, 0), (1, 30), (2, 120)]
    assert case.is_overdue
    assert next_step(case.chain, case.due_at, is_overdue=True) == (3, None)


@pytest.mark.parametrize("state", [CaseState.RECTIFIED, CaseState.CLOSED, CaseState.DISMISSED])
def test_a_case_that_nobody_needs_to_act_on_tells_nobody(state: CaseState) -> None:
    chain = copy_chain(PLAN, MINUTES, OPENED, SHANGHAI, has_holder=True)

    change = advance(Clockwork(state, 1, chain, OPENED, is_overdue=False), OPENED + timedelta(days=2))

    assert (change.told, change.next_at, change.is_overdue) == ((), None, False)


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "1 秒", "1 s"),
        (59, "59 秒", "59 s"),
        (180, "3 分钟", "3 min"),
        (7300, "2 小时", "2 h"),
        (90000, "1 天", "1 d"),
    ],
)
def test_how_long_reads_shortly(seconds: int, zh: str, en: str) -> None:
    assert (lasted(timedelta(seconds=seconds), "zh-CN"), lasted(timedelta(seconds=seconds), "en")) == (zh, en)
