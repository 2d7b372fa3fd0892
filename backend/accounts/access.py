"""May this person do this, and where? One question, asked the same way everywhere.

A role gives permissions (table `role_grant`), a membership gives the scope in which they count. `Access` holds both for
one request; `require` guards a view, `can` asks about one establishment and `backend.establishments.access.scoped`
narrows a query. What is outside the scope answers exactly like what does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import or_, select

from backend.accounts.models import Membership, RoleGrant, User
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core import clock
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction


@dataclass(frozen=True)
class Grant:
    """One role of a person in one scope, with what it allows there. `path` is the jurisdiction's, else None."""

    role: Role
    scope: ScopeKind
    establishment_id: int | None
    jurisdiction_id: int | None
    path: str | None
    permissions: frozenset[Permission]


@dataclass(frozen=True)
class Access:
    user: User
    grants: tuple[Grant, ...]

    def having(self, *permissions: Permission) -> tuple[Grant, ...]:
        """The grants that hold at least one of the permissions."""
        return tuple(g for g in self.grants if g.permissions.intersection(permissions))

    def can(self, permission: Permission, establishment_id: int | None = None, path: str | None = None) -> bool:
        """Without an establishment: anywhere at all. With one: there; `path` is its jurisdiction's path."""
        for grant in self.having(permission):
            if establishment_id is None or grant.scope is ScopeKind.PLATFORM:
                return True
            if grant.scope is ScopeKind.ESTABLISHMENT and grant.establishment_id == establishment_id:
                return True
            if grant.scope is ScopeKind.JURISDICTION and path and grant.path and path.startswith(grant.path):
                return True
        return False

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset[Permission]().union(*(g.permissions for g in self.grants))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(g.role for g in self.grants)


def load(user: User) -> Access:
    """The person's access at this moment: one query, whatever the number of roles."""
    now, m = clock.now(), Membership
    rows = db.session.execute(
        select(m.id, m.role, m.scope, m.establishment_id, m.jurisdiction_id, Jurisdiction.path, RoleGrant.permission)
        .outerjoin(Jurisdiction, m.jurisdiction_id == Jurisdiction.id)
        .outerjoin(RoleGrant, RoleGrant.role == m.role)
        .where(m.user_id == user.id, m.starts_at <= now)
        .where(or_(m.ends_at.is_(None), m.ends_at > now))
        .order_by(m.id)
    ).all()
    grants = []
    for _, members in groupby(rows, key=itemgetter(0)):
        same = list(members)
        permissions = frozenset(row.permission for row in same if row.permission is not None)
        grants.append(Grant(*same[0][1:6], permissions))
    return Access(user, tuple(grants))
