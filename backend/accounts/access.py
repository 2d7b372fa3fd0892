"""May this person do this, and where? One question, asked the same way everywhere.

A role gives permissions (table `role_grant`), a membership gives the scope in which they count. `Access` holds both for
one request; `require` guards a view, `can` asks about one establishment and `backend.establishments.access.scoped`
narrows a query. What is outside the scope answers exactly like what does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import String, bindparam, func, or_, select, type_coerce

from backend.accounts.models import Membership, RoleGrant, User
from backend.catalog.agencies import AgencyKind
from backend.catalog.establishments import CompetentBody
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core import clock
from backend.core.columns import UtcDateTime
from backend.extensions import db
from backend.jurisdictions.models import Agency, Jurisdiction


@dataclass(frozen=True)
class Grant:
    """One role of a person in one scope, with what it allows there. `path` is the jurisdiction's, else None.

    `competence`: officers of another line than market supervision see only the establishments of that line.
    """

    role: Role
    scope: ScopeKind
    establishment_id: int | None
    jurisdiction_id: int | None
    path: str | None
    permissions: frozenset[Permission]
    competence: CompetentBody | None = None
    delegated_by_id: int | None = None
    ends_at: datetime | None = None

    def covers(self, establishment_id: int, path: str | None, body: CompetentBody | None) -> bool:
        """Whether the establishment with this jurisdiction's path and competent body lies in the scope."""
        if self.scope is ScopeKind.PLATFORM:
            return True
        if self.scope is ScopeKind.ESTABLISHMENT:
            return self.establishment_id == establishment_id
        is_below = bool(path and self.path and path.startswith(self.path))
        return is_below and self.competence in (None, body)


@dataclass(frozen=True)
class Access:
    user: User
    grants: tuple[Grant, ...]

    def having(self, *permissions: Permission) -> tuple[Grant, ...]:
        """The grants that hold at least one of the permissions."""
        return tuple(g for g in self.grants if g.permissions.intersection(permissions))

    def can(
        self,
        permission: Permission,
        establishment_id: int | None = None,
        path: str | None = None,
        body: CompetentBody | None = None,
    ) -> bool:
        """Without an establishment: anywhere at all. With one: there; `path` is its jurisdiction's path.

        `body`: the establishment's competent body.
        """
        found = self.having(permission)
        return bool(found) if establishment_id is None else any(g.covers(establishment_id, path, body) for g in found)

    def stands_in_for(
        self, permission: Permission, establishment_id: int, path: str, body: CompetentBody | None
    ) -> int | None:
        """Id of the person for whom this is done there: None where the person's own role allows it."""
        found = [g.delegated_by_id for g in self.having(permission) if g.covers(establishment_id, path, body)]
        return None if None in found else next(iter(found), None)

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset[Permission]().union(*(g.permissions for g in self.grants))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(g.role for g in self.grants)


# One text instead of thirty rows: this is asked before every single answer.
_PERMISSIONS_OF_ROLE = (
    select(func.aggregate_strings(type_coerce(RoleGrant.permission, String), ","))
    .where(RoleGrant.role == Membership.role)
    .correlate(Membership)
    .scalar_subquery()
)
_m, _now = Membership, bindparam("now", type_=UtcDateTime())
_GRANTS = (
    select(
        _m.role, _m.scope, _m.establishment_id, _m.jurisdiction_id, Jurisdiction.path, Agency.kind,
        _PERMISSIONS_OF_ROLE, _m.delegated_by_id, _m.ends_at,
    )
    .outerjoin(Jurisdiction, _m.jurisdiction_id == Jurisdiction.id)
    .outerjoin(Agency, _m.agency_id == Agency.id)
    .where(_m.user_id == bindparam("user_id"), _m.starts_at <= _now)
    .where(or_(_m.ends_at.is_(None), _m.ends_at > _now))
    .order_by(_m.id)
)  # fmt: skip


def load(user: User) -> Access:
    """The person's access at this moment: one query, whatever the number of roles."""
    rows = db.session.execute(_GRANTS, {"user_id": user.id, "now": clock.now()})
    return Access(
        user,
        tuple(
            Grant(
                role, scope, establishment_id, jurisdiction_id, path, _split(held), _competence(role, agency), by, until
            )
            for role, scope, establishment_id, jurisdiction_id, path, agency, held, by, until in rows
        ),
    )


@lru_cache(maxsize=256)
def _split(held: str | None) -> frozenset[Permission]:
    return frozenset(map(Permission, held.split(","))) if held else frozenset()


_LINES = {
    AgencyKind.EDUCATION: CompetentBody.EDUCATION,
    AgencyKind.HUMAN_RESOURCES: CompetentBody.HUMAN_RESOURCES,
    AgencyKind.CIVIL_AFFAIRS: CompetentBody.CIVIL_AFFAIRS,
}


def _competence(role: Role, agency: AgencyKind | None) -> CompetentBody | None:
    """An education officer sees schools only, also where nobody has named the agency (seed 001 art. 12)."""
    if role is Role.EDUCATION_OFFICER:
        return _LINES.get(agency or AgencyKind.EDUCATION, CompetentBody.EDUCATION)
    return _LINES.get(agency) if agency else None
