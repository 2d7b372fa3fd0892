"""The chains and minutes that a new installation starts with."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backend.cases.models import ChainStep, EscalationChain, Timer
from backend.cases.policy.chains import HOLDER, Minutes, StepPlan
from backend.catalog.cases import ChainCode, StepTimer
from backend.catalog.roles import Role
from backend.catalog.violations import SPECS, Severity, TimerClock, ViolationType
from backend.extensions import db

SEVERITY_MINUTES = {
    Severity.CRITICAL: Minutes(10, 60, 24 * 60, TimerClock.ALWAYS),
    Severity.MAJOR: Minutes(30, 120, 24 * 60, TimerClock.ALWAYS),
    Severity.MINOR: Minutes(240, 1440, 72 * 60, TimerClock.OPENING),
}


def seed_defaults() -> None:
    """Fill empty tables with the three chains of seed 000 3(4) and the minutes of the taxonomy; edits stay."""
    if db.session.scalar(select(EscalationChain.id).limit(1)) is None:
        for code, (name_zh, name_en, steps) in _DEFAULT_CHAINS.items():
            db.session.add(EscalationChain(code=code, name_zh=name_zh, name_en=name_en, steps=step_rows(steps)))
    if db.session.scalar(select(Timer.id).limit(1)) is None:
        for severity, minutes in SEVERITY_MINUTES.items():
            db.session.add(timer_of(None, None, severity, minutes))
        for type, spec in SPECS.items():
            t1, t2, close = (int(span.total_seconds() // 60) for span in (spec.t1, spec.t2, spec.close))
            own = Minutes(t1, t2, close, spec.timer_clock)
            if own != SEVERITY_MINUTES[spec.severity]:
                db.session.add(timer_of(None, type, spec.severity, own))
    db.session.flush()


def timer_of(establishment_id: int | None, type: ViolationType | None, severity: Severity, minutes: Minutes) -> Timer:
    return Timer(
        establishment_id=establishment_id,
        type=type,
        severity=severity,
        t1_minutes=minutes.t1,
        t2_minutes=minutes.t2,
        close_minutes=minutes.close,
        clock=minutes.clock,
    )


def step_rows(steps: Sequence[StepPlan]) -> list[ChainStep]:
    return [
        ChainStep(position=n, level=step.level, roles=list(step.roles), after=step.after)
        for n, step in enumerate(steps)
    ]


def _plan(*steps: tuple[StepTimer, tuple[str, ...]]) -> list[StepPlan]:
    return [StepPlan(level, roles, after) for level, (after, roles) in enumerate(steps, 1)]


_UNIT: tuple[str, ...] = (HOLDER, Role.CANTEEN_HEAD, Role.SAFETY_OFFICER)
_DEFAULT_CHAINS: dict[ChainCode, tuple[str, str, list[StepPlan]]] = {
    ChainCode.AI: (
        "AI 识别处置链",
        "AI events",
        _plan(
            (StepTimer.T0, _UNIT),
            (StepTimer.T1, (Role.SAFETY_HEAD,)),
            (StepTimer.T2, (Role.PRINCIPAL, Role.OFFICE_OFFICER)),
            (StepTimer.CLOSE, (Role.OFFICE_OFFICER,)),
        ),
    ),
    ChainCode.REPORT: (
        "公众举报处置链",
        "Public reports",
        _plan(
            (StepTimer.T0, (Role.SAFETY_HEAD,)),
            (StepTimer.T1, (Role.PRINCIPAL,)),
            (StepTimer.T2, (Role.OFFICE_OFFICER,)),
            (StepTimer.CLOSE, (Role.OFFICE_OFFICER,)),
        ),
    ),
    ChainCode.DUTY: (
        "应办逾期处置链",
        "Missed duties",
        _plan(
            (StepTimer.T0, _UNIT),
            (StepTimer.T1, (Role.SAFETY_HEAD, Role.PRINCIPAL)),
            (StepTimer.T2, (Role.OFFICE_OFFICER,)),
            (StepTimer.CLOSE, (Role.OFFICE_OFFICER,)),
        ),
    ),
}
