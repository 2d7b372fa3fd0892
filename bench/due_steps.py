"""Due steps told per second: 10,000 cases whose first step has come, against a bare SQL loop that writes the same rows.

Each step tells one person with one phone: an update of the case, a timeline line, two deliveries (inbox and push) and
an announcement. PostgreSQL is measured where TEST_POSTGRESQL_URL names a server.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, delete, insert, text, update

from backend.accounts.models import User
from backend.app import create_app
from backend.cases.models import Case, Delivery, TimelineEntry
from backend.cases.service import seed_defaults
from backend.catalog.areas import AreaKind
from backend.catalog.cases import CaseSource, CaseState
from backend.catalog.roles import Role
from backend.catalog.violations import Severity, TimerClock, ViolationType
from backend.core import clock
from backend.core.database import write_transaction
from backend.core.models import Announcement
from backend.core.secrets import make_secrets
from backend.extensions import db
from backend.push.models import PushSubscription
from backend.settings import Settings
from bench.bare_steps import drain as bare
from bench.result import Aim, Result, median, paired
from notifications.steps import run_due_steps
from tests.factories.world import Kitchen, make_kitchen, make_world

NAME = "due_steps"
ROWS = 10_000
KITCHENS = 20
PACKAGES = ("sqlalchemy", "psycopg")


def run() -> list[Result]:
    results = [_measure("sqlite", None)]
    if server := os.environ.get("TEST_POSTGRESQL_URL"):
        with _database(server) as url:
            results.append(_measure("postgresql", url))
    return results


def _measure(name: str, url: str | None) -> Result:
    with TemporaryDirectory() as folder:
        database = url or f"sqlite:///{folder}/bench.db"
        settings = Settings(
            data_dir=Path(folder),
            database_url=database,
            secrets=make_secrets("mailto:bench@example.org"),
            storage_url=f"file://{folder}/files",
        )
        with create_app(settings).app_context():
            db.create_all()
            _fill()
            mine, peers = paired(partial(_rate, _product), partial(_rate, partial(bare, db.engine)))
            db.session.remove()
            db.engine.dispose()
    return Result(
        f"{NAME}_{name}",
        median(mine),
        "steps/s",
        peer="bare SQL loop",
        peer_value=median(peers),
        aim=2000,
        direction=Aim.AT_LEAST,
        runs=mine,
        packages=PACKAGES,
    )


def _product() -> int:
    done = 0
    while moved := run_due_steps():
        done += moved
    return done


def _rate(drain: Callable[[], int]) -> float:
    _reset()
    began = time.perf_counter()
    done = drain()
    spent = time.perf_counter() - began
    if done != ROWS:
        raise RuntimeError(f"{done} of {ROWS} steps were told")
    return done / spent


def _fill() -> None:
    with write_transaction():
        world = make_world()
        seed_defaults()
        kitchens = [make_kitchen(f"kitchen {n}", world.office, world.device) for n in range(KITCHENS)]
        now = clock.now()
        for kitchen in kitchens:
            db.session.add(_subscription(kitchen.people[Role.SAFETY_OFFICER], now))
        db.session.execute(insert(Case), [_case(n, kitchens[n % KITCHENS], now) for n in range(ROWS)])


def _subscription(user: User, now: datetime) -> PushSubscription:
    endpoint = f"https://push.example.org/{user.id}"
    return PushSubscription(
        user_id=user.id, endpoint=endpoint, endpoint_sha256=str(user.id), p256dh="p", auth="a", created_at=now
    )


def _case(number: int, kitchen: Kitchen, now: datetime) -> dict[str, Any]:
    return {
        "number": f"BENCH-{number}",
        "establishment_id": kitchen.establishment.id,
        "area_id": kitchen.areas[AreaKind.COOK].id,
        "camera_id": kitchen.camera.id,
        "source": CaseSource.AI,
        "type": ViolationType.CLOTHES,
        "severity": Severity.MAJOR,
        "state": CaseState.OPEN,
        "holder_id": kitchen.people[Role.SAFETY_OFFICER].id,
        "opened_at": now,
        "first_seen_at": now,
        "last_seen_at": now,
        "merge_until": now,
        "due_at": now + timedelta(hours=24),
        "chain": _chain(now),
        "timer_clock": TimerClock.ALWAYS,
        "next_step_at": now,
    }


def _chain(now: datetime) -> list[dict[str, Any]]:
    steps = (
        ("holder", 0),
        (Role.SAFETY_HEAD.value, 30),
        (Role.PRINCIPAL.value, 120),
        (Role.OFFICE_OFFICER.value, 1440),
    )
    return [
        {
            "level": level,
            "roles": [role],
            "after": after,
            "at": (now + timedelta(minutes=minutes)).isoformat(),
            "told_at": None,
        }
        for level, ((role, minutes), after) in enumerate(zip(steps, ("t0", "t1", "t2", "close"), strict=True), 1)
    ]


def _reset() -> None:
    """All steps due again, nothing told yet."""
    with write_transaction():
        for model in (Delivery, TimelineEntry, Announcement):
            db.session.execute(delete(model))
        due = {"chain": _chain(clock.now()), "next_step_at": clock.now(), "next_step": 0, "level": 0}
        db.session.execute(update(Case).values(due))
        db.session.expire_all()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


@contextmanager
def _database(server: str) -> Iterator[str]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"bench_{os.getpid()}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield engine.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
