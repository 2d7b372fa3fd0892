"""The outbox in the database: taking letters out under a lease, and noting what became of them.

A letter is leased before it is sent and marked after it. A crash between the two repeats at most the letters in
flight, which never are more than ten; a push that arrives twice replaces itself on the phone by its topic.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, update

from backend.accounts.models import User
from backend.cases.models import Case, Delivery
from backend.cases.service import outbox
from backend.catalog.cases import ENDED_STATES, DeliveryChannel, DeliveryState
from backend.catalog.violations import Severity
from backend.core import clock
from backend.core.database import write_transaction
from backend.core.realtime import announce
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from backend.push.models import PushSubscription
from notifications.channels.base import Browser, Gone, Later, Letter, Outcome, Refused, Sent
from notifications.steps import rooms

BATCH = 10
LEASE = timedelta(seconds=60)  # longer than the longest send
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(minutes=10)
_SET_BACK = timedelta(seconds=5)


@dataclass(frozen=True)
class Leased:
    """A letter under lease; `row` is its delivery with what stands around it."""

    letter: Letter
    channel: DeliveryChannel
    row: Row[Any]


def lease(limit: int, in_flight: Collection[int] = ()) -> list[Leased]:
    """Take up to `limit` letters that are due. What is past use (expired, case ended) is marked and not returned."""
    now = clock.now()
    if limit <= 0 or db.session.scalar(select(Delivery.id).where(*_due(now, in_flight)).limit(1)) is None:
        return []
    with write_transaction():
        rows = _claim(now, limit, in_flight)
        letters = []
        for row in rows:
            verdict = _past_use(row, now)
            if verdict is None:
                letters.append(Leased(_letter(row), row.channel, row))
            else:
                _set(row.id, state=verdict[0], error=verdict[1], lease_until=None)
        ids = [each.letter.id for each in letters]
        leased = {"lease_until": now + LEASE, "attempts": Delivery.attempts + 1}
        db.session.connection().execute(update(Delivery).where(Delivery.id.in_(ids)).values(leased))
        return letters


def _due(now: datetime, in_flight: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.state == DeliveryState.PENDING,
        # A row "from the future" was written before the clock was set back; it must not wait until then.
        or_(Delivery.due_at <= now, Delivery.created_at > now + _SET_BACK),
        or_(Delivery.lease_until.is_(None), Delivery.lease_until < now, Delivery.lease_until > now + 2 * LEASE),
        Delivery.id.not_in(in_flight),
    )


def _claim(now: datetime, limit: int, in_flight: Collection[int]) -> Sequence[Row[Any]]:
    statement = (
        select(
            Delivery.id, Delivery.case_id, Delivery.user_id, Delivery.role, Delivery.channel, Delivery.level,
            Delivery.payload, Delivery.attempts, Delivery.created_at, Delivery.expires_at, Delivery.key,
            Delivery.subscription_id, PushSubscription.endpoint, PushSubscription.p256dh, PushSubscription.auth,
            PushSubscription.removed_at, User.phone, Case.state, Case.severity, Case.establishment_id,
            Jurisdiction.path,
        )
        .join(User, Delivery.user_id == User.id)
        .outerjoin(PushSubscription, Delivery.subscription_id == PushSubscription.id)
        .outerjoin(Case, Delivery.case_id == Case.id)
        .outerjoin(Establishment, Case.establishment_id == Establishment.id)
        .outerjoin(Jurisdiction, Establishment.jurisdiction_id == Jurisdiction.id)
        .where(*_due(now, in_flight))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
    )  # fmt: skip
    return db.session.execute(statement).all()


def _past_use(row: Row[Any], now: datetime) -> tuple[DeliveryState, str] | None:
    if row.state in ENDED_STATES:
        return DeliveryState.SKIPPED, "case ended"
    if row.channel is DeliveryChannel.WEB_PUSH and (row.endpoint is None or row.removed_at is not None):
        return DeliveryState.GONE, "subscription removed"
    if row.expires_at is not None and row.expires_at <= now:
        return DeliveryState.FAILED, "expired"
    return None


def _letter(row: Row[Any]) -> Letter:
    browser = None
    if row.endpoint is not None:
        browser = Browser(row.subscription_id, row.endpoint, row.p256dh, row.auth)
    return Letter(
        id=row.id,
        payload=row.payload,
        phone=row.phone,
        browser=browser,
        is_urgent=_is_urgent(row),
        expires_at=row.expires_at or row.created_at + outbox.LAST_CALL_LIVES,
    )


def _is_urgent(row: Row[Any]) -> bool:
    """A notice about no case says so itself; a reminder may wait until the phone is picked up."""
    if row.case_id is None:
        return bool(row.payload.get("is_urgent", True))
    return row.severity is not Severity.MINOR


def mark(results: Sequence[tuple[Leased, Outcome]]) -> None:
    """Note what became of some letters, in one transaction, and tell those who look at the cases."""
    if not results:
        return
    with write_transaction():
        now = clock.now()
        for leased, outcome in results:
            _mark(leased, outcome, now)
        for row in {leased.row.case_id: leased.row for leased, _ in results if leased.row.case_id}.values():
            announce("case", row.case_id, rooms(row.establishment_id, row.path))
        db.session.flush()
        db.session.expire_all()


def _mark(leased: Leased, outcome: Outcome, now: datetime) -> None:
    letter = leased.letter
    match outcome:
        case Sent():
            _set(letter.id, state=DeliveryState.SENT, sent_at=now, error=None, lease_until=None)
            if letter.browser is not None:
                _set_browser(letter.browser.id, last_ok_at=now)
        case Gone(reason):
            _set(letter.id, state=DeliveryState.GONE, error=reason, lease_until=None)
            if letter.browser is not None:
                _set_browser(letter.browser.id, removed_at=now, removed_because=reason)
            _fall_back(leased, now)
        case Later(reason, after):
            again = now + (timedelta(seconds=after) if after is not None else backoff(leased.row.attempts))
            if again >= letter.expires_at:
                _set(letter.id, state=DeliveryState.FAILED, error=f"expired after {reason}"[:200], lease_until=None)
                _fall_back(leased, now)
            else:
                _set(letter.id, due_at=again, error=reason[:200], lease_until=None)
        case Refused(reason):
            _set(letter.id, state=DeliveryState.FAILED, error=reason[:200], lease_until=None)
            _fall_back(leased, now)


def backoff(attempts: int) -> timedelta:
    """2 s, 4 s, 8 s ... 10 min, spread by a quarter so that many phones do not come back as one."""
    wait: timedelta = min(_FIRST_WAIT * 2 ** min(attempts, 16), _LONGEST_WAIT)
    return wait * random.uniform(0.75, 1.0)  # noqa: S311 - no secret


def _set(delivery_id: int, **values: Any) -> None:
    db.session.connection().execute(update(Delivery).where(Delivery.id == delivery_id).values(**values))


def _set_browser(subscription_id: int, **values: Any) -> None:
    db.session.connection().execute(
        update(PushSubscription).where(PushSubscription.id == subscription_id).values(**values)
    )


def _fall_back(leased: Leased, now: datetime) -> None:
    """A push that cannot arrive becomes an SMS where it is serious and no other browser of the person listens."""
    row = leased.row
    if leased.channel is not DeliveryChannel.WEB_PUSH or not _is_serious(row):
        return
    if outbox.subscriptions_of([row.user_id], now):
        return
    outbox.insert([outbox.sms_instead(row, leased.letter.expires_at, now)])


def _is_serious(row: Row[Any]) -> bool:
    if row.case_id is None:
        return bool(row.payload.get("is_urgent", False))
    return outbox.is_serious(row.level, row.severity)
