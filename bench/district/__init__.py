"""A district of 5,000 establishments and 60,000 people: p95 of what its officers open, and how fast a register is read.

Requests go through the whole application in this process; the peer is the same page by bare SQL, with no rights and no
words around it. PostgreSQL is measured where TEST_POSTGRESQL_URL names a server.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, insert, text

from backend.app import create_app
from backend.core import clock
from backend.core.secrets import make_secrets
from backend.core.tables import csv_response
from backend.establishments.models import Establishment, new_public_code
from backend.establishments.policy.credit_codes import check_character
from backend.extensions import db
from backend.settings import Settings
from bench.district import ground
from bench.result import Aim, Result, median, paired, percentile
from tests.fakes.client import SignedInClient

NAME = "district"
REQUESTS = 40
IMPORTED = 10_000
PACKAGES = ("flask", "sqlalchemy", "psycopg", "openpyxl")
_PAGE = (
    "SELECT e.*, j.name FROM establishment e JOIN jurisdiction j ON j.id = e.jurisdiction_id"
    " WHERE j.path LIKE '/1/2/%' AND {0} LIMIT 50"
)
_OPEN = "(SELECT count(*) FROM case_file c WHERE c.establishment_id = e.id AND c.state = 'open')"
_RED = "e.id IN (SELECT establishment_id FROM case_file WHERE state = 'open' AND is_overdue)"
_LIST = "/api/overview/establishments?page_size=50"
# What officers open, and the same rows by bare SQL.
_PAGES = {
    "list": (_LIST, _PAGE.format(f"true ORDER BY {_OPEN} DESC")),
    "search": (f"{_LIST}&q=学府", _PAGE.format("e.name LIKE '%学府%' ORDER BY e.name")),
    "red": (f"{_LIST}&light=red&page=3", _PAGE.format(f"{_RED} ORDER BY e.name")),
    "dashboard": (
        "/api/overview",
        "SELECT (SELECT count(*) FROM establishment), (SELECT count(*) FROM camera WHERE state = 'online'),"
        " (SELECT count(*) FROM case_file WHERE state = 'open'), (SELECT count(*) FROM duty WHERE state = 'overdue'),"
        " (SELECT count(*) FROM licence WHERE expires_on < CURRENT_DATE),"
        " (SELECT count(*) FROM health_certificate WHERE superseded_at IS NULL AND expires_on < CURRENT_DATE)",
    ),
}  # fmt: skip


def run() -> list[Result]:
    results = _measure("sqlite", None)
    if server := os.environ.get("TEST_POSTGRESQL_URL"):
        with _database(server) as url:
            results += _measure("postgresql", url)
    return results


def _measure(name: str, url: str | None) -> list[Result]:
    with TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            database_url=url or f"sqlite:///{folder}/bench.db",
            secrets=make_secrets("mailto:bench@example.org"),
            storage_url=f"file://{folder}/files",
        )
        app = create_app(settings)
        with app.app_context():
            db.create_all()
            officer = ground.build()
            _analyse()
            client = SignedInClient.of(app, officer)
            results = [_page(name, page, client, *paths) for page, paths in _PAGES.items()]
            results.append(_import(name, app, client))
            db.session.remove()
            db.engine.dispose()
    return results


def _page(database: str, page: str, client: SignedInClient, path: str, sql: str) -> Result:
    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.get_data(as_text=True)[:200]}")

    def bare() -> None:
        db.session.execute(text(sql)).all()
        db.session.rollback()

    ask()
    mine, peers = paired(lambda: _p95(ask), lambda: _p95(bare))
    return Result(
        f"{NAME}_{page}_p95_{database}",
        median(mine),
        "ms",
        peer="bare SQL",
        peer_value=median(peers),
        aim=150,
        runs=mine,
        packages=PACKAGES,
    )


def _p95(ask: Callable[[], None]) -> float:
    samples = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        ask()
        samples.append((time.perf_counter() - began) * 1000)
    return percentile(samples, 95)


def _import(database: str, app: Flask, client: SignedInClient) -> Result:
    """Rows a second from the file to the committed register, areas and audit entries included; once, as it is done."""
    header = ("名称", "类型", "辖区", "统一社会信用代码", "地址")
    rows = [(f"新单位{n}", "社会餐饮", f"第{10 + n % 40}监管所", _code(n), f"示例路{n}号") for n in range(IMPORTED)]
    file = csv_response("x", header, rows).get_data()
    began = time.perf_counter()
    answer: Any = client.post(
        "/api/imports/establishments", data={"file": (io.BytesIO(file), "x"), "is_dry_run": "false"}
    )
    spent = time.perf_counter() - began
    if answer.status_code != 200 or answer.json["created"] != IMPORTED:
        raise RuntimeError(f"import: {answer.status_code} {answer.get_data(as_text=True)[:300]}")
    return Result(
        f"{NAME}_import_{database}",
        IMPORTED / spent,
        "rows/s",
        peer="bare insert",
        peer_value=IMPORTED / _bare_insert(),
        aim=IMPORTED / 60,
        direction=Aim.AT_LEAST,
        packages=PACKAGES,
    )


def _bare_insert() -> float:
    defaults = {"name": "x", "jurisdiction_id": 10, "created_at": clock.now()}
    values = [{**defaults, "public_code": new_public_code()} for _ in range(IMPORTED)]
    began = time.perf_counter()
    db.session.execute(insert(Establishment), values)
    spent = time.perf_counter() - began
    db.session.rollback()
    return spent


def _code(number: int) -> str:
    first = f"91500110MA{number:07d}"
    return first + check_character(first)


def _analyse() -> None:
    """What both databases do by themselves in time."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if db.engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))


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
