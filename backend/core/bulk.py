"""Many rows in one statement, written past the session.

PostgreSQL gets the rows as one JSON value and spreads them itself: hundreds of separate statements, even pipelined,
cost it more than the rows do. SQLite has no way to save and takes them one by one inside the process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, text, update
from sqlalchemy.dialects import sqlite

from backend.extensions import Model, db

Rows = Sequence[Mapping[str, Any]]


def insert_rows(model: type[Model], rows: Rows, *, unique: str | None = None) -> None:
    """All rows name the same columns. With `unique`, a row whose value is there already is left out."""
    if not rows:
        return
    table, connection = cast(Table, model.__table__), db.session.connection()
    if connection.dialect.name == "postgresql":
        columns = ", ".join(_quoted(rows[0]))
        conflict = f"ON CONFLICT ({unique}) DO NOTHING" if unique else ""
        statement = f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {_spread(table)} {conflict}"
        connection.execute(text(statement), {"rows": _json(rows)})
        return
    insert = sqlite.insert(table)
    connection.execute(
        insert.on_conflict_do_nothing(index_elements=[unique]) if unique else insert, [dict(row) for row in rows]
    )


def update_rows(model: type[Model], rows: Rows, *, counter: str) -> None:
    """Each row names its `id` and the same columns; `counter` is a column that counts the changes."""
    if not rows:
        return
    table, connection = cast(Table, model.__table__), db.session.connection()
    names = [name for name in rows[0] if name != "id"]
    if connection.dialect.name == "postgresql":
        values = ", ".join(f"{name} = new.{name}" for name in _quoted(names))
        statement = (
            f"UPDATE {table.name} SET {values}, {counter} = {table.name}.{counter} + 1 "
            f"FROM {_spread(table)} AS new WHERE {table.name}.id = new.id"
        )
        connection.execute(text(statement), {"rows": _json(rows)})
        return
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names} | {counter: table.c[counter] + 1}
    connection.execute(
        update(table).where(table.c.id == bindparam("new_id")).values(changed),
        [{f"new_{name}": value for name, value in row.items()} for row in rows],
    )


def _quoted(names: Any) -> list[str]:
    return [f'"{name}"' for name in names]


def _spread(table: Table) -> str:
    return f"json_populate_recordset(NULL::{table.name}, CAST(:rows AS json))"


def _json(rows: Rows) -> str:
    return json.dumps([dict(row) for row in rows], ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not written in bulk")
