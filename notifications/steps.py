"""Due steps: claimed, told and moved on, a hundred cases in one transaction.

The case row is the queue: it is locked while it is claimed, its state is read under that lock, and the deliveries,
the timeline and the next due time are written in the same transaction. A crash undoes all of it or nothing. Plain
inserts instead of objects, because a morning after an outage may bring thousands at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from backend.cameras.models import Camera
from backend.cases.models import Case, TimelineEntry
from backend.cases.policy.messages import Call, Subject
from backend.cases.service import outbox
from backend.cases.service.outbox import LAST_CALL_LIVES, Notice
from backend.cases.service.recipients import Directory, Person
from backend.catalog.cases import StepTimer, TimelineKind
from backend.core import clock
from backend.core.bulk import insert_rows, update_rows
from backend.core.database import write_transaction
from backend.core.realtime import announce_many
from backend.establishments.models import Area, Establishment
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from notifications.escalation import Advance, Clockwork, advance
from notifications.steady import SteadyTime

BATCH = 100

_COLUMNS = (
    Case.id, Case.establishment_id, Case.type, Case.severity, Case.state, Case.holder_id, Case.first_seen_at,
    Case.level, Case.chain, Case.due_at, Case.is_overdue, Case.is_suspected, Establishment.name.label("unit"),
    Jurisdiction.path, func.coalesce(Camera.name, Area.name, "").label("place"),
)  # fmt: skip


@dataclass(frozen=True)
class _Moved:
    case: Row[Any]
    change: Advance
    people: Mapping[int, Sequence[Person]]  # by index of the step

    def everyone(self) -> set[int]:
        return {person.id for people in self.people.values() for person in people}


def newest_case_id() -> int:
    return db.session.scalar(select(func.max(Case.id))) or 0


def run_due_steps(steady: SteadyTime | None = None, batch: int = BATCH) -> int:
    """Tell the steps that are due; returns how many cases moved. Nothing is told before its instant."""
    steady, now = steady or SteadyTime(), clock.now()
    if db.session.scalar(select(Case.id).where(_is_due(steady, now)).limit(1)) is None:
        return 0  # a look costs one indexed read and no lock
    with write_transaction():
        rows = _claim(steady, now, batch)
        if rows:
            _write(_advance(rows, steady, now), now)
            db.session.expire_all()  # written past the session, so whatever it holds is old
        return len(rows)


def _is_due(steady: SteadyTime, now: datetime) -> ColumnElement[bool]:
    upper: int | None = None
    parts = []
    for span in steady.spans(now):
        part = and_(Case.next_step_at <= span.now, Case.id > span.above)
        parts.append(part if upper is None else and_(part, Case.id <= upper))
        upper = span.above
    return or_(*parts)


def _claim(steady: SteadyTime, now: datetime, batch: int) -> Sequence[Row[Any]]:
    statement = (
        select(*_COLUMNS)
        .join(Establishment, Case.establishment_id == Establishment.id)
        .join(Jurisdiction, Establishment.jurisdiction_id == Jurisdiction.id)
        .outerjoin(Area, Case.area_id == Area.id)
        .outerjoin(Camera, Case.camera_id == Camera.id)
        .where(_is_due(steady, now))
        .order_by(Case.next_step_at)
        .limit(batch)
        .with_for_update(of=Case, skip_locked=True)
    )
    return db.session.execute(statement).all()


def _advance(rows: Sequence[Row[Any]], steady: SteadyTime, now: datetime) -> list[_Moved]:
    directory = Directory.load(
        {row.path for row in rows},
        {row.establishment_id for row in rows},
        {row.holder_id for row in rows if row.holder_id},
        now,
    )
    spans, moved = steady.spans(now), []
    for row in rows:
        judged = next(span.now for span in spans if row.id > span.above)
        change = advance(
            Clockwork(row.state, row.level, row.chain, row.due_at, row.is_overdue, row.is_suspected),
            judged,
            told_at=now,
        )
        people = {
            n: directory.people(change.chain[n]["roles"], row.establishment_id, row.path, row.holder_id)
            for n in change.told
        }
        moved.append(_Moved(row, change, people))
    return moved


def _write(moved: Sequence[_Moved], now: datetime) -> None:
    told = set().union(*(each.everyone() for each in moved))
    subscriptions = outbox.subscriptions_of(told, now) if told else {}
    deliveries = [
        row
        for each in moved
        for n, people in each.people.items()
        for row in outbox.rows(_notice(each, n, now), people, subscriptions, now)
    ]
    update_rows(Case, [_changed(each) for each in moved], counter="version")
    insert_rows(TimelineEntry, [line for each in moved for line in _timeline(each, now)])
    outbox.insert(deliveries)
    announce_many(_announcements(moved, told, now))


def _changed(each: _Moved) -> dict[str, Any]:
    return {
        "id": each.case.id,
        "chain": each.change.chain,
        "level": each.change.level,
        "is_overdue": each.change.is_overdue,
        "next_step": each.change.next_index,
        "next_step_at": each.change.next_at,
    }


def _notice(each: _Moved, n: int, now: datetime) -> Notice:
    case, step, next_at = each.case, each.change.chain[n], each.change.next_at
    return Notice(
        key=f"case-{case.id}-s{n}",
        subject=Subject(case.id, case.unit, case.place, case.type, case.first_seen_at, case.is_suspected),
        severity=case.severity,
        level=step["level"],
        call=Call.of(StepTimer(step["after"])),
        expires_at=next_at if next_at is not None and next_at > now else now + LAST_CALL_LIVES,
    )


def _timeline(each: _Moved, now: datetime) -> list[dict[str, Any]]:
    lines = []
    for n, people in each.people.items():
        step = each.change.chain[n]
        data = {"roles": step["roles"], "after": step["after"], "user_ids": [person.id for person in people]}
        lines.append(_line(each, TimelineKind.STEP, step["level"], data, now))
    if each.change.is_overdue and not each.case.is_overdue:
        data = {"due_at": each.case.due_at.isoformat()}
        lines.append(_line(each, TimelineKind.OVERDUE, each.change.level, data, now))
    return lines


def _line(each: _Moved, kind: TimelineKind, level: int, data: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {"case_id": each.case.id, "at": now, "kind": kind, "level": level, "text": "", "data": data}


def _announcements(moved: Sequence[_Moved], told: set[int], now: datetime) -> list[dict[str, Any]]:
    """One per case for those who watch its kitchen, and one for all inboxes that got something."""
    made = [
        {
            "at": now,
            "rooms": rooms(each.case.establishment_id, each.case.path),
            "kind": "case",
            "subject_id": each.case.id,
        }
        for each in moved
    ]
    inboxes = {"at": now, "rooms": [f"user:{each}" for each in sorted(told)], "kind": "inbox", "subject_id": 0}
    return [*made, inboxes] if told else made


def rooms(establishment_id: int, path: str) -> list[str]:
    """As `establishments.access.rooms_of`, for rows that are no objects."""
    return [f"establishment:{establishment_id}", *(f"jurisdiction:{part}" for part in path.split("/") if part)]
