"""Which establishments belong together: branches under headquarters, suppliers of schools."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.catalog.establishments import SUPPLIER_KINDS, EstablishmentKind, EstablishmentState, EstablishmentTag
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.establishments.access import get_establishment
from backend.establishments.models import Establishment, SupplyLink
from backend.establishments.service.profile import REGISTERS, as_profile, tell
from backend.extensions import db


def set_headquarters(access: Access, establishment_id: int, headquarters_id: int | None) -> dict[str, Any]:
    """The branch says to whom it belongs, and thereby lets the headquarters' people look."""
    row = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_MANAGE, *REGISTERS)
    if headquarters_id is not None:
        _check_headquarters(row, headquarters_id)
    _move(row, headquarters_id)
    return as_profile(access, row)


def release_branch(access: Access, headquarters_id: int, branch_id: int) -> None:
    """The headquarters part with a branch that is not theirs, or no longer."""
    above = get_establishment(access, headquarters_id, Permission.ESTABLISHMENT_MANAGE)
    branch = db.session.get(Establishment, branch_id)
    if branch is None or branch.headquarters_id != above.id:
        raise NotFoundError
    _move(branch, None)


def branches(access: Access, headquarters_id: int) -> Select[Any]:
    above = get_establishment(access, headquarters_id, Permission.ESTABLISHMENT_VIEW)
    statement = select(Establishment).where(Establishment.headquarters_id == above.id)
    return statement.order_by(Establishment.name, Establishment.id)


def _check_headquarters(row: Establishment, headquarters_id: int) -> None:
    above = db.session.get(Establishment, headquarters_id)
    is_one = above is not None and above.kind is EstablishmentKind.CHAIN_HEADQUARTERS
    if above is None or not is_one or above.state is not EstablishmentState.ACTIVE:
        raise InvalidError(headquarters_id=["These are no headquarters of a chain."])
    if row.kind is EstablishmentKind.CHAIN_HEADQUARTERS:
        raise InvalidError(headquarters_id=["Headquarters have no headquarters above them."])


def _move(row: Establishment, headquarters_id: int | None) -> None:
    before, row.headquarters_id = row.headquarters_id, headquarters_id
    tags = set(row.tags) - {EstablishmentTag.CHAIN_BRANCH.value}
    row.tags = sorted(tags | ({EstablishmentTag.CHAIN_BRANCH.value} if headquarters_id else set()))
    changes = {"headquarters_id": [before, headquarters_id]}
    record("establishment.changed", "establishment", row.id, establishment_id=row.id, changes=changes)
    tell(row)


def add_supplier(access: Access, customer_id: int, supplier_id: int, starts_on: date) -> SupplyLink:
    """Raises DomainError when it feeds this kitchen already; an ended link runs again."""
    customer = get_establishment(access, customer_id, Permission.ESTABLISHMENT_MANAGE)
    supplier = db.session.get(Establishment, supplier_id)
    is_one = supplier is not None and supplier.kind in SUPPLIER_KINDS and supplier.state is EstablishmentState.ACTIVE
    if not is_one or supplier_id == customer.id:
        raise InvalidError(supplier_id=["This is no supplier of meals."])
    known = (SupplyLink.supplier_id == supplier_id, SupplyLink.customer_id == customer.id)
    link = db.session.scalar(select(SupplyLink).where(*known))
    if link is not None and (link.ends_on is None or link.ends_on >= clock.now().date()):
        raise DomainError("already_linked")
    if link is None:
        link = SupplyLink(supplier_id=supplier_id, customer_id=customer.id)
        db.session.add(link)
    link.starts_on, link.ends_on = starts_on, None
    db.session.flush()
    _note_link("linked", link)
    return link


def end_link(access: Access, link_id: int, ends_on: date) -> SupplyLink:
    """The kitchen that is fed ends it, from the day after `ends_on` on."""
    link = db.session.get(SupplyLink, link_id)
    if link is None:
        raise NotFoundError
    get_establishment(access, link.customer_id, Permission.ESTABLISHMENT_MANAGE)
    if ends_on < link.starts_on:
        raise InvalidError(ends_on=["It cannot end before it began."])
    link.ends_on = ends_on
    _note_link("unlinked", link)
    return link


def customers(access: Access, supplier_id: int) -> Select[Any]:
    """Whom a supplier feeds, for its own people and the officers above it."""
    row = get_establishment(access, supplier_id, Permission.ESTABLISHMENT_VIEW)
    return _ordered(select(SupplyLink).where(SupplyLink.supplier_id == row.id))


def runs_on(day: date) -> ColumnElement[bool]:
    return and_(SupplyLink.starts_on <= day, or_(SupplyLink.ends_on.is_(None), SupplyLink.ends_on >= day))


def _ordered(statement: Select[Any]) -> Select[Any]:
    return statement.order_by(SupplyLink.ends_on.is_not(None), SupplyLink.starts_on.desc(), SupplyLink.id)


def _note_link(deed: str, link: SupplyLink) -> None:
    changes = {"supplier_id": link.supplier_id, "starts_on": str(link.starts_on), "ends_on": link.ends_on}
    record(f"supplier.{deed}", "supply_link", link.id, establishment_id=link.customer_id, changes=changes)
    for key in (link.customer_id, link.supplier_id):
        tell(db.session.get_one(Establishment, key))
