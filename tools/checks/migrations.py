"""The migrations lead to the models, and back to nothing, on both databases; there is one head."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask
from sqlalchemy import create_engine, inspect, make_url, text

from backend.app import create_app
from backend.core.secrets import make_secrets
from backend.extensions import db
from backend.settings import Settings
from tools.checks.tree import ROOT


def findings(postgresql_url: str | None) -> Iterator[str]:
    """`postgresql_url`: a server on which databases may be made; without one only SQLite is checked."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _check("SQLite", f"sqlite:///{Path(folder) / 'scratch.db'}")
    if postgresql_url:
        with _scratch_database(postgresql_url) as url:
            yield from _check("PostgreSQL", url)


def _check(name: str, url: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, _app(Path(folder), url).app_context():
        config = _config()
        heads = ScriptDirectory.from_config(config).get_heads()
        if len(heads) != 1:
            yield f"migrations: {len(heads)} heads ({', '.join(heads)}); there must be one"
            return
        try:
            command.upgrade(config, "head")
            command.check(config)
        except CommandError as error:
            yield f"migrations ({name}): {error}"
        command.downgrade(config, "base")
        left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        if left:
            yield f"migrations ({name}): the way down leaves {', '.join(sorted(left))}"
        command.upgrade(config, "head")
        db.engine.dispose()


def _app(folder: Path, url: str) -> Flask:
    secrets = make_secrets("mailto:nobody@example.org")
    return create_app(Settings(folder, url, secrets, storage_url=f"file://{folder / 'files'}"))


def _config() -> Config:
    config = Config(str(ROOT / "migrations" / "alembic.ini"), stdout=io.StringIO())
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


@contextmanager
def _scratch_database(server_url: str) -> Iterator[str]:
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    name = f"migrations_{os.getpid()}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()
