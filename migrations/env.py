"""Alembic's entry: the application's own metadata and engine, batch mode for SQLite."""

from typing import Any, Literal

from alembic import context
from flask import current_app

from backend.core.columns import EnumText, UtcDateTime
from backend.extensions import db


def render_item(kind: str, value: Any, _: object) -> str | Literal[False]:
    """Migrations name plain database types: they must still run when the product's own types have changed."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, EnumText):
        return "sa.String(32)"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # A changed table is copied and the old one dropped, which must not take the rows that point to it.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise RuntimeError("migrations run against a database, not into a script")
assert current_app
run()
