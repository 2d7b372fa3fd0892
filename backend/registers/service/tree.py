"""The tree of jurisdictions: every node keeps its `path`, and those of all below it follow when it moves."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from backend.accounts.access import Access
from backend.accounts.models import Membership
from backend.audit.service import record
from backend.catalog.agencies import JurisdictionKind
from backend.catalog.roles import Permission, ScopeKind
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError, InvalidError
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.jurisdictions.models import Agency, Jurisdiction
from backend.jurisdictions.policy import check_parent
from backend.registers.scope import READERS, get_node, is_everywhere, nodes

_KEEP = Permission.REGISTER_MANAGE


def visible(access: Access, *, q: str = "", parent_id: int | None = None) -> Select[Any]:
    """Parents before their children; `q` is part of the name or the code."""
    statement = select(Jurisdiction).where(nodes(access, *READERS)).order_by(Jurisdiction.path)
    if q:
        statement = statement.where(or_(Jurisdiction.name.contains(q, autoescape=True), Jurisdiction.code == q))
    return statement if parent_id is None else statement.where(Jurisdiction.parent_id == parent_id)


def with_counts(rows: Collection[Jurisdiction]) -> list[dict[str, Any]]:
    """Each node with how many establishments, agencies and officers stand directly at it."""
    ids = [row.id for row in rows]
    now = clock.now()
    officers = [
        Membership.scope == ScopeKind.JURISDICTION,
        Membership.starts_at <= now,
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
    ]
    counts = {
        "establishments": _count_by(Establishment.jurisdiction_id, ids),
        "agencies": _count_by(Agency.jurisdiction_id, ids),
        "officers": _count_by(Membership.jurisdiction_id, ids, *officers),
        "children": _count_by(Jurisdiction.parent_id, ids),
    }
    return [
        {**{column: getattr(row, column) for column in ("id", "parent_id", "name", "kind", "code", "is_urban")}}
        | {name: found.get(row.id, 0) for name, found in counts.items()}
        for row in rows
    ]


def _count_by(column: Any, ids: Collection[int], *conditions: Any) -> dict[int, int]:
    statement = select(column, func.count()).where(column.in_(ids), *conditions).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def add(access: Access, values: dict[str, Any]) -> Jurisdiction:
    """A new node. Only who keeps the whole platform adds one at the top."""
    parent = _parent(access, values["parent_id"])
    check_parent(values["kind"], parent.kind if parent else None)
    node = insert(parent, values["name"], values["kind"], values["code"], values["is_urban"])
    changes = {name: values[name] for name in ("name", "kind", "parent_id")}
    record("jurisdiction.added", "jurisdiction", node.id, changes=changes)
    return node


def insert(
    parent: Jurisdiction | None, name: str, kind: JurisdictionKind, code: str | None, is_urban: bool
) -> Jurisdiction:
    """The row alone, with its path; the caller has checked that it may stand there."""
    node = Jurisdiction(
        parent_id=parent.id if parent else None,
        name=name,
        kind=kind,
        code=code or None,
        is_urban=is_urban,
        # The path ends with the node's own id, which is known once the row is written.
        path=f"new:{secrets.token_hex(8)}",
    )
    db.session.add(node)
    _flush()
    node.path = f"{parent.path if parent else '/'}{node.id}/"
    db.session.flush()
    return node


def change(access: Access, node_id: int, changes: dict[str, Any]) -> Jurisdiction:
    node = get_node(access, node_id, _KEEP)
    if "code" in changes:
        changes = changes | {"code": changes["code"] or None}
    differences = {
        name: [getattr(node, name), value] for name, value in changes.items() if getattr(node, name) != value
    }
    for name, (_, value) in differences.items():
        setattr(node, name, value)
    _flush()
    if differences:
        record("jurisdiction.changed", "jurisdiction", node.id, changes=differences)
    return node


def move(access: Access, node_id: int, parent_id: int | None) -> Jurisdiction:
    """Put the node with all below it under another parent. Raises InvalidError where it cannot stand."""
    node, parent = get_node(access, node_id, _KEEP), _parent(access, parent_id)
    # Two moves at once could make a ring. SQLite has one writer anyway; elsewhere the tree is held for a moment.
    db.session.execute(select(Jurisdiction.id).with_for_update(key_share=True))
    db.session.refresh(node)
    if parent is not None:
        db.session.refresh(parent)
        if parent.path.startswith(node.path):
            raise InvalidError("below_itself")
    check_parent(node.kind, parent.kind if parent else None)
    if node.parent_id == parent_id:
        return node
    old_parent, old_path = node.parent_id, node.path
    new_path = f"{parent.path if parent else '/'}{node.id}/"
    node.parent_id = parent_id
    db.session.flush()
    db.session.execute(
        update(Jurisdiction)
        .where(Jurisdiction.path.startswith(old_path, autoescape=True))
        .values(path=new_path + func.substr(Jurisdiction.path, len(old_path) + 1))
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    record("jurisdiction.moved", "jurisdiction", node_id, changes={"parent_id": [old_parent, parent_id]})
    return db.session.get_one(Jurisdiction, node_id)


def remove(access: Access, node_id: int) -> None:
    """Raises DomainError while anything stands at the node, history included."""
    node = get_node(access, node_id, _KEEP)
    for column in (
        Jurisdiction.parent_id,
        Establishment.jurisdiction_id,
        Agency.jurisdiction_id,
        Membership.jurisdiction_id,
    ):
        if db.session.scalar(select(column).where(column == node.id).limit(1)) is not None:
            raise DomainError("jurisdiction_in_use")
    record("jurisdiction.removed", "jurisdiction", node.id, changes={"name": [node.name, None]})
    db.session.delete(node)
    try:
        db.session.flush()
    except IntegrityError as error:  # rules of duties may be kept for a jurisdiction
        raise DomainError("jurisdiction_in_use") from error


def _parent(access: Access, parent_id: int | None) -> Jurisdiction | None:
    if parent_id is not None:
        return get_node(access, parent_id, _KEEP)
    if not is_everywhere(access, _KEEP):
        raise ForbiddenError("top_of_the_tree")
    return None


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        raise InvalidError("code_taken") from error
