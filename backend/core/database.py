"""How transactions begin and end, on SQLite and on PostgreSQL.

A request first authenticates in a short reading transaction, then writes in a second one. On SQLite a writing
transaction begins with BEGIN IMMEDIATE: a reader that turns writer half-way would fail at once instead of waiting.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event, literal
from sqlalchemy.dialects import postgresql, sqlite

from backend.extensions import Model, db

_writing: ContextVar[bool] = ContextVar("writing", default=False)

BUSY_TIMEOUT_MS = 10_000


def register(app: Flask) -> None:
    """Prepare each engine of this application; call once after `db.init_app`."""
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                _prepare_sqlite(engine)
            else:
                _prepare_postgresql(engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        # Compiling a statement takes longer than any of ours runs.
        connection.execute("SET jit = off")
        connection.commit()


@contextmanager
def write_transaction() -> Iterator[None]:
    """Everything inside is committed together or not at all; services never commit themselves."""
    if _writing.get():
        yield  # already inside one: the outermost commits
        return
    db.session.commit()  # end the reading transaction, so that the next BEGIN is a writing one
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


def insert_once(model: type[Model], **values: Any) -> bool:
    """Insert a row unless one with the same key is there; returns whether it was inserted. Safe against a race."""
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.flush()
    # RETURNING instead of a row count, which psycopg does not give for an insert.
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(literal(1))
    return db.session.execute(statement).first() is not None
