"""What an establishment says about itself, and who may say it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from backend.accounts.access import Access
from backend.audit.service import record
from backend.catalog.establishments import (
    KINDS,
    SUPPLIER_KINDS,
    EstablishmentKind,
    EstablishmentState,
    EstablishmentTag,
)
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError, InvalidError
from backend.core.realtime import announce
from backend.establishments.access import can_in, get_establishment, rooms_of, scoped
from backend.establishments.models import Establishment, SupplyLink
from backend.establishments.policy import check_facts, check_meal_times, check_opening_hours
from backend.establishments.service.creation import check_code_is_free
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction

REGISTERS = (Permission.REGISTER_MANAGE, Permission.REGISTER_REVIEW)
# What stands on the licence and decides which duties hold: the office keeps it, the establishment does not.
_REGISTER_FACTS = frozenset({"name", "kind", "credit_code", "competent_body", "jurisdiction_id"})
_BOTH = frozenset({"address", "legal_person", "tags", "size_class", "brand"})
_CHECKED = ("kind", "tags", "size_class", "credit_code")
_PRIVATE = frozenset({"legal_person", "phone"})
_USES = {
    "headquarters": (EstablishmentKind.CHAIN_HEADQUARTERS,),
    "supplier": tuple(SUPPLIER_KINDS),
    "any": tuple(EstablishmentKind),
}


def names(ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = db.session.execute(select(Establishment.id, Establishment.name).where(Establishment.id.in_(ids)))
    return {row.id: row.name for row in rows}


def visible(access: Access, q: str) -> Select[Any]:
    """The establishments that the person may see, by name; `q` is a part of the name."""
    statement = select(Establishment).options(
        selectinload(Establishment.areas), selectinload(Establishment.jurisdiction)
    )
    if q:
        statement = statement.where(Establishment.name.contains(q, autoescape=True))
    ordered = statement.order_by(Establishment.name, Establishment.id)
    return scoped(ordered, access, Establishment.id, Permission.ESTABLISHMENT_VIEW)


def find_public(q: str, use: str = "any") -> Select[Any]:
    """Who exists at all, for those who look for one to join or to link: by part of the name, or the whole credit code.

    Callers show id, name, address and kind and nothing else.
    """
    found = or_(Establishment.name.contains(q, autoescape=True), Establishment.credit_code == q.upper())
    return (
        select(Establishment)
        .where(found, Establishment.state == EstablishmentState.ACTIVE, Establishment.kind.in_(_USES[use]))
        .order_by(Establishment.name, Establishment.id)
    )


def profile(access: Access, establishment_id: int) -> dict[str, Any]:
    row = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_VIEW)
    return as_profile(access, row)


def as_profile(access: Access, row: Establishment) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in (*Establishment.__table__.columns.keys(), "jurisdiction", "areas")}
    above = db.session.get(Establishment, row.headquarters_id) if row.headquarters_id else None
    return facts | {
        "tags": [EstablishmentTag(tag) for tag in row.tags],
        "headquarters": above,
        "may_manage": can_in(access, Permission.ESTABLISHMENT_MANAGE, row),
        "may_register": _may_register(access, row),
    }


def change(access: Access, establishment_id: int, changes: dict[str, Any]) -> dict[str, Any]:
    """Raises ForbiddenError for facts that the office keeps, InvalidError for what does not go together."""
    row = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_MANAGE, *REGISTERS)
    _may_change(access, row, changes)
    kept = _checked(row, changes)
    if "jurisdiction_id" in kept:
        _check_jurisdiction(access, kept["jurisdiction_id"])
    differences = {name: [getattr(row, name), value] for name, value in kept.items() if getattr(row, name) != value}
    for name, (_, value) in differences.items():
        setattr(row, name, value)
    if differences:
        db.session.flush()
        db.session.expire(row, ["jurisdiction"])
        told = {name: [] if name in _PRIVATE else pair for name, pair in differences.items()}
        record("establishment.changed", "establishment", row.id, establishment_id=row.id, changes=told)
        tell(row)
    return as_profile(access, row)


def confirm(access: Access, establishment_id: int) -> dict[str, Any]:
    """All that is on file still holds, says who is signed in (Q073)."""
    row = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_MANAGE)
    note_confirmation(row)
    return as_profile(access, row)


def note_confirmation(row: Establishment) -> None:
    row.confirmed_at = clock.now()
    record("establishment.confirmed", "establishment", row.id, establishment_id=row.id)
    tell(row)


def tell(row: Establishment) -> None:
    announce("establishment", row.id, rooms_of(row))


def _may_register(access: Access, row: Establishment) -> bool:
    return any(can_in(access, permission, row) for permission in REGISTERS)


def _may_change(access: Access, row: Establishment, changes: Collection[str]) -> None:
    own = frozenset(changes)
    if _may_register(access, row):
        own -= _REGISTER_FACTS | _BOTH
    elif row.credit_code is None:
        own -= {"credit_code"}
    refused = own if not can_in(access, Permission.ESTABLISHMENT_MANAGE, row) else own & _REGISTER_FACTS
    if refused:
        raise ForbiddenError("office_keeps_this" if refused <= _REGISTER_FACTS else "forbidden")


def _checked(row: Establishment, changes: dict[str, Any]) -> dict[str, Any]:
    if "opening_hours" in changes:
        check_opening_hours(changes["opening_hours"])
    if "meal_times" in changes:
        check_meal_times(changes["meal_times"])
    if "kind" in changes and changes["kind"] is not row.kind:
        _check_kind_is_free(row)
        changes = {"competent_body": KINDS[changes["kind"]].body} | changes
    facts = check_facts({name: changes.get(name, getattr(row, name)) for name in _CHECKED})
    if "credit_code" in changes and facts["credit_code"]:
        check_code_is_free(facts["credit_code"], besides=row.id)
    return changes | {name: facts[name] for name in _CHECKED if name in changes}


def _check_kind_is_free(row: Establishment) -> None:
    """Branches hang on headquarters and schools on suppliers: both must be let go before the kind changes."""
    branches = select(func.count()).where(Establishment.headquarters_id == row.id)
    running = or_(SupplyLink.ends_on.is_(None), SupplyLink.ends_on >= clock.now().date())
    links = select(func.count()).where(SupplyLink.supplier_id == row.id, running)
    if db.session.scalar(branches) or db.session.scalar(links):
        raise DomainError("kind_in_use")


def _check_jurisdiction(access: Access, jurisdiction_id: int) -> None:
    """An establishment moves only between jurisdictions of who moves it."""
    node = db.session.get(Jurisdiction, jurisdiction_id)
    is_theirs = node is not None and any(
        grant.path is None or node.path.startswith(grant.path)
        for grant in access.having(*REGISTERS)
        if grant.establishment_id is None
    )
    if not is_theirs:
        raise InvalidError(jurisdiction_id=["There is no such jurisdiction in your own."])
