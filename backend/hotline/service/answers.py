"""What the establishment does with a report: answer it, show it to the public, ring its sender."""

from __future__ import annotations

from sqlalchemy import select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.audit.service import record
from backend.cases.models import Case
from backend.cases.service import acts, write
from backend.cases.service.acts import Said
from backend.cases.service.notices import notify
from backend.catalog.cases import RUNNING_STATES, CaseState, DismissalReason, TimelineKind
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.encryption import decrypt
from backend.core.errors import ForbiddenError, NotFoundError
from backend.establishments.access import can_in
from backend.extensions import db
from backend.hotline.models import Report
from backend.hotline.service.reports import get_report, tell


def _own(access: Access, report_id: int, *permissions: Permission) -> Report:
    """A report that the person may see and may do this with; one's own report gives no rights over it."""
    report = get_report(access, report_id)
    if not can_in(access, Permission.REPORT_VIEW, report.establishment):
        raise ForbiddenError("forbidden")
    if not any(can_in(access, permission, report.establishment) for permission in permissions):
        raise ForbiddenError("forbidden")
    return report


def answer(access: Access, report_id: int, text: str, *, is_unfounded: bool, is_published: bool) -> Report:
    """Say what was found and done. The case goes on until it is put right, or ends here when there was nothing.

    A later answer replaces the earlier one on the page; the case's timeline keeps both.
    """
    report = _own(access, report_id, Permission.REPORT_ANSWER)
    report.answer, report.answered_by_id, report.answered_at = text, access.user.id, clock.now()
    report.is_published = is_published
    _note_in_case(access, report, is_unfounded=is_unfounded)
    changes = {"is_unfounded": is_unfounded, "is_published": is_published}
    record("report.answered", "report", report.id, establishment_id=report.establishment_id, changes=changes)
    _tell_reporter(report)
    tell(report)
    return report


def _note_in_case(access: Access, report: Report, *, is_unfounded: bool) -> None:
    case = db.session.get(Case, report.case_id) if report.case_id else None
    if case is None:
        return
    write(case, TimelineKind.ANSWERED, actor=access.user, text=report.answer, data={"report_id": report.id})
    if is_unfounded and case.state in RUNNING_STATES:
        acts.dismiss(access, case.id, DismissalReason.OTHER, Said(report.answer))
    elif case.state is CaseState.OPEN:
        acts.acknowledge(access, case.id, Said(report.answer))


def _tell_reporter(report: Report) -> None:
    reporter = db.session.scalar(select(User).where(User.id == report.reporter_id)) if report.reporter_id else None
    if reporter is None or report.answered_at is None:
        return
    notify(
        [reporter],
        key=f"report-{report.id}-answer-{int(report.answered_at.timestamp())}",
        title=("您的反映有答复了", "Your report was answered"),
        body=(report.establishment.name, report.establishment.name),
        url=f"/hotline/reports/{report.id}",
    )


def publish(access: Access, report_id: int, *, is_published: bool) -> Report:
    """Show the words and the answer on the public page, or stop it; who did is on record.

    Officers may too, so that what the establishment would rather not show can be shown. How many reports came and were
    answered is on the page in any case.
    """
    report = _own(access, report_id, Permission.REPORT_ANSWER, Permission.INSPECTION_RECORD)
    before, report.is_published = report.is_published, is_published
    if before != is_published:
        changes = {"is_published": [before, is_published]}
        record("report.published", "report", report.id, establishment_id=report.establishment_id, changes=changes)
        tell(report)
    return report


def contact_of(access: Access, report_id: int) -> str:
    """How the sender can be reached, for who answers; that it was looked at goes on record. Raises NotFoundError."""
    report = _own(access, report_id, Permission.REPORT_ANSWER)
    if not report.contact:
        raise NotFoundError
    record("report.contact_read", "report", report.id, establishment_id=report.establishment_id)
    return decrypt(report.contact)
