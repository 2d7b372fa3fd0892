"""Turns reports into what the schemas dump, as much as the person at hand may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from backend.accounts.access import Access
from backend.cameras.models import Camera
from backend.cases.models import Case
from backend.catalog.cases import CaseState
from backend.catalog.roles import Permission
from backend.establishments.access import can_in
from backend.extensions import db
from backend.hotline.models import Report
from backend.hotline.policy import stage_of


def rows(access: Access, reports: Sequence[Report]) -> list[dict[str, Any]]:
    ids = {report.case_id for report in reports if report.case_id}
    found = db.session.execute(select(Case.id, Case.state).where(Case.id.in_(ids))) if ids else ()
    states = {row[0]: row[1] for row in found}
    return [_row(access, report, states.get(report.case_id or 0)) for report in reports]


def _row(access: Access, report: Report, state: CaseState | None) -> dict[str, Any]:
    place = report.establishment
    columns = ("id", "channel", "topic", "text", "created_at", "answered_at", "is_published")
    return {name: getattr(report, name) for name in columns} | {
        "establishment": {"id": place.id, "name": place.name},
        "stage": stage_of(state, is_answered=report.answered_at is not None),
        "is_mine": report.reporter_id == access.user.id,
    }


def detail(access: Access, report: Report) -> dict[str, Any]:
    place = report.establishment
    case = db.session.get(Case, report.case_id) if report.case_id else None
    camera = db.session.get(Camera, report.camera_id) if report.camera_id else None
    may_see_case = can_in(access, Permission.CASE_VIEW, place)
    may_see = can_in(access, Permission.REPORT_VIEW, place)
    may_answer = may_see and can_in(access, Permission.REPORT_ANSWER, place)
    return _row(access, report, case.state if case else None) | {
        "answer": report.answer,
        "photo_ids": report.file_ids,
        "has_contact": bool(report.contact) and may_answer,
        "camera": {"id": camera.id, "name": camera.name} if camera else None,
        "case": {"id": case.id if may_see_case else None, "number": case.number, "state": case.state} if case else None,
        "may_answer": may_answer,
        "may_publish": may_answer or (may_see and can_in(access, Permission.INSPECTION_RECORD, place)),
    }
