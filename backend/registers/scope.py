"""Which part of the tree a person may read or keep; what lies outside answers like what does not exist."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true

from backend.accounts.access import Access, Grant
from backend.catalog.roles import Permission, ScopeKind
from backend.core.errors import NotFoundError
from backend.extensions import db
from backend.jurisdictions.models import Agency, Jurisdiction

READERS = (Permission.REGISTER_MANAGE, Permission.OVERVIEW_VIEW, Permission.REGISTER_REVIEW)


def _grants(access: Access, permissions: tuple[Permission, ...]) -> list[Grant]:
    """Keeping the register is for market supervision: an agency of another line has no part of the tree to keep."""
    found = access.having(*permissions)
    return [g for g in found if g.competence is None or permissions != (Permission.REGISTER_MANAGE,)]


def is_everywhere(access: Access, *permissions: Permission) -> bool:
    return any(g.scope is ScopeKind.PLATFORM for g in _grants(access, permissions))


def nodes(access: Access, *permissions: Permission) -> ColumnElement[bool]:
    """A condition on Jurisdiction: the person's own nodes and all below them."""
    if is_everywhere(access, *permissions):
        return true()
    paths = {g.path for g in _grants(access, permissions) if g.scope is ScopeKind.JURISDICTION and g.path}
    return or_(*(Jurisdiction.path.startswith(path, autoescape=True) for path in sorted(paths))) if paths else false()


def get_node(access: Access, node_id: int, *permissions: Permission) -> Jurisdiction:
    """Raises NotFoundError when the node is missing or outside the person's part of the tree."""
    statement = select(Jurisdiction).where(Jurisdiction.id == node_id, nodes(access, *permissions))
    found: Jurisdiction | None = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found


def get_agency(access: Access, agency_id: int, *permissions: Permission) -> Agency:
    agency = db.session.get(Agency, agency_id)
    if agency is None:
        raise NotFoundError
    get_node(access, agency.jurisdiction_id, *permissions)
    return agency
