"""Narrow a query to the establishments a person may see with a permission."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from backend.accounts.access import Access, Grant
from backend.catalog.establishments import CompetentBody
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core.errors import NotFoundError
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction

# Headquarters watch over their branches (餐饮服务连锁企业规定, 2025-12-01); they see, and the branch acts.
_PASSED_DOWN = frozenset(
    {
        Permission.ESTABLISHMENT_VIEW,
        Permission.CAMERA_VIEW,
        Permission.CAMERA_LIVE,
        Permission.CASE_VIEW,
        Permission.CHAIN_VIEW,
        Permission.CREDENTIAL_VIEW,
        Permission.DUTY_VIEW,
        Permission.OPINION_VIEW,
        Permission.OVERVIEW_VIEW,
        Permission.REPORT_VIEW,
    }
)
_OVERSEERS = frozenset({Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.SAFETY_HEAD, Role.SAFETY_OFFICER})


def within(access: Access, column: Any, *permissions: Permission) -> ColumnElement[bool]:
    """A condition on a column of establishment ids: those where the person holds one of the permissions."""
    grants = access.having(*permissions)
    if any(g.scope is ScopeKind.PLATFORM for g in grants):
        return true()
    own = [g.establishment_id for g in grants if g.scope is ScopeKind.ESTABLISHMENT]
    areas = {(g.path, g.competence) for g in grants if g.scope is ScopeKind.JURISDICTION and g.path}
    conditions: list[ColumnElement[bool]] = []
    if own:
        conditions.append(column.in_(own))
    if above := _overseen(grants, permissions):
        conditions.append(column.in_(select(Establishment.id).where(Establishment.headquarters_id.in_(above))))
    if areas:
        below = (
            select(Establishment.id)
            .join(Jurisdiction, Establishment.jurisdiction_id == Jurisdiction.id)
            .where(or_(*(_below(path, body) for path, body in areas)))
        )
        conditions.append(column.in_(below))
    return or_(*conditions) if conditions else false()


def _overseen(grants: Collection[Grant], permissions: Collection[Permission]) -> list[int]:
    """Establishments whose branches the person sees, if they are headquarters at all."""
    passed = _PASSED_DOWN.intersection(permissions)
    return [
        grant.establishment_id
        for grant in grants
        if grant.establishment_id is not None and grant.role in _OVERSEERS and passed & grant.permissions
    ]


def _below(path: str, body: CompetentBody | None) -> ColumnElement[bool]:
    inside = Jurisdiction.path.startswith(path, autoescape=True)
    return inside if body is None else and_(inside, Establishment.competent_body == body)


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
    if access.can(permission, establishment.id, establishment.jurisdiction.path, establishment.competent_body):
        return True
    above = establishment.headquarters_id
    return above is not None and above in _overseen(access.having(permission), [permission])


def rooms_of(establishment: Establishment) -> list[str]:
    """Socket rooms that follow this establishment: its own, its headquarters', and every jurisdiction's above it."""
    above = [part for part in establishment.jurisdiction.path.split("/") if part]
    own = [key for key in (establishment.id, establishment.headquarters_id) if key is not None]
    return [*(f"establishment:{key}" for key in own), *(f"jurisdiction:{part}" for part in above)]
