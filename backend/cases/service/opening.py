"""Opening a case, or joining a repeat to the one that already runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.accounts.models import User
from backend.audit.service import record
from backend.cameras.models import Camera
from backend.cases.models import Case, TimelineEntry
from backend.cases.policy.chains import carry_on, copy_chain, first_steps, next_step
from backend.cases.policy.timing import after
from backend.cases.service import chains
from backend.cases.service.holders import holding
from backend.cases.service.numbers import next_number
from backend.catalog.cases import RUNNING_STATES, CaseSource, CaseState, TimelineKind
from backend.catalog.violations import CAMERA_FAULTS, TimerClock, ViolationType
from backend.core import clock
from backend.core.realtime import announce
from backend.establishments.access import rooms_of
from backend.establishments.models import Area, Establishment
from backend.establishments.service import hours_of
from backend.extensions import db


@dataclass(frozen=True)
class Finding:
    """What went wrong, where and since when; `merge` is how long repeats join the same case.

    `holder`: who answers for it by name, where that is known; else the responsibility table says.
    `is_suspected`: told to the first person alone, until a person confirms it.
    """

    source: CaseSource
    type: ViolationType
    establishment: Establishment
    area: Area | None
    camera: Camera | None
    first_seen_at: datetime
    last_seen_at: datetime
    merge: timedelta
    why: dict[str, Any] = field(default_factory=dict)
    holder: User | None = None
    is_suspected: bool = False


@dataclass(frozen=True)
class Opened:
    case: Case
    is_new: bool


def open_case(finding: Finding) -> Opened:
    """A new case, or the running one of the same type and camera while its merge window lasts.

    A repeat tells nobody again: the chain of the running case goes on by itself.
    """
    if finding.camera is not None:
        # Two reports of one camera at the same moment must not open two cases.
        db.session.execute(select(Camera.id).where(Camera.id == finding.camera.id).with_for_update())
        running = _running(finding)
        if running is not None:
            return Opened(_merge(running, finding), is_new=False)
    return Opened(_open(finding), is_new=True)


def join_case(case: Case, finding: Finding) -> Case:
    """Add a repeat to a running case that the caller has found and locked."""
    return _merge(case, finding)


def _running(finding: Finding) -> Case | None:
    assert finding.camera is not None
    statement = select(Case).where(
        Case.camera_id == finding.camera.id, Case.type == finding.type, Case.state.in_(RUNNING_STATES)
    )
    if finding.type not in CAMERA_FAULTS:  # a fault that lasts is one fault, however long
        statement = statement.where(Case.merge_until >= finding.first_seen_at)
    if not finding.is_suspected:  # what is certain must climb, so it does not hide behind a suspicion
        statement = statement.where(Case.is_suspected.is_(False))
    statement = statement.order_by(Case.id.desc()).limit(1).with_for_update(of=Case)
    found: Case | None = db.session.scalar(statement.execution_options(populate_existing=True))
    return found


def _merge(case: Case, finding: Finding) -> Case:
    case.occurrences += 1
    case.last_seen_at = max(case.last_seen_at, finding.last_seen_at)
    case.merge_until = max(case.merge_until, finding.last_seen_at + finding.merge)
    write(case, TimelineKind.MERGED, data={"occurrences": case.occurrences})
    return case


def _open(finding: Finding) -> Case:
    now, place = clock.now(), finding.establishment
    severity, minutes = chains.timers_for(place.id, finding.type, finding.area)
    hours = hours_of(place)
    named = finding.holder.id if finding.holder else None
    holder_id = named or holding(place, finding.area, finding.type, hours.local(now))
    chain = copy_chain(
        chains.steps_for(place.id, finding.source), minutes, now, hours, has_holder=holder_id is not None
    )
    due_at = after(now, minutes.close, hours if minutes.clock is TimerClock.OPENING else None)
    if finding.is_suspected:
        chain = first_steps(chain)
    index, at = next_step(chain, due_at, is_overdue=finding.is_suspected)
    case = Case(
        number=_number(hours.local(now).year),
        establishment=place,
        area=finding.area,
        camera=finding.camera,
        source=finding.source,
        type=finding.type,
        severity=severity,
        state=CaseState.OPEN,
        holder=db.session.get(User, holder_id) if holder_id else None,
        opened_at=now,
        first_seen_at=finding.first_seen_at,
        last_seen_at=finding.last_seen_at,
        merge_until=finding.last_seen_at + finding.merge,
        due_at=due_at,
        is_suspected=finding.is_suspected,
        chain=chain,
        timer_clock=minutes.clock,
        next_step=index,
        next_step_at=at,
        why=finding.why,
    )
    db.session.add(case)
    db.session.flush()
    write(case, TimelineKind.OPENED, data={"source": finding.source.value})
    if holder_id is None:
        write(case, TimelineKind.NO_HOLDER)
    record("case.opened", "case", case.id, establishment_id=place.id, changes={"number": case.number})
    return case


def climb(case: Case, by: User) -> None:
    """A person has confirmed the suspicion: from now on it is a case like any other, its clock beginning here."""
    now, place = clock.now(), case.establishment
    _, minutes = chains.timers_for(place.id, case.type, case.area)
    hours = hours_of(place)
    fresh = copy_chain(
        chains.steps_for(place.id, case.source), minutes, now, hours, has_holder=case.holder_id is not None
    )
    case.is_suspected, case.confirmed_at, case.confirmed_by_id = False, now, by.id
    case.chain = carry_on(fresh, case.chain)
    case.due_at = after(now, minutes.close, hours if minutes.clock is TimerClock.OPENING else None)
    case.next_step, case.next_step_at = next_step(case.chain, case.due_at, is_overdue=False)


def _number(year: int) -> str:
    return f"{year}-{next_number(f'case-{year}'):06d}"


def write(
    case: Case,
    kind: TimelineKind,
    *,
    actor: User | None = None,
    text: str = "",
    level: int | None = None,
    data: dict[str, Any] | None = None,
    made_at: datetime | None = None,
) -> TimelineEntry:
    """Add a line to the timeline and say that the case changed."""
    entry = TimelineEntry(
        case_id=case.id,
        at=clock.now(),
        made_at=made_at,
        kind=kind,
        actor=actor,
        text=text,
        level=level,
        data=data or {},
    )
    db.session.add(entry)
    announce("case", case.id, [*rooms_of(case.establishment), *([f"user:{case.holder_id}"] if case.holder_id else [])])
    return entry
