"""Who decides on an application: the office on a new establishment, the establishment's own people on a new person.

Where nobody administers an establishment yet, as after an import of a register, the office decides on its people too.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from backend.accounts.access import Access
from backend.accounts.models import Membership, RoleGrant, User
from backend.catalog.roles import Permission, ScopeKind
from backend.core import clock
from backend.establishments.access import can_in, within
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.joining.models import Application
from backend.joining.policy import is_leading
from backend.jurisdictions.models import Jurisdiction

# Who keeps the staff files, and who gives out accounts (role table 2.12).
ADMITTING = (Permission.STAFF_MANAGE, Permission.PEOPLE_MANAGE)
DECIDING = (*ADMITTING, Permission.REGISTER_REVIEW)


def reviewable(access: Access) -> ColumnElement[bool]:
    """A condition on Application: those on which the person may decide."""
    by_office = within(access, Application.establishment_id, Permission.REGISTER_REVIEW)
    by_unit = Application.establishment_id.in_(own_places(access, *ADMITTING))
    return or_(
        and_(Application.founds, by_office),
        and_(~Application.founds, by_unit),
        and_(~Application.founds, ~_has_manager(), by_office),
    )


def own_places(access: Access, *permissions: Permission) -> list[int]:
    """Where the person belongs to the unit itself and holds one of the permissions; from above does not count."""
    held = (grant.establishment_id for grant in access.having(*permissions))
    return [key for key in held if key is not None]


def _has_manager() -> ColumnElement[bool]:
    return exists(
        select(Membership.id)
        .join(RoleGrant, RoleGrant.role == Membership.role)
        .where(
            Membership.scope == ScopeKind.ESTABLISHMENT,
            Membership.establishment_id == Application.establishment_id,
            RoleGrant.permission.in_(ADMITTING),
            *_now(),
        )
        .correlate(Application)
    )


def _now() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    now = clock.now()
    return Membership.starts_at <= now, or_(Membership.ends_at.is_(None), Membership.ends_at > now)


def is_office(access: Access, establishment: Establishment) -> bool:
    return can_in(access, Permission.REGISTER_REVIEW, establishment)


def leads(access: Access, establishment: Establishment) -> bool:
    return establishment.id in own_places(access, Permission.PEOPLE_MANAGE)


def to_tell(application: Application) -> list[User]:
    """Who is told of a new application: the establishment's own, else the nearest office that has somebody."""
    if not application.founds:
        needed = (Permission.PEOPLE_MANAGE,) if is_leading(application.post) else ADMITTING
        own = _holders(*needed).where(
            Membership.scope == ScopeKind.ESTABLISHMENT,
            Membership.establishment_id == application.establishment_id,
        )
        if people := list(db.session.scalars(own)):
            return people
    return _officers(application.establishment.jurisdiction)


def _officers(node: Jurisdiction) -> list[User]:
    for key in reversed([int(part) for part in node.path.split("/") if part]):
        there = _holders(Permission.REGISTER_REVIEW).where(
            Membership.scope == ScopeKind.JURISDICTION, Membership.jurisdiction_id == key
        )
        if people := list(db.session.scalars(there)):
            return people
    return []


def _holders(*permissions: Permission) -> Select[User]:
    return (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .join(RoleGrant, RoleGrant.role == Membership.role)
        .where(RoleGrant.permission.in_(permissions), User.is_active, *_now())
        .order_by(User.id)
        .distinct()
    )
