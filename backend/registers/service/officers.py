"""Officers: people bound to a node of the tree, who see it and all below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from backend.accounts.access import Access
from backend.accounts.models import Membership, User
from backend.accounts.passwords import NO_PASSWORD
from backend.accounts.policy import mask_phone, mobile_number
from backend.accounts.service import add_membership, end_membership
from backend.audit.service import record
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core import clock
from backend.core.errors import DomainError, NotFoundError
from backend.extensions import db
from backend.jurisdictions.models import Agency, Jurisdiction
from backend.jurisdictions.policy import check_appointment
from backend.registers.scope import get_node, nodes

_KEEP = Permission.REGISTER_MANAGE


@dataclass(frozen=True)
class Appointment:
    """Who is to hold which office. `name` counts only where the number has no account yet."""

    phone: str
    name: str
    role: Role
    agency_id: int | None


def visible(
    access: Access, *, jurisdiction_id: int | None = None, q: str = "", with_ended: bool = False
) -> Select[Any]:
    """Officers at the person's nodes and below, or at one node; `q` is part of a name or a whole phone number."""
    statement = (
        select(Membership)
        .join(Jurisdiction, Membership.jurisdiction_id == Jurisdiction.id)
        .join(Membership.user)
        .options(joinedload(Membership.user))
        .where(Membership.scope == ScopeKind.JURISDICTION, nodes(access, _KEEP))
        .order_by(Jurisdiction.path, Membership.id)
    )
    if jurisdiction_id is not None:
        statement = statement.where(Membership.jurisdiction_id == get_node(access, jurisdiction_id, _KEEP).id)
    if q:
        statement = statement.where(or_(User.name.contains(q, autoescape=True), User.phone == q))
    if not with_ended:
        statement = statement.where(or_(Membership.ends_at.is_(None), Membership.ends_at > clock.now()))
    return statement


def with_places(rows: list[Membership]) -> list[dict[str, Any]]:
    """Each officer with the names of node and agency."""
    nodes_of = _named(Jurisdiction, {row.jurisdiction_id for row in rows})
    agencies_of = _named(Agency, {row.agency_id for row in rows})
    return [
        {
            "id": row.id,
            "user_id": row.user_id,
            "name": row.user.name,
            "phone": mask_phone(row.user.phone),
            "role": row.role,
            "jurisdiction": nodes_of[row.jurisdiction_id or 0],
            "agency": agencies_of.get(row.agency_id or 0),
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "is_delegated": row.delegated_by_id is not None,
        }
        for row in rows
    ]


def appoint(access: Access, jurisdiction_id: int, wanted: Appointment) -> Membership:
    """Give somebody an office; a number without an account gets one, whose owner signs in by a code first."""
    node = get_node(access, jurisdiction_id, _KEEP)
    number = mobile_number(wanted.phone)
    agency = _agency(wanted.agency_id, node)
    check_appointment(wanted.role, node.kind, agency.kind if agency else None)
    user = db.session.scalar(select(User).where(User.phone == number))
    if user is None:
        user = User(phone=number, name=wanted.name, password_hash=NO_PASSWORD, created_at=clock.now())
        db.session.add(user)
        db.session.flush()
        record("user.created", "user", user.id)
    if _holds(user, wanted.role, node):
        raise DomainError("already_appointed")
    row = add_membership(user, wanted.role, jurisdiction_id=node.id, agency_id=wanted.agency_id)
    changes = {"role": wanted.role.value, "jurisdiction_id": node.id, "agency_id": wanted.agency_id}
    record("officer.appointed", "user", user.id, changes=changes)
    return row


def end(access: Access, officer_id: int) -> None:
    """Take the office away at once. Nobody ends the office by which they themselves keep the register."""
    row = db.session.get(Membership, officer_id)
    if row is None or row.scope is not ScopeKind.JURISDICTION or row.jurisdiction_id is None:
        raise NotFoundError
    get_node(access, row.jurisdiction_id, _KEEP)
    if row.user_id == access.user.id:
        raise DomainError("own_office")
    end_membership(row)
    changes = {"role": [row.role.value, None], "jurisdiction_id": row.jurisdiction_id}
    record("officer.ended", "user", row.user_id, changes=changes)


def _agency(agency_id: int | None, node: Jurisdiction) -> Agency | None:
    """An agency at the node or above it: a county's bureau has officers for single towns."""
    if agency_id is None:
        return None
    agency = db.session.get(Agency, agency_id)
    if agency is None or not node.path.startswith(agency.jurisdiction.path):
        raise NotFoundError
    return agency


def _holds(user: User, role: Role, node: Jurisdiction) -> bool:
    statement = select(Membership.id).where(
        Membership.user_id == user.id,
        Membership.role == role,
        Membership.jurisdiction_id == node.id,
        or_(Membership.ends_at.is_(None), Membership.ends_at > clock.now()),
    )
    return db.session.scalar(statement.limit(1)) is not None


def _named(model: type[Jurisdiction] | type[Agency], ids: set[int | None]) -> dict[int, dict[str, Any]]:
    rows = db.session.execute(select(model.id, model.name, model.kind).where(model.id.in_(ids)))
    return {row.id: {"id": row.id, "name": row.name, "kind": row.kind} for row in rows}
