"""The in-app inbox: deliveries on the in-app channel, read by the person they were made for."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from backend.accounts.models import User
from backend.cases.models import Delivery
from backend.cases.policy.messages import test_payload
from backend.catalog.cases import DeliveryChannel, DeliveryState
from backend.core import clock
from backend.core.errors import NotFoundError
from backend.core.pagination import paginate
from backend.core.realtime import announce
from backend.extensions import db
from backend.push.models import PushSubscription

_TEST_LIVES = timedelta(minutes=2)


def _own(user: User) -> Any:
    return (Delivery.user_id == user.id, Delivery.channel == DeliveryChannel.IN_APP)


def list_inbox(user: User, page: int, page_size: int) -> dict[str, Any]:
    return paginate(select(Delivery).where(*_own(user)).order_by(Delivery.id.desc()), page, page_size)


def count_unread(user: User) -> int:
    unread = select(func.count()).where(*_own(user), Delivery.read_at.is_(None))
    return db.session.scalar(unread) or 0


def mark_read(user: User, delivery_id: int) -> None:
    item = db.session.scalar(select(Delivery).where(Delivery.id == delivery_id, *_own(user)))
    if item is None:
        raise NotFoundError
    if item.read_at is None:
        item.read_at = clock.now()
        announce("inbox", item.id, [f"user:{user.id}"])
        if item.case_id is not None:
            announce("case", item.case_id, [f"user:{user.id}"])


def mark_all_read(user: User) -> None:
    db.session.execute(update(Delivery).where(*_own(user), Delivery.read_at.is_(None)).values(read_at=clock.now()))
    announce("inbox", 0, [f"user:{user.id}"])


def send_test(user: User, subscription_id: int) -> Delivery:
    """A push to one of the person's own browsers, about no case."""
    subscription = db.session.get(PushSubscription, subscription_id)
    if subscription is None or subscription.user_id != user.id or subscription.removed_at is not None:
        raise NotFoundError
    now = clock.now()
    delivery = Delivery(
        key=f"test-{subscription.id}-{secrets.token_hex(8)}",
        user_id=user.id,
        subscription_id=subscription.id,
        channel=DeliveryChannel.WEB_PUSH,
        payload=test_payload(user.locale),
        state=DeliveryState.PENDING,
        created_at=now,
        due_at=now,
        expires_at=now + _TEST_LIVES,
    )
    db.session.add(delivery)
    db.session.flush()
    return delivery
