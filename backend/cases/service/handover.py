"""A person leaves: the cases they hold go to whoever is on duty now, else the chain's next level is told at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.accounts.models import User
from backend.audit.service import record
from backend.cases.models import Case
from backend.cases.policy.chains import iso, next_step
from backend.cases.policy.messages import Call
from backend.cases.service import outbox
from backend.cases.service.holders import holding
from backend.cases.service.opening import write
from backend.cases.service.recipients import Person
from backend.catalog.cases import RUNNING_STATES, CaseState, TimelineKind
from backend.core import clock
from backend.establishments.models import Establishment
from backend.establishments.service import hours_of
from backend.extensions import db

_UNENDED = RUNNING_STATES | {CaseState.RECTIFIED}


def hand_over(user_id: int, establishment: Establishment) -> list[int]:
    """Call it once the person's memberships and responsibilities have ended. Returns the cases that changed hands."""
    statement = (
        select(Case)
        .where(Case.establishment_id == establishment.id, Case.holder_id == user_id, Case.state.in_(_UNENDED))
        .order_by(Case.id)
        .with_for_update(of=Case)
    )
    cases = db.session.scalars(statement).unique().all()
    for case in cases:
        _pass_on(case, establishment)
    return [case.id for case in cases]


def _pass_on(case: Case, establishment: Establishment) -> None:
    before, now = case.holder_id, clock.now()
    next_id = holding(establishment, case.area, case.type, hours_of(establishment).local(now))
    holder = db.session.get(User, next_id) if next_id is not None else None
    case.holder, case.holder_id = holder, next_id
    changes = {"holder_id": [before, next_id]}
    record("case.handed_over", "case", case.id, establishment_id=establishment.id, changes=changes)
    if holder is None:
        write(case, TimelineKind.NO_HOLDER, level=case.level, data={"previous_id": before})
        if case.state in RUNNING_STATES:
            _hasten(case)
        return
    data = {"user_id": holder.id, "previous_id": before}
    entry = write(case, TimelineKind.ASSIGNED, level=case.level, data=data)
    db.session.flush()
    if case.state in RUNNING_STATES:
        person = Person(holder.id, holder.name, holder.locale, None)
        outbox.tell(case, [person], Call.ASSIGNED, key=f"entry-{entry.id}")


def _hasten(case: Case) -> None:
    """Nobody holds it any more: as with a case that never had a holder, the next level need not wait (Q143)."""
    chain: list[dict[str, Any]] = [dict(step) for step in case.chain]
    waiting = next((step for step in chain if step["told_at"] is None), None)
    if waiting is not None:
        waiting["at"] = min(waiting["at"], iso(clock.now()))
    case.chain = chain
    case.next_step, case.next_step_at = next_step(chain, case.due_at, is_overdue=case.is_overdue)
