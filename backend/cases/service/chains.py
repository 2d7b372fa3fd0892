"""Editable chains and timers: the rows that fit a case, and changing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cases.models import EscalationChain, Timer
from backend.cases.policy.chains import (
    Minutes,
    StepPlan,
    TimerRow,
    check_minutes,
    check_principal,
    check_steps,
    choose_timer,
    copy_chain,
)
from backend.cases.service.defaults import SEVERITY_MINUTES, step_rows, timer_of
from backend.cases.service.holders import holding
from backend.cases.service.recipients import Directory, names
from backend.catalog.cases import CaseSource, ChainCode
from backend.catalog.establishments import KINDS
from backend.catalog.roles import Permission, ScopeKind
from backend.catalog.violations import SPECS, Severity, ViolationType
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError, NotFoundError
from backend.core.realtime import announce
from backend.establishments.access import can_in, get_establishment, rooms_of
from backend.establishments.models import Area, Establishment
from backend.establishments.service import hours_of
from backend.extensions import db

_CODES = {
    CaseSource.AI: ChainCode.AI,
    CaseSource.CAMERA: ChainCode.AI,
    CaseSource.REPORT: ChainCode.REPORT,
    CaseSource.INSPECTION: ChainCode.REPORT,
    CaseSource.DUTY: ChainCode.DUTY,
}


def steps_for(establishment_id: int, source: CaseSource) -> list[StepPlan]:
    chain = _effective(_CODES[source], establishment_id)
    return [StepPlan(step.level, tuple(step.roles), step.after) for step in chain.steps]


def _effective(code: ChainCode, establishment_id: int) -> EscalationChain:
    rows = db.session.scalars(
        select(EscalationChain)
        .where(EscalationChain.code == code)
        .where(or_(EscalationChain.establishment_id.is_(None), EscalationChain.establishment_id == establishment_id))
    ).all()
    if not rows:
        raise DomainError("chain_missing")  # set-up has not run seed_defaults
    return max(rows, key=lambda row: row.establishment_id is not None)


def timers_for(establishment_id: int, type: ViolationType, area: Area | None = None) -> tuple[Severity, Minutes]:
    """Severity and minutes of a type in an area. A row for the type also carries its severity."""
    rows = [_timer_row(row) for row in db.session.scalars(_timers_seen_by(establishment_id))]
    severity = SPECS[type].severity_in(area.kind if area else None)
    chosen = choose_timer(rows, establishment_id, type, severity)
    if chosen is None:
        return severity, SEVERITY_MINUTES[severity]
    return chosen.severity, chosen.minutes


def _timers_seen_by(establishment_id: int) -> Any:
    seen = or_(Timer.establishment_id.is_(None), Timer.establishment_id == establishment_id)
    return select(Timer).where(seen).order_by(Timer.id)


def _timer_row(row: Timer) -> TimerRow:
    minutes = Minutes(row.t1_minutes, row.t2_minutes, row.close_minutes, row.clock)
    return TimerRow(row.establishment_id, row.type, row.severity, minutes)


def list_chains(access: Access, establishment_id: int | None) -> list[EscalationChain]:
    """The defaults, or with an establishment the chains that count there."""
    if establishment_id is None:
        return list(db.session.scalars(_chains_seen_by(None)))
    get_establishment(access, establishment_id, Permission.CHAIN_VIEW, Permission.CHAIN_MANAGE)
    seen: dict[ChainCode, EscalationChain] = {}
    for chain in db.session.scalars(_chains_seen_by(establishment_id)):
        if chain.establishment_id is not None or chain.code not in seen:
            seen[chain.code] = chain
    return [seen[code] for code in ChainCode if code in seen]


def _chains_seen_by(establishment_id: int | None) -> Any:
    own = EscalationChain.establishment_id
    seen = own.is_(None) if establishment_id is None else or_(own.is_(None), own == establishment_id)
    return select(EscalationChain).where(seen).order_by(EscalationChain.id)


def get_chain(access: Access, chain_id: int) -> EscalationChain:
    """Defaults are seen by everyone who sees chains at all; a copy only where the establishment is seen."""
    chain = db.session.get(EscalationChain, chain_id)
    if chain is None:
        raise NotFoundError
    if chain.establishment_id is not None:
        get_establishment(access, chain.establishment_id, Permission.CHAIN_VIEW, Permission.CHAIN_MANAGE)
    return chain


def _may_edit(access: Access, establishment_id: int | None) -> None:
    """Defaults concern every kitchen, so only the platform edits them; others copy first."""
    if establishment_id is None:
        if not any(g.scope is ScopeKind.PLATFORM for g in access.having(Permission.CHAIN_MANAGE)):
            raise ForbiddenError("default_is_shared")
        return
    establishment = get_establishment(access, establishment_id, Permission.CHAIN_VIEW, Permission.CHAIN_MANAGE)
    if not can_in(access, Permission.CHAIN_MANAGE, establishment):
        raise ForbiddenError("forbidden")


def edit_chain(access: Access, chain_id: int, name_zh: str, name_en: str, steps: Sequence[StepPlan]) -> EscalationChain:
    """Cases that run keep the copy they opened with."""
    chain = get_chain(access, chain_id)
    _may_edit(access, chain.establishment_id)
    check_steps(steps)
    if _is_for_schools(chain):
        check_principal(steps)
    before = _as_facts(chain)
    chain.name_zh, chain.name_en, chain.steps = name_zh, name_en, step_rows(steps)
    db.session.flush()
    _changed("chain.edited", chain.id, chain.establishment_id, {"steps": [before, _as_facts(chain)]})
    return chain


def copy_default(access: Access, establishment_id: int, code: ChainCode) -> EscalationChain:
    """A chain of the establishment's own, the same as the default to begin with."""
    _may_edit(access, establishment_id)
    current = _effective(code, establishment_id)
    if current.establishment_id is not None:
        raise DomainError("already_copied")
    plan = [StepPlan(step.level, tuple(step.roles), step.after) for step in current.steps]
    chain = EscalationChain(
        code=code,
        establishment_id=establishment_id,
        name_zh=current.name_zh,
        name_en=current.name_en,
        steps=step_rows(plan),
    )
    db.session.add(chain)
    db.session.flush()
    _changed("chain.copied", chain.id, establishment_id, {"from": current.id})
    return chain


def _is_for_schools(chain: EscalationChain) -> bool:
    """The defaults count for every kind, schools among them."""
    if chain.establishment_id is None:
        return True
    return KINDS[db.session.get_one(Establishment, chain.establishment_id).kind].is_school


def _as_facts(chain: EscalationChain) -> list[dict[str, Any]]:
    return [{"level": s.level, "roles": list(s.roles), "after": s.after.value} for s in chain.steps]


def _changed(action: str, subject_id: int, establishment_id: int | None, changes: dict[str, Any]) -> None:
    record(action, "chain", subject_id, establishment_id=establishment_id, changes=changes)
    if establishment_id is not None:
        announce("chain", subject_id, rooms_of(db.session.get_one(Establishment, establishment_id)))


def list_timers(access: Access, establishment_id: int | None) -> list[Timer]:
    """Default rows, and those of the establishment beside them."""
    if establishment_id is None:
        return list(db.session.scalars(select(Timer).where(Timer.establishment_id.is_(None)).order_by(Timer.id)))
    get_establishment(access, establishment_id, Permission.CHAIN_VIEW, Permission.CHAIN_MANAGE)
    return list(db.session.scalars(_timers_seen_by(establishment_id)))


def edit_timer(access: Access, timer_id: int, minutes: Minutes) -> Timer:
    timer = db.session.get(Timer, timer_id)
    if timer is None:
        raise NotFoundError
    _may_edit(access, timer.establishment_id)
    check_minutes(minutes)
    before = _timer_row(timer).minutes
    timer.t1_minutes, timer.t2_minutes, timer.close_minutes = minutes.t1, minutes.t2, minutes.close
    timer.clock = minutes.clock
    changes = {"minutes": [_facts_of(before), _facts_of(minutes)]}
    record("timer.edited", "timer", timer.id, establishment_id=timer.establishment_id, changes=changes)
    return timer


def add_timer(
    access: Access, establishment_id: int, type: ViolationType | None, severity: Severity, minutes: Minutes
) -> Timer:
    """An establishment's own minutes, for one type or for a severity."""
    _may_edit(access, establishment_id)
    check_minutes(minutes)
    own = [row for row in db.session.scalars(_timers_seen_by(establishment_id)) if row.establishment_id is not None]
    if any(row.type is type and (type is not None or row.severity is severity) for row in own):
        raise DomainError("already_copied")
    timer = timer_of(establishment_id, type, severity, minutes)
    db.session.add(timer)
    db.session.flush()
    record("timer.added", "timer", timer.id, establishment_id=establishment_id, changes=_facts_of(minutes))
    return timer


def _facts_of(minutes: Minutes) -> dict[str, Any]:
    return {"t1": minutes.t1, "t2": minutes.t2, "close": minutes.close, "clock": minutes.clock.value}


def preview(
    access: Access, chain_id: int, establishment_id: int, type: ViolationType, opened_at: datetime
) -> list[dict[str, Any]]:
    """What would happen to a case that opens then: each step with its instant and the people it would reach."""
    chain = get_chain(access, chain_id)
    place = get_establishment(access, establishment_id, Permission.CHAIN_VIEW, Permission.CHAIN_MANAGE)
    _, minutes = timers_for(place.id, type)
    hours = hours_of(place)
    holder_id = holding(place, None, type, hours.local(opened_at))
    plan = [StepPlan(step.level, tuple(step.roles), step.after) for step in chain.steps]
    copied = copy_chain(plan, minutes, opened_at, hours, has_holder=holder_id is not None)
    path = place.jurisdiction.path
    directory = Directory.load([path], [place.id], [holder_id] if holder_id else [], clock.now())
    return [step | {"people": names(directory.people(step["roles"], place.id, path, holder_id))} for step in copied]
