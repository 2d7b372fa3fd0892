"""Agencies (机构): each has its seat at a node of the tree."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.accounts.models import Membership
from backend.audit.service import record
from backend.catalog.roles import Permission
from backend.core.errors import DomainError, InvalidError
from backend.extensions import db
from backend.jurisdictions.models import Agency, Jurisdiction
from backend.registers.scope import READERS, get_agency, get_node, nodes

_KEEP = Permission.REGISTER_MANAGE


def visible(access: Access, jurisdiction_id: int | None) -> Select[Any]:
    """All within reach, or those with their seat at one node."""
    statement = (
        select(Agency)
        .join(Jurisdiction, Agency.jurisdiction_id == Jurisdiction.id)
        .where(nodes(access, *READERS))
        .order_by(Jurisdiction.path, Agency.id)
    )
    if jurisdiction_id is not None:
        statement = statement.where(Agency.jurisdiction_id == get_node(access, jurisdiction_id, *READERS).id)
    return statement


def add(access: Access, jurisdiction_id: int, values: dict[str, Any]) -> Agency:
    node = get_node(access, jurisdiction_id, _KEEP)
    _check_parent(access, values["parent_id"], node)
    agency = Agency(jurisdiction_id=node.id, **values)
    db.session.add(agency)
    db.session.flush()
    changes = {"kind": values["kind"].value, "name": values["name"], "jurisdiction_id": node.id}
    record("agency.added", "agency", agency.id, changes=changes)
    return agency


def change(access: Access, agency_id: int, changes: dict[str, Any]) -> Agency:
    agency = get_agency(access, agency_id, _KEEP)
    differences = {
        name: [getattr(agency, name), value] for name, value in changes.items() if getattr(agency, name) != value
    }
    for name, (_, value) in differences.items():
        setattr(agency, name, value)
    if differences:
        record("agency.changed", "agency", agency.id, changes=differences)
    return agency


def remove(access: Access, agency_id: int) -> None:
    """Raises DomainError while officers, of today or of before, or other agencies belong to it."""
    agency = get_agency(access, agency_id, _KEEP)
    for column in (Membership.agency_id, Agency.parent_id):
        if db.session.scalar(select(column).where(column == agency.id).limit(1)) is not None:
            raise DomainError("agency_in_use")
    record("agency.removed", "agency", agency.id, changes={"name": [agency.name, None]})
    db.session.delete(agency)
    db.session.flush()


def _check_parent(access: Access, parent_id: int | None, node: Jurisdiction) -> None:
    """An agency belongs to one at its own node or above it; that one may lie above what the person keeps."""
    if parent_id is None:
        return
    parent = db.session.get(Agency, parent_id)
    if parent is None or not node.path.startswith(parent.jurisdiction.path):
        raise InvalidError(parent_id=["There is no such agency here or above."])
