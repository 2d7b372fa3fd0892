"""Writes the audit chain: every entry carries the hash of the one before it.

Entries are collected while a transaction runs and appended just before its commit. So the one row that everybody must
lock is locked last and briefly, and two transactions can never wait for each other over it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import g
from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from backend.audit.models import AuditEntry, AuditHead
from backend.core import clock
from backend.core.database import insert_once
from backend.extensions import db

GENESIS = "0" * 64
_PENDING = "audit_pending"


@dataclass(frozen=True)
class _Act:
    """An entry that has no place in the chain yet; `transactions` are the ones it falls with."""

    values: dict[str, Any]
    transactions: tuple[SessionTransaction, ...]


def record(
    action: str,
    subject_kind: str,
    subject_id: int | None,
    *,
    establishment_id: int | None = None,
    changes: dict[str, Any] | None = None,
    actor: int | None = None,
) -> None:
    """Note an act in the running transaction; it is written if and only if that commits.

    `changes`: {"field": [old, new]} or facts of the act; never names, phone numbers or passwords. `actor` is a user's
    id, needed only where nobody is signed in yet; else it is the person or device of the request, or "system".
    """
    actor_id, who = (actor, "user") if actor is not None else _actor()
    values = {
        "at": clock.now(),
        "actor_id": actor_id,
        "actor": who,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "establishment_id": establishment_id,
        "changes": json.loads(json.dumps(changes or {}, default=str)),
    }
    session = db.session()
    session.connection()  # begins the transaction that the entry belongs to
    session.info.setdefault(_PENDING, []).append(_Act(values, _enclosing(session)))


def _actor() -> tuple[int | None, str]:
    access, device = g.get("access"), g.get("device")
    if access is not None:
        return int(access.user.id), "user"
    return (None, f"device:{device.id}") if device is not None else (None, "system")


def _enclosing(session: Session) -> tuple[SessionTransaction, ...]:
    found, transaction = [], session.get_nested_transaction() or session.get_transaction()
    while transaction is not None:
        found.append(transaction)
        transaction = transaction.parent
    return tuple(found)


@event.listens_for(db.session, "before_commit")
def _append(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    acts: list[_Act] = session.info.pop(_PENDING)
    head = _locked_head(session)
    for act in acts:
        values = act.values | {"seq": head.seq + 1, "previous_hash": head.hash}
        entry = AuditEntry(**values, hash=digest(values))
        session.add(entry)
        head.seq, head.hash = entry.seq, entry.hash


@event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    pending: list[_Act] = session.info.get(_PENDING, [])
    session.info[_PENDING] = [act for act in pending if transaction not in act.transactions]


def _locked_head(session: Session) -> AuditHead:
    statement = select(AuditHead).where(AuditHead.id == 1).with_for_update()
    fresh = statement.execution_options(populate_existing=True)
    head = session.scalars(fresh).one_or_none()
    if head is None:
        insert_once(AuditHead, id=1, seq=0, hash=GENESIS)
        head = session.scalars(fresh).one()
    return head


def digest(values: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of an entry without its own hash: sorted keys, no spaces, UTC instants."""
    at: datetime = values["at"]
    canonical = json.dumps(
        values | {"at": at.astimezone(UTC).isoformat()}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
