"""What must hold when many do it at the same moment, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from backend.audit import verification
from backend.audit.service import record
from backend.core import throttle
from backend.core.database import write_transaction
from backend.core.errors import TooManyError
from backend.evidence.models import StoredFile
from backend.evidence.service import store_picture
from backend.extensions import db
from tests.fakes.pictures import jpeg


def _at_once(app: Flask, times: int, act: Callable[[int], bool]) -> list[bool]:
    def one(number: int) -> bool:
        with app.app_context():
            return act(number)

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(times)))


def test_tries_made_at_once_are_counted_one_by_one(app: Flask) -> None:
    def attempt(_: int) -> bool:
        try:
            with write_transaction():
                throttle.hit("sign-in:1", limit=10, window=timedelta(minutes=15))
        except TooManyError:
            return False
        return True

    assert sum(_at_once(app, 40, attempt)) == 10


def test_acts_recorded_at_once_make_one_chain(app: Flask) -> None:
    def act(number: int) -> bool:
        with write_transaction():
            record("thing.changed", "thing", number)
            record("thing.changed", "thing", number + 1000)
        return True

    _at_once(app, 40, act)
    report = verification.verify()
    assert (report.checked, report.problems) == (80, [])


def test_the_same_file_kept_at_once_is_one_file(app: Flask) -> None:
    picture = jpeg(64, 64)

    def keep(_: int) -> bool:
        with write_transaction():
            return store_picture(picture).id > 0

    assert all(_at_once(app, 16, keep))
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1
