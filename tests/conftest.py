"""Shared fixtures: a frozen clock, an application on a fresh database, and sockets that reach this machine only."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import URL, create_engine, make_url, text

from backend.accounts.models import User
from backend.app import create_app
from backend.extensions import db
from backend.settings import Settings
from tests.factories.world import World, make_world
from tests.fakes.client import SignedInClient
from tests.fakes.clock import FrozenClock
from tests.fakes.secrets import test_secrets

pytest_plugins = ["pytester", "tests.plugins.requirements", "tests.plugins.browser"]

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that would reach another machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, empty database: a SQLite file, or a schema of its own on the PostgreSQL of TEST_POSTGRESQL_URL."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path / 'mingchu.db'}"
        return
    with fresh_postgresql(f"test_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}") as url:
        yield url


@contextmanager
def fresh_postgresql(name: str) -> Iterator[str]:
    """An empty database on the server of TEST_POSTGRESQL_URL, dropped afterwards."""
    server = create_engine(os.environ["TEST_POSTGRESQL_URL"], isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        secrets=test_secrets(),
        storage_url=f"file://{tmp_path / 'files'}",
        push_allow_private=True,
        allow_loopback_cameras=True,
    )


@pytest.fixture(scope="session")
def filled_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a database that has all tables and no rows: copying it is far cheaper than making the tables."""
    folder = tmp_path_factory.mktemp("tables")
    if request.config.getoption("--database") == "sqlite":
        url = f"sqlite:///{folder / 'filled.db'}"
        _create_tables(folder, url)
        yield url
        return
    with fresh_postgresql(f"filled_{os.getpid()}") as url:
        _create_tables(folder, url)
        yield url


def _create_tables(folder: Path, url: str) -> None:
    settings = Settings(data_dir=folder, database_url=url, secrets=test_secrets(), storage_url=f"file://{folder}")
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        for engine in db.engines.values():
            engine.dispose()


def _copy_database(source: URL, target: URL) -> None:
    if source.get_backend_name() == "sqlite":
        shutil.copyfile(str(source.database), str(target.database))
        return
    server = create_engine(os.environ["TEST_POSTGRESQL_URL"], isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {target.database}"))
        connection.execute(text(f"CREATE DATABASE {target.database} TEMPLATE {source.database}"))
    server.dispose()


@pytest.fixture
def app(settings: Settings, clock: FrozenClock, filled_database: str) -> Iterator[Flask]:
    _copy_database(make_url(filled_database), make_url(settings.database_url))
    app = create_app(settings, clock=clock)
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def client_as(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser in which the given person is signed in; writes carry the CSRF token by themselves."""

    def sign_in(user: User) -> FlaskClient:
        return SignedInClient.of(app, user)

    return sign_in
