"""Whether time tells which phone numbers have an account: known and unknown ones are asked about by turns."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from backend.accounts.models import User
from backend.accounts.passwords import hash_password
from backend.app import create_app
from backend.core.secrets import make_secrets
from backend.extensions import db
from backend.settings import Settings
from bench.result import Result, median

NAME = "unknown_numbers"
AIM_MS = 10.0
PEOPLE = 40
ROUNDS = 120
PACKAGES = ("flask", "sqlalchemy", "argon2-cffi")


class _LeapingClock:
    """Leaps over the limits of tries between two questions, so that each is evaluated."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def leap(self) -> None:
        self.at += timedelta(minutes=16)


def run() -> list[Result]:
    with TemporaryDirectory() as folder:
        clock = _LeapingClock()
        app = _prepare(Path(folder), clock)
        ask: dict[str, Callable[[str], object]] = {
            "password": lambda phone: _post(app, "/api/session", phone=phone, password="wrong horse 9"),
            "send_code": lambda phone: _post(app, "/api/sms-codes", phone=phone),
            "guess_code": lambda phone: _post(app, "/api/session/code", phone=phone, code="000000"),
        }
        return [_compare(name, one, clock) for name, one in ask.items()]


def _compare(name: str, ask: Callable[[str], object], clock: _LeapingClock) -> Result:
    """The median of the differences in ms; which of the two is asked first is drawn each time.

    Pairs, because the machine's load wanders by more than what is looked for.
    """
    taken: dict[bool, list[float]] = {True: [], False: []}
    draw = random.Random(7)
    for number in range(ROUNDS):
        order = [True, False]
        draw.shuffle(order)
        for is_known in order:
            phone = _phone(number % PEOPLE, is_known=is_known)
            start = time.perf_counter()
            ask(phone)
            taken[is_known].append((time.perf_counter() - start) * 1000)
        clock.leap()
    differences = [known - unknown for known, unknown in zip(taken[True], taken[False], strict=True)]
    difference, runs = abs(median(differences)), [median(taken[True]), median(taken[False])]
    return Result(f"{NAME}_{name}", difference, "ms", aim=AIM_MS, runs=runs, packages=PACKAGES)


def _phone(number: int, *, is_known: bool) -> str:
    return f"13{9 if is_known else 8}{number:08d}"


def _post(app: Flask, path: str, **body: str) -> int:
    status = app.test_client().post(path, json=body).status_code
    if status not in (202, 401, 422):
        raise RuntimeError(f"{path} answered {status}")
    return status


def _prepare(folder: Path, clock: _LeapingClock) -> Flask:
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'bench.db'}",
        secrets=make_secrets("mailto:bench@example.org"),
        storage_url=f"file://{folder / 'files'}",
    )
    app = create_app(settings, clock=clock)
    context = app.app_context()
    context.push()
    db.create_all()
    hashed = hash_password("correct horse 9")
    for number in range(PEOPLE):
        phone = _phone(number, is_known=True)
        db.session.add(User(phone=phone, name="x", password_hash=hashed, created_at=clock.now()))
    db.session.commit()
    return app
