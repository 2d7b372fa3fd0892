"""Narrow a query to the establishments a person may see with a permission."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from backend.accounts.access import Access
from backend.catalog.roles import Permission, ScopeKind
from backend.core.errors import NotFoundError
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction


def within(access: Access, column: Any, *permissions: Permission) -> ColumnElement[bool]:
    """A condition on a column of establishment ids: those where the person holds one of the permissions."""
    grants = access.having(*permissions)
    if any(g.scope is ScopeKind.PLATFORM for g in grants):
        return true()
    own = [g.establishment_id for g in grants if g.scope is ScopeKind.ESTABLISHMENT]
    paths = [g.path for g in grants if g.scope is ScopeKind.JURISDICTION and g.path]
    conditions: list[ColumnElement[bool]] = []
    if own:
        conditions.append(column.in_(own))
    if paths:
        below = (
            select(Establishment.id)
            .join(Jurisdiction, Establishment.jurisdiction_id == Jurisdiction.id)
            .where(or_(*(Jurisdiction.path.startswith(path, autoescape=True) for path in paths)))
        )
        conditions.append(column.in_(below))
    return or_(*conditions) if conditions else false()


def scoped(statement: Select[Any], access: Access, column: Any, *permissions: Permission) -> Select[Any]:
    return statement.where(within(access, column, *permissions))


def get_establishment(access: Access, establishment_id: int, *permissions: Permission) -> Establishment:
    """The establishment, or NotFoundError when it is missing or outside the person's scope."""
    found: Establishment | None = db.session.scalar(
        scoped(
            select(Establishment).where(Establishment.id == establishment_id), access, Establishment.id, *permissions
        )
    )
    if found is None:
        raise NotFoundError
    return found


def can_in(access: Access, permission: Permission, establishment: Establishment) -> bool:
    return access.can(permission, establishment.id, establishment.jurisdiction.path)


def rooms_of(establishment: Establishment) -> list[str]:
    """Socket rooms that follow this establishment: its own and those of every jurisdiction above it."""
    above = [part for part in establishment.jurisdiction.path.split("/") if part]
    return [f"establishment:{establishment.id}", *(f"jurisdiction:{part}" for part in above)]
