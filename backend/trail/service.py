"""Reading the audit entries. It stands apart from `audit`, which everything writes to and which knows nobody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.audit.models import AuditEntry
from backend.catalog.roles import Permission, ScopeKind
from backend.establishments.access import within
from backend.extensions import db


def visible(access: Access, wanted: dict[str, Any]) -> Select[AuditEntry]:
    """Newest first. Entries about no establishment are for auditors of the whole platform."""
    allowed = within(access, AuditEntry.establishment_id, Permission.AUDIT_VIEW)
    if any(grant.scope is ScopeKind.PLATFORM for grant in access.having(Permission.AUDIT_VIEW)):
        allowed = or_(allowed, AuditEntry.establishment_id.is_(None))
    statement = select(AuditEntry).where(allowed).order_by(AuditEntry.seq.desc())
    if wanted["subject"]:
        kind, _, number = wanted["subject"].partition(":")
        statement = statement.where(AuditEntry.subject_kind == kind)
        statement = statement.where(AuditEntry.subject_id == int(number)) if number else statement
    for name in ("establishment_id", "actor_id"):
        if wanted[name] is not None:
            statement = statement.where(getattr(AuditEntry, name) == wanted[name])
    return statement


def with_names(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    names = {row.id: row.name for row in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
    return [
        {
            **{column.name: getattr(entry, column.name) for column in AuditEntry.__table__.columns},
            "user": {"id": entry.actor_id, "name": names[entry.actor_id]} if entry.actor_id in names else None,
        }
        for entry in entries
    ]
