"""Sensitive reads: on record with their reason, even when nothing else is written."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.audit.reading import ReasonArgs, record_read
from backend.extensions import db


@pytest.mark.usefixtures("app")
def test_a_read_is_on_record_at_once() -> None:
    record_read("certificate", "health_certificate", 4, 7, "体检核对，电话13800001234")
    db.session.rollback()  # what a reading request ends with

    entry = db.session.scalars(select(AuditEntry)).one()

    assert (entry.action, entry.subject_kind, entry.subject_id) == ("certificate.read", "health_certificate", 4)
    assert (entry.establishment_id, entry.changes) == (7, {"reason": "体检核对，电话***"})


@pytest.mark.parametrize("reason", [None, "", " a ", "x" * 201, "line\nbreak"])
def test_without_a_usable_reason_it_is_refused(app: Flask, reason: str | None) -> None:
    assert ReasonArgs().validate({} if reason is None else {"reason": reason}) != {}
    assert ReasonArgs().validate({"reason": "核对"}) != {}
    assert ReasonArgs().load({"reason": " 检查核对 "}) == {"reason": "检查核对"}
