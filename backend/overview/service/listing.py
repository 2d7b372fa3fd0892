"""The list of establishments for those above them: filtered, the worst first, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Text, case, cast, func, or_, select

from backend.accounts.access import Access
from backend.cameras.models import Camera
from backend.catalog.establishments import EstablishmentState
from backend.catalog.roles import Permission
from backend.core.errors import NotFoundError
from backend.establishments.access import within
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from backend.overview import policy
from backend.overview.policy import Counts, Light
from backend.overview.service.facts import Figures, Moment

MAX_EXPORT = 20_000
LIVING = (EstablishmentState.PENDING, EstablishmentState.ACTIVE)
_ORDER = {Light.RED: 0, Light.ORANGE: 1, Light.GREY: 2, Light.GREEN: 3}
_FACTS = ("id", "name", "kind", "state", "tags", "size_class", "competent_body", "address", "diners", "confirmed_at")
_COUNTS = frozenset(field.name for field in fields(Counts)) - {"is_stale"}


def page(access: Access, wanted: dict[str, Any]) -> dict[str, Any]:
    """{"items", "page", "page_size", "total"} in two statements at most, however many rows."""
    number, size = wanted["page"], wanted["page_size"]
    statement = _listed(access, wanted)
    if wanted["light"]:
        # The light takes all figures of all rows, so they are counted while they are at hand.
        statement = statement.add_columns(func.count().over().label("total"))
    rows = db.session.execute(statement.offset((number - 1) * size).limit(size)).mappings().all()
    items = [_standing(row) for row in rows]
    if number == 1 and len(items) < size:
        total = len(items)
    else:
        total = rows[0]["total"] if rows and wanted["light"] else _count(access, wanted)
    return {"items": items, "page": number, "page_size": size, "total": total}


def export(access: Access, wanted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All rows of the list, up to MAX_EXPORT, where the person may take data out."""
    statement = _listed(access, wanted).where(within(access, Establishment.id, Permission.DATA_EXPORT))
    return _rows(statement.limit(MAX_EXPORT))


def one(access: Access, establishment_id: int) -> dict[str, Any]:
    """Raises NotFoundError when it is missing or outside the person's scope."""
    figures = Figures(access, Moment.current())
    found = list(_rows(_selected(access, figures).where(Establishment.id == establishment_id)))
    if not found:
        raise NotFoundError
    return found[0]


def _selected(access: Access, figures: Figures) -> Select[Any]:
    selected = [*(getattr(Establishment, name) for name in _FACTS), *figures.columns()]
    statement = (
        select(
            *selected,
            figures.light().label("light"),
            Jurisdiction.id.label("jurisdiction_id"),
            Jurisdiction.name.label("jurisdiction_name"),
        )
        .select_from(Establishment)
        .join(Jurisdiction, Establishment.jurisdiction_id == Jurisdiction.id)
        .where(within(access, Establishment.id, Permission.OVERVIEW_VIEW))
    )
    for part in figures.parts:
        statement = statement.outerjoin(part, part.c.place == Establishment.id)
    return statement


def _listed(access: Access, wanted: dict[str, Any]) -> Select[Any]:
    figures = Figures(access, Moment.current())
    statement = _selected(access, figures).where(*_conditions(wanted, figures))
    if wanted["light"]:
        statement = statement.where(figures.light().in_([light.value for light in wanted["light"]]))
    by_name = (Establishment.name, Establishment.id)
    if wanted["sort"] == "name":
        return statement.order_by(*by_name)
    if wanted["sort"] == "newest":
        return statement.order_by(Establishment.id.desc())
    rank = case({light.value: place for light, place in _ORDER.items()}, value=figures.light())
    weight = [
        func.coalesce(column, 0).desc()
        for part in figures.parts
        for column in part.columns
        if column.name in ("overdue_cases", "open_cases", "overdue_duties")
    ]
    return statement.order_by(rank, *weight, *by_name)


def _conditions(wanted: dict[str, Any], figures: Figures) -> Iterator[ColumnElement[bool]]:
    yield Establishment.state.in_(wanted["state"] or LIVING)
    if wanted["q"]:
        code = Establishment.credit_code == wanted["q"].upper()
        yield or_(Establishment.name.contains(wanted["q"], autoescape=True), code)
    for name in ("kind", "competent_body"):
        if wanted[name]:
            yield getattr(Establishment, name).in_(wanted[name])
    for tag in wanted["tag"]:
        # Tags are a JSON list of our own words, so their text tells as much as the list does, on every database.
        yield cast(Establishment.tags, Text).contains(f'"{tag.value}"', autoescape=True)
    if wanted["jurisdiction_id"] is not None:
        node = select(Jurisdiction.path).where(Jurisdiction.id == wanted["jurisdiction_id"]).scalar_subquery()
        yield Jurisdiction.path.like(node + "%")
    if wanted["is_stale"] is not None:
        yield figures.is_stale() if wanted["is_stale"] else ~figures.is_stale()
    if wanted["is_connected"] is not None:
        camera = select(Camera.id).where(Camera.establishment_id == Establishment.id, Camera.removed_at.is_(None))
        yield camera.exists() if wanted["is_connected"] else ~camera.exists()


def _count(access: Access, wanted: dict[str, Any]) -> int:
    """Joins the figures only where the light decides."""
    if wanted["light"]:
        statement = _listed(access, wanted).with_only_columns(Establishment.id, maintain_column_froms=True)
    else:
        statement = (
            select(Establishment.id)
            .join(Jurisdiction, Establishment.jurisdiction_id == Jurisdiction.id)
            .where(within(access, Establishment.id, Permission.OVERVIEW_VIEW))
            .where(*_conditions(wanted, Figures(access, Moment.current())))
        )
    return db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def _rows(statement: Select[Any]) -> Iterator[dict[str, Any]]:
    return map(_standing, db.session.execute(statement).mappings())


def _standing(row: RowMapping) -> dict[str, Any]:
    counts = {name: int(row[name]) for name in _COUNTS & row.keys()}
    known = Counts(**counts, is_stale=bool(row["is_stale"]))
    return {
        **{name: row[name] for name in _FACTS},
        "jurisdiction": {"id": row["jurisdiction_id"], "name": row["jurisdiction_name"]},
        "light": row["light"],
        "reasons": policy.reasons(known),
        "counts": counts,
        "is_stale": known.is_stale,
    }
