"""Taking reports in, letting their senders follow them, and answering."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, or_, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.audit.service import record
from backend.cameras.models import Camera
from backend.cases.models import Case, Evidence
from backend.cases.service import Finding, open_case
from backend.cases.service.opening import join_case
from backend.catalog.cases import RUNNING_STATES, CaseSource, EvidenceKind
from backend.catalog.disclosure import TOPIC_NAMES, ReportChannel, ReportTopic
from backend.catalog.roles import Permission, Role
from backend.catalog.violations import ViolationType
from backend.core import clock, throttle
from backend.core.encryption import encrypt
from backend.core.errors import InvalidError, NotFoundError
from backend.core.realtime import announce
from backend.establishments.access import get_establishment, rooms_of, within
from backend.establishments.models import Establishment
from backend.evidence.pictures import Picture
from backend.evidence.service import store_picture
from backend.extensions import db
from backend.hotline import policy
from backend.hotline.models import Report
from backend.settings import Settings


@dataclass(frozen=True)
class Reporter:
    """Who reports: a signed-in person, or a nonce of the anonymous form. `contact` only if they gave one."""

    user: User | None = None
    nonce: str = ""
    contact: str = ""


def submit(
    establishment: Establishment,
    channel: ReportChannel,
    topic: ReportTopic,
    text: str,
    photos: Sequence[Picture],
    reporter: Reporter,
    camera: Camera | None = None,
) -> tuple[Report, str]:
    """Keep the report, open its case or join the one that runs, and return it with its follow-up code.

    The same form sent twice, or the same words from the same person within minutes, is one report.
    """
    code = policy.code_for(_secret(), reporter.nonce or secrets.token_hex(16))
    known = _repeated(establishment, text, reporter, code)
    if known is not None:
        return known, code
    report = Report(
        establishment=establishment,
        channel=channel,
        topic=topic,
        text=text,
        camera_id=camera.id if camera else None,
        reporter_id=reporter.user.id if reporter.user else None,
        contact=encrypt(reporter.contact) if reporter.contact else "",
        code_sha256=policy.code_hash(code),
        file_ids=[store_picture(photo).id for photo in photos],
        created_at=clock.now(),
    )
    db.session.add(report)
    db.session.flush()
    _into_case(report, camera)
    record("report.received", "report", report.id, establishment_id=establishment.id, changes={"topic": topic.value})
    tell(report)
    return report, code


def _secret() -> str:
    return cast(Settings, current_app.extensions["settings"]).secrets.secret_key


def _repeated(place: Establishment, text: str, reporter: Reporter, code: str) -> Report | None:
    same_form: ColumnElement[bool] = Report.code_sha256 == policy.code_hash(code)
    if reporter.user is not None:
        recently = clock.now() - policy.REPEAT_WINDOW
        said = and_(Report.reporter_id == reporter.user.id, Report.text == text, Report.created_at > recently)
        same_form = or_(same_form, said)
    found: Report | None = db.session.scalar(
        select(Report).where(Report.establishment_id == place.id, same_form).order_by(Report.id).limit(1)
    )
    return found


def _into_case(report: Report, camera: Camera | None) -> None:
    """Many voices about one thing are one case: a running one about the same topic, as long as the merge window."""
    finding = _finding(report, camera)
    running = _running_about(report)
    case = join_case(running, finding) if running is not None else open_case(finding).case
    report.case_id = case.id
    db.session.add_all(
        Evidence(case_id=case.id, file_id=file_id, kind=EvidenceKind.PHOTO, taken_at=report.created_at)
        for file_id in report.file_ids
    )
    db.session.flush()


def _finding(report: Report, camera: Camera | None) -> Finding:
    topic_zh, topic_en = TOPIC_NAMES[report.topic]
    return Finding(
        source=CaseSource.REPORT,
        type=ViolationType.REPORT,
        establishment=report.establishment,
        area=camera.area if camera else None,
        camera=camera,
        first_seen_at=report.created_at,
        last_seen_at=report.created_at,
        merge=policy.MERGE_WINDOW,
        why={
            "report_id": report.id,
            "title_zh": f"公众反映：{topic_zh}",
            "title_en": f"Report: {topic_en}",
            "url": f"/hotline/reports/{report.id}",
        },
    )


def _running_about(report: Report) -> Case | None:
    found: Case | None = db.session.scalar(
        select(Case)
        .join(Report, Report.case_id == Case.id)
        .where(Case.establishment_id == report.establishment_id, Case.type == ViolationType.REPORT)
        .where(Case.state.in_(RUNNING_STATES), Case.merge_until >= report.created_at, Report.topic == report.topic)
        .where(Report.answered_at.is_(None))
        .order_by(Case.id.desc())
        .limit(1)
        .with_for_update(of=Case)
    )
    return found


def tell(report: Report) -> None:
    rooms = rooms_of(report.establishment)
    announce("report", report.id, [*rooms, *([f"user:{report.reporter_id}"] if report.reporter_id else [])])


def submit_signed_in(access: Access, establishment_id: int, values: dict[str, Any], photos: list[Picture]) -> Report:
    """A parent, student or teacher reports in the app. Raises NotFoundError outside their own establishment."""
    place = get_establishment(access, establishment_id, Permission.REPORT_SUBMIT)
    camera = _camera_of(place, values["camera_id"])
    throttle.hit(f"report-by:{access.user.id}", limit=policy.REPORTS_PER_ADDRESS, window=policy.REPORTS_WINDOW)
    channel = ReportChannel.STUDENT if Role.STUDENT in access.roles else ReportChannel.PARENT
    reporter = Reporter(user=access.user)
    report, _ = submit(place, channel, values["topic"], values["text"], photos, reporter, camera)
    return report


def _camera_of(place: Establishment, camera_id: int | None) -> Camera | None:
    camera = db.session.get(Camera, camera_id) if camera_id is not None else None
    if camera_id is not None and (camera is None or camera.establishment_id != place.id):
        raise InvalidError(camera_id=["There is no such camera here."])
    return camera


def follow(establishment_id: int, typed: str, address: str) -> Report:
    """The report behind a follow-up code. Raises NotFoundError, or TooManyError once too many were tried."""
    key = f"report-code:{address}:{establishment_id}"
    throttle.hit(key, limit=policy.CODES_PER_ADDRESS, window=policy.CODES_WINDOW)
    found = db.session.scalar(
        select(Report).where(
            Report.code_sha256 == policy.code_hash(policy.typed_code(typed)),
            Report.establishment_id == establishment_id,
        )
    )
    if found is None:
        raise NotFoundError
    throttle.take_back(key)
    return found


def visible(access: Access) -> ColumnElement[bool]:
    return or_(within(access, Report.establishment_id, Permission.REPORT_VIEW), Report.reporter_id == access.user.id)


def list_reports(
    access: Access, *, establishment_id: int | None, is_open: bool | None, is_mine: bool
) -> Select[Report]:
    """Newest first; `is_open`: not answered yet."""
    seen = Report.reporter_id == access.user.id if is_mine else visible(access)
    statement = select(Report).where(seen).order_by(Report.created_at.desc(), Report.id.desc())
    if establishment_id is not None:
        statement = statement.where(Report.establishment_id == establishment_id)
    if is_open is not None:
        statement = statement.where(Report.answered_at.is_(None) if is_open else Report.answered_at.is_not(None))
    return statement


def get_report(access: Access, report_id: int) -> Report:
    found: Report | None = db.session.scalar(select(Report).where(Report.id == report_id, visible(access)))
    if found is None:
        raise NotFoundError
    return found
