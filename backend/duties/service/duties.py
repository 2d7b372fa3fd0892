"""Opening, fulfilling and cancelling single duties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from backend.accounts.models import User
from backend.audit.service import record
from backend.cases.models import Case
from backend.cases.service import recover
from backend.catalog.credentials import DutyCode, DutyState, DutySubject
from backend.core import clock
from backend.core.database import insert_once
from backend.core.realtime import announce
from backend.duties.models import Duty
from backend.duties.service.rules import effective_rule
from backend.establishments.access import rooms_of
from backend.establishments.models import Establishment
from backend.extensions import db

OPEN_STATES = frozenset({DutyState.PENDING, DutyState.OVERDUE})


def open_duty(
    code: DutyCode,
    establishment: Establishment,
    subject: DutySubject,
    subject_id: int,
    due_on: date,
    title_zh: str,
    title_en: str,
    url: str,
    holder: User | None = None,
) -> Duty | None:
    """What is owed by a day. Asking again changes nothing; another day moves the duty. None where no rule counts.

    A duty that was fulfilled for this very day stays fulfilled.
    """
    today = local_day(establishment)
    rule = effective_rule(code, establishment, today)
    _withdraw(code, subject, subject_id, keep=due_on)
    if rule is None:
        return None
    values = {"title_zh": title_zh[:120], "title_en": title_en[:160], "url": url}
    insert_once(
        Duty,
        code=code,
        rule_id=rule.id,
        establishment_id=establishment.id,
        subject=subject,
        subject_id=subject_id,
        holder_id=holder.id if holder else None,
        holder_role=rule.holder_role,
        due_on=due_on,
        state=DutyState.PENDING,
        created_at=clock.now(),
        # The notifier decides by itself whether there is something to say already.
        next_at=clock.now(),
        reminded=[],
        proof="",
        **values,
    )
    duty = db.session.scalars(
        select(Duty)
        .where(Duty.code == code, Duty.subject == subject, Duty.subject_id == subject_id, Duty.due_on == due_on)
        .execution_options(populate_existing=True)
    ).one()
    if duty.state is DutyState.CANCELLED:
        duty.state, duty.next_at, duty.fulfilled_at, duty.case_id = DutyState.PENDING, clock.now(), None, None
    if duty.state in OPEN_STATES:
        duty.holder = holder
        duty.title_zh, duty.title_en, duty.url = values["title_zh"], values["title_en"], url
    _announce(duty)
    return duty


def fulfil(code: DutyCode, subject: DutySubject, subject_id: int, by: User | None, proof: str) -> int:
    """Done, with what proves it; a case that was opened over it closes, because the data say so. Returns how many."""
    duties = _open_of(code, subject, subject_id)
    for duty in duties:
        _end(duty, DutyState.FULFILLED, by, proof, "duty_fulfilled")
    return len(duties)


def cancel(code: DutyCode, subject: DutySubject, subject_id: int, by: User | None = None, reason: str = "") -> int:
    """Owed no longer: the person left, the licence was replaced. Returns how many."""
    duties = _open_of(code, subject, subject_id)
    for duty in duties:
        _end(duty, DutyState.CANCELLED, by, reason, "duty_cancelled")
    return len(duties)


def carry_over(code: DutyCode, subject: DutySubject, old_id: int, new_id: int) -> None:
    """What was owed about one thing is owed about the row that took its place, with its reminders and its case."""
    for duty in _open_of(code, subject, old_id):
        duty.subject_id = new_id
    db.session.flush()


def end_duty(duty: Duty, state: DutyState, by: User | None, note: str) -> None:
    """End one duty that the caller has locked."""
    _end(duty, state, by, note, "duty_fulfilled" if state is DutyState.FULFILLED else "duty_cancelled")


def local_day(establishment: Establishment) -> date:
    return clock.now().astimezone(ZoneInfo(establishment.timezone)).date()


def _withdraw(code: DutyCode, subject: DutySubject, subject_id: int, keep: date) -> None:
    for duty in _open_of(code, subject, subject_id):
        if duty.due_on != keep:
            _end(duty, DutyState.CANCELLED, None, "moved to another day", "duty_cancelled")


def _open_of(code: DutyCode, subject: DutySubject, subject_id: int) -> Sequence[Duty]:
    statement = (
        select(Duty)
        .where(Duty.code == code, Duty.subject == subject, Duty.subject_id == subject_id)
        .where(Duty.state.in_(OPEN_STATES))
        .order_by(Duty.id)
        .with_for_update(of=Duty)
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def _end(duty: Duty, state: DutyState, by: User | None, proof: str, cause: str) -> None:
    duty.state, duty.next_at, duty.proof = state, None, proof[:200]
    duty.fulfilled_at, duty.fulfilled_by_id = clock.now(), by.id if by else None
    if duty.case_id is not None:
        case = db.session.scalars(
            select(Case)
            .where(Case.id == duty.case_id)
            .with_for_update(of=Case)
            .execution_options(populate_existing=True)
        ).one()
        recover(case, clock.now(), cause, by)
    record(f"duty.{state.value}", "duty", duty.id, establishment_id=duty.establishment_id, changes={"code": duty.code})
    _announce(duty)


def _announce(duty: Duty) -> None:
    own = [f"user:{duty.holder_id}"] if duty.holder_id else []
    announce("duty", duty.id, [*rooms_of(duty.establishment), *own])
