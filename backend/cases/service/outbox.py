"""Deliveries: rows written together with what they tell about; the notifier sends them afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from backend.accounts.models import Session
from backend.cases.models import Case, Delivery
from backend.cases.policy import messages
from backend.cases.policy.chains import next_step
from backend.cases.policy.messages import Call, Subject
from backend.cases.service.recipients import Person
from backend.catalog.cases import DeliveryChannel, DeliveryState
from backend.catalog.violations import Severity
from backend.core import clock
from backend.core.bulk import insert_rows
from backend.core.realtime import announce
from backend.extensions import db
from backend.push.models import PushSubscription

LAST_CALL_LIVES = timedelta(hours=24)
SHORTEST_LIFE = timedelta(minutes=1)
_SMS_FROM_LEVEL = 2


@dataclass(frozen=True)
class Notice:
    """One thing to tell some people. `key` is unique per thing, so that telling twice adds nothing."""

    key: str
    subject: Subject
    severity: Severity
    level: int
    call: Call
    expires_at: datetime
    note: str = ""


def subscriptions_of(user_ids: Collection[int], now: datetime) -> dict[int, list[int]]:
    """Ids of the browsers that may be woken, by person; a signed-out browser stays silent."""
    found: dict[int, list[int]] = {}
    statement = (
        select(PushSubscription.user_id, PushSubscription.id)
        .outerjoin(Session, PushSubscription.session_id == Session.id)
        .where(PushSubscription.user_id.in_(set(user_ids)), PushSubscription.removed_at.is_(None))
        .where(or_(Session.id.is_(None), Session.revoked_at.is_(None) & (Session.expires_at > now)))
        .order_by(PushSubscription.id)
    )
    for user_id, subscription_id in db.session.execute(statement):
        found.setdefault(user_id, []).append(subscription_id)
    return found


def rows(
    notice: Notice, people: Iterable[Person], subscriptions: Mapping[int, Sequence[int]], now: datetime
) -> list[dict[str, Any]]:
    """Delivery rows: the inbox for everyone, push where a browser listens, else an SMS once it is serious."""
    made: list[dict[str, Any]] = []
    for person in people:
        payload = messages.payload(notice.subject, notice.call, notice.level, person.locale, now, notice.note)
        own = subscriptions.get(person.id, ())
        made.append(_row(notice, person, DeliveryChannel.IN_APP, payload, now))
        made.extend(_row(notice, person, DeliveryChannel.WEB_PUSH, payload, now, each) for each in own)
        if not own and is_serious(notice.level, notice.severity):
            made.append(_row(notice, person, DeliveryChannel.SMS, payload, now))
    return made


def _row(
    notice: Notice,
    person: Person,
    channel: DeliveryChannel,
    payload: dict[str, Any],
    now: datetime,
    subscription: int | None = None,
) -> dict[str, Any]:
    # The inbox is read from this very table, so its message has arrived once the row is there.
    is_there = channel is DeliveryChannel.IN_APP
    return {
        "key": f"{notice.key}-u{person.id}-{channel.value}" + (f"-{subscription}" if subscription else ""),
        "case_id": notice.subject.case_id,
        "user_id": person.id,
        "role": person.role,
        "subscription_id": subscription,
        "channel": channel,
        "level": notice.level,
        "payload": payload,
        "state": DeliveryState.SENT if is_there else DeliveryState.PENDING,
        "created_at": now,
        "due_at": now,
        "expires_at": max(notice.expires_at, now + SHORTEST_LIFE),
        "attempts": 1 if is_there else 0,
        "sent_at": now if is_there else None,
    }


def is_serious(level: int | None, severity: Severity) -> bool:
    """Whether somebody without a listening browser gets an SMS."""
    return (level or 0) >= _SMS_FROM_LEVEL or severity is Severity.CRITICAL


def sms_instead(row: Any, expires_at: datetime, now: datetime) -> dict[str, Any]:
    """The SMS row for a push delivery that cannot arrive; one a person and message, however many browsers failed."""
    prefix = row.key.split(f"-u{row.user_id}-")[0]
    return {
        "key": f"{prefix}-u{row.user_id}-{DeliveryChannel.SMS.value}",
        "case_id": row.case_id,
        "user_id": row.user_id,
        "role": row.role,
        "subscription_id": None,
        "channel": DeliveryChannel.SMS,
        "level": row.level,
        "payload": row.payload,
        "state": DeliveryState.PENDING,
        "created_at": now,
        "due_at": now,
        "expires_at": max(expires_at, now + SHORTEST_LIFE),
        "attempts": 0,
        "sent_at": None,
    }


def insert(made: Sequence[dict[str, Any]]) -> None:
    """Write the rows; one whose key is there already is left as it is."""
    insert_rows(Delivery, made, unique="key")


def subject_of(case: Case) -> Subject:
    place = case.camera.name if case.camera else case.area.name if case.area else ""
    return Subject(case.id, case.establishment.name, place, case.type, case.first_seen_at, case.is_suspected)


def expiry(case: Case, now: datetime) -> datetime:
    """A message lives until the next step says the same thing louder."""
    _, at = next_step(case.chain, case.due_at, is_overdue=case.is_overdue or case.is_suspected)
    return at if at is not None and at > now else now + LAST_CALL_LIVES


def tell(case: Case, people: Sequence[Person], call: Call, *, key: str, note: str = "") -> None:
    """Tell some people about a case now, outside its chain (urged, assigned, sent back)."""
    now = clock.now()
    notice = Notice(key, subject_of(case), case.severity, case.level, call, expiry(case, now), note)
    insert(rows(notice, people, subscriptions_of([p.id for p in people], now), now))
    announce("inbox", case.id, [f"user:{person.id}" for person in people])
