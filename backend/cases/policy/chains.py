"""The copy of a chain that a case takes along, and which of its steps comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from backend.cases.policy.timing import Hours, after
from backend.catalog.cases import StepTimer
from backend.catalog.roles import Role
from backend.catalog.violations import Severity, TimerClock, ViolationType
from backend.core.errors import InvalidError

HOLDER = "holder"  # stands for the case's named person in a step's roles
_MAX_STEPS = 8


@dataclass(frozen=True)
class StepPlan:
    """A row of an editable chain: who is told at which level, and what the step waits for."""

    level: int
    roles: tuple[str, ...]
    after: StepTimer


@dataclass(frozen=True)
class Minutes:
    """The timers of one case, all counted from its opening."""

    t1: int
    t2: int
    close: int
    clock: TimerClock

    def of(self, timer: StepTimer) -> int:
        return {StepTimer.T0: 0, StepTimer.T1: self.t1, StepTimer.T2: self.t2, StepTimer.CLOSE: self.close}[timer]


@dataclass(frozen=True)
class TimerRow:
    """A row of the timer table, without its database."""

    establishment_id: int | None
    type: ViolationType | None
    severity: Severity
    minutes: Minutes


def choose_timer(
    rows: Iterable[TimerRow], establishment_id: int, type: ViolationType, severity: Severity
) -> TimerRow | None:
    """The establishment's row wins over the default, and one for the type over one for the severity."""
    fitting = [
        row
        for row in rows
        if row.establishment_id in (None, establishment_id)
        and (row.type is type or (row.type is None and row.severity is severity))
    ]
    return max(fitting, key=lambda row: (row.establishment_id is not None, row.type is not None), default=None)


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def copy_chain(
    steps: Iterable[StepPlan], minutes: Minutes, opened_at: datetime, hours: Hours, *, has_holder: bool
) -> list[dict[str, Any]]:
    """Each step with its instant. Where nobody holds the case, level 2 is told at once (Q143, seed 000 3(4))."""
    counted = hours if minutes.clock is TimerClock.OPENING else None
    copied = []
    for step in steps:
        waits_not = not has_holder and step.level == 2
        at = opened_at if waits_not else after(opened_at, minutes.of(step.after), counted)
        copied.append(
            {"level": step.level, "roles": list(step.roles), "after": step.after.value, "at": iso(at), "told_at": None}
        )
    return sorted(copied, key=lambda step: (instant(str(step["at"])), step["level"]))


def next_step(chain: Sequence[Mapping[str, Any]], due_at: datetime, *, is_overdue: bool) -> tuple[int, datetime | None]:
    """Index of the first step not yet told and when something happens next: that step or the deadline, else None."""
    index = next((n for n, step in enumerate(chain) if step["told_at"] is None), len(chain))
    instants = [instant(chain[index]["at"])] if index < len(chain) else []
    if not is_overdue:
        instants.append(due_at)
    return index, min(instants, default=None)


def first_steps(chain: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is told of a mere suspicion: the steps that are due at once. The rest waits for a person's word."""
    return [dict(step) for step in chain if instant(step["at"]) <= instant(chain[0]["at"])]


def carry_on(chain: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A fresh chain of a confirmed suspicion, in which whoever was told already is not told again."""
    told_at = {step["level"]: step["told_at"] for step in told}
    return [{**step, "told_at": told_at.get(step["level"])} for step in chain]


def check_steps(steps: Sequence[StepPlan]) -> None:
    """A chain that can be kept: it starts at once, levels rise, every step names somebody known."""
    known = {HOLDER, *(role.value for role in Role)}
    if not 1 <= len(steps) <= _MAX_STEPS:
        raise InvalidError("invalid_chain", steps=["1 to 8 steps"])
    if steps[0].after is not StepTimer.T0:
        raise InvalidError("invalid_chain", steps=["the first step is told at once"])
    order = list(StepTimer)
    for earlier, later in zip(steps, steps[1:], strict=False):
        if later.level <= earlier.level or order.index(later.after) < order.index(earlier.after):
            raise InvalidError("invalid_chain", steps=["levels and timers must rise"])
    for step in steps:
        if not step.roles or not set(step.roles) <= known:
            raise InvalidError("invalid_chain", steps=["every step names known roles"])


def check_principal(steps: Sequence[StepPlan]) -> None:
    """The head of a school answers for it, so no chain that a school may use passes the principal by (J120)."""
    if not any(Role.PRINCIPAL.value in step.roles for step in steps):
        raise InvalidError("chain_without_principal", steps=["a school's chain must reach the principal"])


def check_minutes(minutes: Minutes) -> None:
    if not 0 < minutes.t1 < minutes.t2 < minutes.close:
        raise InvalidError("invalid_timer", t1_minutes=["0 < t1 < t2 < close"])
