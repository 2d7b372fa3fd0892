"""Redis only wakes the tailers sooner; without it announcements go on by polling."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from backend.app import create_app
from backend.core.database import write_transaction
from backend.core.models import Announcement
from backend.core.realtime import Tailer, announce
from backend.extensions import db
from backend.settings import Settings

_NEVER_S = 60.0
NOWHERE = "redis://127.0.0.1:1/0"


class Listener:
    def __init__(self) -> None:
        self.heard: list[int] = []
        self._one = threading.Event()

    def __call__(self, row: Announcement) -> None:
        self.heard.append(row.subject_id)
        self._one.set()

    def waits(self, seconds: float) -> bool:
        return self._one.wait(seconds)


StartTailer = Callable[[Flask, float, str], Listener]


@pytest.fixture
def start_tailer() -> Iterator[StartTailer]:
    started: list[Tailer] = []

    def start(app: Flask, poll_s: float, url: str) -> Listener:
        listener = Listener()
        tailer = Tailer(app, listener, poll_s=poll_s, redis_url=url)
        tailer.run_once()  # what lies there already is old
        tailer.start()
        started.append(tailer)
        return listener

    yield start
    for tailer in started:
        tailer.stop()


MakeApp = Callable[[str], Flask]


@pytest.fixture
def make_app(settings: Settings) -> Iterator[MakeApp]:
    made: list[Flask] = []

    def make(url: str) -> Flask:
        app = create_app(replace(settings, redis_url=url))
        with app.app_context():
            db.create_all()
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def _announce(app: Flask, subject_id: int) -> None:
    with app.app_context(), write_transaction():
        announce("case", subject_id, ["user:1"])


@pytest.mark.redis
def test_a_commit_wakes_a_tailer_that_would_sleep_for_a_minute(make_app: MakeApp, start_tailer: StartTailer) -> None:
    url = os.environ.get("TEST_REDIS_URL")
    if not url:
        pytest.skip("TEST_REDIS_URL is not set")
    app = make_app(url)
    listener = start_tailer(app, _NEVER_S, url)
    for attempt in range(20):  # the subscription is made on a thread of its own
        _announce(app, attempt)
        if listener.waits(0.5):
            break
    assert listener.heard


def test_with_redis_away_announcements_still_arrive_by_polling(make_app: MakeApp, start_tailer: StartTailer) -> None:
    app = make_app(NOWHERE)
    listener = start_tailer(app, 0.05, NOWHERE)
    _announce(app, 7)
    assert listener.waits(10)
    assert listener.heard == [7]
