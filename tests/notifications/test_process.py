"""The notifier as a process of its own: killed, stopped, doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.cases.models import Case, Delivery, TimelineEntry
from backend.catalog.cases import DeliveryChannel, DeliveryState, TimelineKind
from backend.core import clock as wall
from backend.core.clock import SystemClock
from backend.core.database import write_transaction
from backend.core.models import ProcessHeartbeat
from backend.extensions import db
from backend.settings import Settings
from notifications.steps import run_due_steps
from tests.factories.cases import Story
from tests.factories.world import World, make_camera, make_world
from tests.fakes.push_receiver import PushReceiver, push_receiver
from tests.notifications.conftest import Pair

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clock() -> SystemClock:
    """Processes live in real time."""
    return SystemClock()


@pytest.fixture
def receiver(settings: Settings) -> Iterator[PushReceiver]:
    with push_receiver(settings.secrets.vapid_public) as made:
        yield made


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@contextmanager
def notifier(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    (settings.data_dir / "secrets.json").write_text(json.dumps(asdict(settings.secrets)))
    env = {
        **os.environ,
        "MINGCHU_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "MINGCHU_PUSH_ALLOW_PRIVATE": "1",
    }
    with (settings.data_dir / "notifier.log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", "notifications"], cwd=ROOT, env=env, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(is_true: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "did not come about"
        db.session.rollback()
        time.sleep(0.05)


def open_many(story: Story, count: int) -> list[int]:
    """Cases whose first step is due, one a camera."""
    area = story.kitchen.camera.area
    cameras = [make_camera(area, story.world.device, f"烹饪区{n}") for n in range(count)]
    db.session.commit()
    return [story.open(camera=camera).id for camera in cameras]


def pending() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Delivery.id).where(Delivery.state == DeliveryState.PENDING)).all())


def not_moved() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Case.id).where(Case.next_step_at <= wall.now())).all())


def told_times() -> Counter[int]:
    statement = select(TimelineEntry.case_id).where(TimelineEntry.kind == TimelineKind.STEP)
    return Counter(db.session.scalars(statement))


def test_killed_at_random_moments_it_loses_nothing_and_repeats_at_most_ten(
    story: Story, pair: Pair, settings: Settings, receiver: PushReceiver
) -> None:
    phone = pair(story.holder)
    ids = open_many(story, 60)
    kills = 3
    for _ in range(kills):
        with notifier(settings) as process:
            until(lambda: phone.attempts > 0 or not_moved() < len(ids))
            time.sleep(random.uniform(0, 0.4))  # noqa: S311 - a random moment is the point
            process.send_signal(signal.SIGKILL)
            process.wait()
        # What was under way waits for its lease; the test does not.
        with write_transaction():
            db.session.execute(update(Delivery).values(lease_until=None))
    with notifier(settings):
        until(lambda: not_moved() == 0 and pending() == 0)

    assert receiver.faults == []
    assert told_times() == Counter(ids)
    assert {message["payload"]["case_id"] for message in phone.messages} == set(ids)
    assert len(ids) <= phone.attempts <= len(ids) + 10 * kills


def test_it_says_that_it_is_ready_sees_new_cases_at_once_and_stops_when_told(
    story: Story, pair: Pair, settings: Settings
) -> None:
    phone = pair(story.holder)
    with notifier(settings) as process:
        until(lambda: db.session.get(ProcessHeartbeat, "notifier") is not None)
        story.open()
        until(lambda: len(phone.messages) == 1, 10)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert "stopped" in (settings.data_dir / "notifier.log").read_text()


def test_two_notifiers_tell_and_send_everything_once(
    story: Story, pair: Pair, settings: Settings, receiver: PushReceiver
) -> None:
    phones = [pair(story.holder) for _ in range(2)]
    ids = open_many(story, 40)
    with notifier(settings), notifier(settings):
        until(lambda: not_moved() == 0 and pending() == 0)

    assert told_times() == Counter(ids)
    assert [phone.attempts for phone in phones] == [len(ids)] * 2
    channels = Counter(db.session.scalars(select(Delivery.channel)))
    assert channels == {DeliveryChannel.IN_APP: len(ids), DeliveryChannel.WEB_PUSH: 2 * len(ids)}


def test_a_database_that_is_locked_for_a_while_holds_up_and_loses_nothing(
    story: Story, pair: Pair, settings: Settings, app: Flask
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has one lock for all")
    phone = pair(story.holder)
    story.open()
    with db.engine.connect() as other:
        other.exec_driver_sql("ROLLBACK")
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with notifier(settings):
            time.sleep(4)
            assert phone.attempts == 0
            other.exec_driver_sql("ROLLBACK")
            until(lambda: len(phone.messages) == 1, 30)
    assert run_due_steps() == 0
