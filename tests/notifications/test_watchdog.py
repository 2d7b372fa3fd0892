"""A device that has gone silent, and the notifier's own chores."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.cameras.models import Device
from backend.cases.models import Case
from backend.catalog.cases import CaseState
from backend.core.models import Announcement, ProcessHeartbeat
from backend.core.realtime import announce
from backend.extensions import db
from notifications import housekeeping, watchdog
from notifications.housekeeping import Housekeeping
from notifications.steady import SteadyTime
from notifications.watchdog import watch
from tests.factories.cases import ClientAs, Story
from tests.fakes.clock import FrozenClock


def seen(story: Story, clock: FrozenClock) -> None:
    device = db.session.get_one(Device, story.world.device.id)
    device.last_seen_at = clock.now()
    db.session.commit()


def cases() -> list[Case]:
    db.session.expire_all()
    return list(db.session.scalars(select(Case).order_by(Case.id)))


def test_each_camera_of_a_silent_device_gets_one_case(story: Story, clock: FrozenClock) -> None:
    seen(story, clock)
    clock.advance(minutes=2)
    assert watch() == 0
    clock.advance(seconds=1)

    assert watch() == 2
    clock.advance(minutes=1)
    assert watch() == 0

    assert [case.camera_id for case in cases()] == [story.world.kitchen.camera.id, story.world.other.camera.id]
    assert {case.why["cause"] for case in cases()} == {"device_silent"}


def test_its_cases_close_themselves_once_frames_come_again(
    story: Story, clock: FrozenClock, client_as: ClientAs
) -> None:
    seen(story, clock)
    clock.advance(minutes=5)
    watch()
    clock.advance(minutes=10)
    seen(story, clock)
    assert watch() == 0  # the box answers, but shows no picture yet
    story.kitchen.camera.last_frame_at = clock.now()
    db.session.commit()

    assert watch() == 1

    own, other = cases()
    assert (own.state, other.state) == (CaseState.CLOSED, CaseState.OPEN)
    shown = client_as(story.world.officer).get(f"/api/cases/{own.id}").get_json()
    assert shown["timeline"][-1]["kind"] == "recovered"
    assert shown["timeline"][-1]["data"]["cause"] == "device_silent"
    assert shown["recovered_at"] == "2026-03-02T04:15:00Z"


def test_a_removed_device_is_no_silent_one(story: Story, clock: FrozenClock) -> None:
    seen(story, clock)
    db.session.get_one(Device, story.world.device.id).revoked_at = clock.now()
    db.session.commit()
    clock.advance(hours=1)

    assert watch() == 0


def test_after_a_start_devices_first_get_time_to_be_heard(story: Story, clock: FrozenClock) -> None:
    seen(story, clock)
    clock.advance(hours=9)  # the machine was off overnight
    monotonic = [100.0]
    chores = Housekeeping(SteadyTime(), monotonic=lambda: monotonic[0])

    chores.run_once()
    monotonic[0] += 120
    chores.run_once()
    assert cases() == []
    monotonic[0] += 20
    chores.run_once()
    assert len(cases()) == 2


def test_the_notifier_says_every_five_seconds_that_it_is_well(app: Flask, clock: FrozenClock) -> None:
    monotonic = [100.0]
    chores = Housekeeping(SteadyTime(), monotonic=lambda: monotonic[0])
    beats = []
    for _ in range(4):
        chores.run_once()
        beats.append(db.session.get_one(ProcessHeartbeat, "notifier", populate_existing=True).at)
        clock.advance(seconds=2.5)
        monotonic[0] += 2.5

    assert [at - beats[0] for at in beats] == [timedelta(seconds=s) for s in (0, 0, 5, 5)]


def test_a_chore_that_fails_does_not_stop_the_others(
    app: Flask, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> int:
        raise OSError("disk full")

    monkeypatch.setattr(watchdog, "watch", fail)
    monotonic = [100.0]
    chores = Housekeeping(SteadyTime(), monotonic=lambda: monotonic[0])
    monotonic[0] += 200
    chores.run_once()

    assert db.session.get(ProcessHeartbeat, "notifier") is not None
    assert "watchdog failed" in caplog.text


def test_old_announcements_are_swept(app: Flask, clock: FrozenClock) -> None:
    announce("case", 1, ["user:1"])
    db.session.commit()
    clock.advance(minutes=11)

    housekeeping.sweep()

    assert db.session.scalars(select(Announcement)).all() == []
