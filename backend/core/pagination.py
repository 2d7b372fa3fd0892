"""Pages of a list: {"items": [...], "page": 1, "page_size": 20, "total": 57}."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Select, func, inspect, select

from backend.core.fields import StrictInteger
from backend.extensions import db

MAX_PAGE = 10_000  # an unbounded page number overflows SQLite's integers
MAX_PAGE_SIZE = 200


class PageArgs(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(1, MAX_PAGE))
    page_size = fields.Integer(load_default=20, validate=validate.Range(1, MAX_PAGE_SIZE))


def page_schema(item: type[Schema]) -> type[Schema]:
    """The schema of a page of `item`, named after it."""
    name = item.__name__.removesuffix("Out") + "Page"
    members: dict[str, Any] = {
        "items": fields.List(fields.Nested(item), required=True),
        "page": StrictInteger(required=True),
        "page_size": StrictInteger(required=True),
        "total": StrictInteger(required=True),
    }
    return type(name, (Schema,), members)


def paginate(statement: Select[Any], page: int, page_size: int) -> dict[str, Any]:
    """Run the ordered statement for one page; its first column is an entity."""
    rows = db.session.scalars(statement.offset((page - 1) * page_size).limit(page_size)).unique().all()
    is_whole = page == 1 and len(rows) < page_size
    return {"items": rows, "page": page, "page_size": page_size, "total": len(rows) if is_whole else _count(statement)}


def _count(statement: Select[Any]) -> int:
    """Counts keys, not rows with all their columns: the database then often needs the index alone."""
    entity = statement.column_descriptions[0]["entity"]
    keys = statement.with_only_columns(*inspect(entity).primary_key, maintain_column_froms=True).order_by(None)
    return db.session.scalar(select(func.count()).select_from(keys.subquery())) or 0
