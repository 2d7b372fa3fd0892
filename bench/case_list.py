"""GET /api/cases with 20 of 500 rows, as a safety officer sees them, against a bare view of the same rows."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.accounts import auth
from backend.app import create_app
from backend.cases.models import Case
from backend.catalog.areas import AreaKind
from backend.catalog.cases import CaseSource
from backend.catalog.roles import Role
from backend.catalog.violations import Severity, TimerClock, ViolationType
from backend.core import clock
from backend.core.secrets import make_secrets
from backend.extensions import db
from backend.settings import Settings
from bench.load import Target, latencies, throughput
from bench.result import Aim, Result, median, paired, percentile
from tests.factories.world import Kitchen, make_world

NAME = "case_list"
ROOT = Path(__file__).resolve().parents[1]
ROWS = 500
CONNECTIONS = 16
SECONDS = 4.0
PACKAGES = ("flask", "sqlalchemy", "gunicorn")


def run() -> list[Result]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        env, cookie = _prepare(Path(folder))
        ours = Target(stack.enter_context(_serving("wsgi:app", env)), "/api/cases?page_size=20", {"Cookie": cookie})
        bare = Target(stack.enter_context(_serving("bench.bare_list:create_app()", env)), "/cases")
        for target in (ours, bare):
            asyncio.run(throughput(target, CONNECTIONS, 1.0))
        mine, peers = paired(lambda: _rate(ours), lambda: _rate(bare))
        half = median(mine) / 2
        tail = [percentile(asyncio.run(latencies(ours, CONNECTIONS, half, SECONDS)), 95) * 1000 for _ in range(3)]
    return [
        Result(
            NAME,
            median(mine),
            "req/s",
            peer="bare Flask + SQLAlchemy view",
            peer_value=median(peers),
            aim=0.6,
            direction=Aim.AT_LEAST,
            is_ratio_aimed=True,
            runs=mine,
            packages=PACKAGES,
        ),
        Result(f"{NAME}_p95_at_half_load", median(tail), "ms", aim=300, runs=tail, packages=PACKAGES),
    ]


def _rate(target: Target) -> float:
    return asyncio.run(throughput(target, CONNECTIONS, SECONDS))


def _prepare(folder: Path) -> tuple[dict[str, str], str]:
    """A database with the rows; returns the environment of the servers and the cookie of a signed-in person."""
    env = {**os.environ, "MINGCHU_DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}"}
    env["MINGCHU_EXPECT"] = "web"
    (folder / "secrets.json").write_text(json.dumps(asdict(make_secrets("mailto:bench@example.org"))))
    app = create_app(Settings.from_env(env))
    with app.app_context():
        db.create_all()
        kitchen = make_world().kitchen
        db.session.add_all(_case(number, kitchen) for number in range(ROWS))
        _, token = auth.open_session(kitchen.people[Role.SAFETY_OFFICER], "bench")
        db.session.commit()
        db.engine.dispose()
    return env, f"{auth.COOKIE}={token}"


def _case(number: int, kitchen: Kitchen) -> Case:
    opened = clock.now() - timedelta(minutes=number)
    return Case(
        number=f"BENCH-{number}",
        establishment=kitchen.establishment,
        area=kitchen.areas[AreaKind.COOK],
        camera=kitchen.camera,
        source=CaseSource.AI,
        type=ViolationType.CLOTHES,
        severity=Severity.MAJOR,
        holder=kitchen.people[Role.SAFETY_OFFICER],
        opened_at=opened,
        first_seen_at=opened,
        last_seen_at=opened,
        merge_until=opened,
        due_at=opened + timedelta(hours=24),
        chain=[],
        timer_clock=TimerClock.ALWAYS,
    )


@contextmanager
def _serving(application: str, env: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
    server = subprocess.Popen(command, cwd=ROOT, env={**env, "PORT": str(port)}, stdout=subprocess.DEVNULL)
    try:
        _await_port(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _await_port(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{server.args!r} does not listen")
