"""Due duties: reminded of, or turned into one case, a hundred in one transaction.

The duty's row is the queue, as the case's is for its steps: it is locked while it is claimed, and what is said, the
case and the next moment to look are written in the same transaction. A crash undoes all of it or nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from backend.cases.policy.chains import HOLDER
from backend.cases.service import Finding, notices, open_case
from backend.cases.service.notices import Words
from backend.cases.service.outbox import subscriptions_of
from backend.cases.service.recipients import Directory, Person
from backend.catalog.cases import CaseSource
from backend.catalog.credentials import DutyState
from backend.catalog.roles import Role
from backend.core import clock
from backend.core.database import write_transaction
from backend.core.realtime import announce
from backend.duties.models import Duty, DutyRule
from backend.duties.policy import choose, look, overdue_at
from backend.establishments.models import Establishment
from backend.extensions import db

BATCH = 100
# A clock that was set by hours may be set back a moment later; whole days are not decided in between.
HELD_S = 3600.0
LARGE_JUMP_S = 3600.0
# Where nobody has the role that a rule names, these stand in, in this order.
_STAND_INS = (Role.SAFETY_OFFICER, Role.SAFETY_HEAD, Role.PRINCIPAL)


class Duties:
    """The notifier's look at duties, which rests for a while after the machine's clock was set by much."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic, self._from = monotonic, monotonic()

    def clock_was_set(self, seconds: float) -> None:
        if abs(seconds) > LARGE_JUMP_S:
            self._from = self._monotonic() + HELD_S

    def run_once(self) -> int:
        return run_due_duties() if self._monotonic() >= self._from else 0


def run_due_duties(batch: int = BATCH) -> int:
    """Look at what is due; returns how many duties were looked at."""
    now = clock.now()
    if db.session.scalar(select(Duty.id).where(*_due(now)).limit(1)) is None:
        return 0  # a look costs one indexed read and no lock
    with write_transaction():
        duties = _claim(now, batch)
        if duties:
            _Round(duties, now).run()
        return len(duties)


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Duty.next_at <= now, Duty.state == DutyState.PENDING)


def _claim(now: datetime, batch: int) -> Sequence[Duty]:
    statement = (
        select(Duty)
        .where(*_due(now))
        .options(selectinload(Duty.establishment).selectinload(Establishment.jurisdiction))
        .order_by(Duty.next_at, Duty.id)
        .limit(batch)
        .with_for_update(of=Duty, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


class _Round:
    """One batch, with the rules and the people around it loaded at once."""

    def __init__(self, duties: Sequence[Duty], now: datetime) -> None:
        self._duties, self._now = duties, now
        places = {duty.establishment_id: duty.establishment for duty in duties}
        self._rules = _rules_of(places)
        self._directory = Directory.load(
            {place.jurisdiction.path for place in places.values()},
            places,
            {duty.holder_id for duty in duties if duty.holder_id},
            now,
        )
        self._told: list[tuple[Words, list[Person]]] = []

    def run(self) -> None:
        for duty in self._duties:
            self._look_at(duty)
        people = {person.id for _, told in self._told for person in told}
        if not people:
            return
        subscriptions = subscriptions_of(people, self._now)
        made: list[dict[str, Any]] = []
        for words, told in self._told:
            made.extend(notices.rows(words, told, subscriptions))
        notices.insert(made)
        announce("inbox", 0, [f"user:{each}" for each in people])

    def _look_at(self, duty: Duty) -> None:
        place = duty.establishment
        zone = ZoneInfo(place.timezone)
        today = self._now.astimezone(zone).date()
        rules = [rule for rule in self._rules if rule.code is duty.code]
        rule = choose(rules, place.id, place.jurisdiction.path, place.kind, today)
        if rule is None:  # switched off; a new version of the rule wakes it again
            duty.next_at = None
            return
        found = look(duty.due_on, rule.remind_days, duty.reminded, zone, self._now)
        duty.rule, duty.holder_role = rule, rule.holder_role
        duty.reminded, duty.next_at = found.reminded, found.next_at
        if found.remind is not None:
            self._told.append((_words(duty, found.remind), self._people(duty)))
        if found.is_overdue:
            _open_case(duty, overdue_at(duty.due_on, zone), self._now)

    def _people(self, duty: Duty) -> list[Person]:
        path = duty.establishment.jurisdiction.path
        for roles in ([HOLDER, duty.holder_role.value], *([role.value] for role in _STAND_INS)):
            if found := self._directory.people(roles, duty.establishment_id, path, duty.holder_id):
                return found
        return []


def _rules_of(places: dict[int, Establishment]) -> Sequence[DutyRule]:
    return db.session.scalars(
        select(DutyRule).where(or_(DutyRule.establishment_id.is_(None), DutyRule.establishment_id.in_(places)))
    ).all()


def _words(duty: Duty, left: int) -> Words:
    unit, day = duty.establishment.name, duty.due_on.isoformat()
    zh = f"还有 {left} 天（{day}）" if left else f"今天到期（{day}）"
    en = f"{left} days left ({day})" if left else f"due today ({day})"
    return Words(
        key=f"duty-{duty.id}-{left}",
        title=(f"提醒 · {duty.title_zh}", f"Reminder · {duty.title_en}"),
        body=(f"{unit} · {zh}", f"{unit} · {en}"),
        url=duty.url,
    )


def _open_case(duty: Duty, since: datetime, now: datetime) -> None:
    opened = open_case(
        Finding(
            source=CaseSource.DUTY,
            type=duty.rule.overdue_type,
            establishment=duty.establishment,
            area=None,
            camera=None,
            first_seen_at=min(since, now),
            last_seen_at=now,
            merge=timedelta(0),
            why={
                "duty_id": duty.id,
                "title_zh": duty.title_zh,
                "title_en": duty.title_en,
                "due_on": duty.due_on.isoformat(),
                "url": duty.url,
            },
            holder=duty.holder if duty.holder is not None and duty.holder.is_active else None,
        )
    )
    duty.state, duty.case_id = DutyState.OVERDUE, opened.case.id
