"""Alembic's entry: the application's own metadata and engine, batch mode for SQLite."""

from alembic import context
from flask import current_app

from backend.extensions import db


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="columns.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise RuntimeError("migrations run against a database, not into a script")
assert current_app
run()
