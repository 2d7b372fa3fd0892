from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import cast

import pytest
from flask import Flask

from backend.accounts.models import User
from backend.core import clock as wall
from backend.extensions import db
from backend.push.models import PushSubscription
from backend.settings import Settings
from notifications.notifier import channels_of
from notifications.sender import Sender
from tests.factories.cases import Story
from tests.factories.world import World
from tests.fakes.clock import FrozenClock
from tests.fakes.push_receiver import Phone, PushReceiver, push_receiver

Pair = Callable[[User], Phone]


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)


@pytest.fixture
def receiver(settings: Settings, clock: FrozenClock) -> Iterator[PushReceiver]:
    with push_receiver(settings.secrets.vapid_public, lambda: clock.now().timestamp()) as made:
        yield made


@pytest.fixture
def sender(app: Flask) -> Iterator[Sender]:
    made = Sender(channels_of(cast(Settings, app.extensions["settings"])))
    yield made
    made.close()


@pytest.fixture
def pair(app: Flask, receiver: PushReceiver) -> Pair:
    """Give a person a phone that listens."""

    def subscribe(user: User) -> Phone:
        phone = receiver.add_phone()
        shape = phone.subscription()
        db.session.add(
            PushSubscription(
                user_id=user.id,
                endpoint=phone.endpoint,
                endpoint_sha256=hashlib.sha256(phone.endpoint.encode()).hexdigest(),
                p256dh=shape["keys"]["p256dh"],
                auth=shape["keys"]["auth"],
                created_at=wall.now(),
            )
        )
        db.session.commit()
        return phone

    return subscribe
