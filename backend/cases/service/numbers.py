"""Numbers without gaps between committed documents."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from backend.cases.models import NumberSeries
from backend.extensions import db


def next_number(series: str) -> int:
    """The next number of a series; its row stays locked until the transaction ends, so none is skipped."""
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(NumberSeries.__table__).values(series=series, last=1)
    statement = statement.on_conflict_do_update(index_elements=["series"], set_={"last": NumberSeries.last + 1})
    return int(db.session.execute(statement.returning(NumberSeries.last)).scalar_one())
