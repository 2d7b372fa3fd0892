"""The audit chain: an act is written with the transaction it belongs to, and only then."""

from __future__ import annotations

from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import select

from backend.audit import service
from backend.audit.models import AuditEntry, AuditHead
from backend.core.database import write_transaction
from backend.extensions import db


def _actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


@pytest.mark.usefixtures("app")
def test_each_entry_holds_the_hash_of_the_one_before() -> None:
    for action in ("a", "b", "c"):
        with write_transaction():
            service.record(action, "thing", 1, changes={"x": [1, 2]})
    entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))
    assert [e.seq for e in entries] == [1, 2, 3]
    assert [e.previous_hash for e in entries] == [service.GENESIS, entries[0].hash, entries[1].hash]
    head = db.session.get_one(AuditHead, 1)
    assert (head.seq, head.hash) == (3, entries[2].hash)
    assert entries[0].actor == "system"


@pytest.mark.usefixtures("app")
def test_what_is_rolled_back_leaves_no_entry() -> None:
    with suppress(RuntimeError), write_transaction():
        service.record("lost", "thing", 1)
        raise RuntimeError
    with write_transaction():
        service.record("kept", "thing", 1)
    assert _actions() == ["kept"]


def test_a_savepoint_takes_its_entries_with_it(app: Flask) -> None:
    with write_transaction():
        service.record("before", "thing", 1)
        with suppress(RuntimeError), db.session.begin_nested():
            service.record("inside", "thing", 1)
            raise RuntimeError
        with db.session.begin_nested():
            service.record("second", "thing", 1)
        service.record("after", "thing", 1)
    assert _actions() == ["before", "second", "after"]
