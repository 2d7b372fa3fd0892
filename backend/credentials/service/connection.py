"""The duty to connect the kitchen after the licence (江门规定第5条): when it is due, and when it is done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import and_, or_, select

from backend.accounts.models import User
from backend.calendars.service import working_days_after
from backend.cameras.models import Camera
from backend.cameras.policy.coverage import Seen, matrix
from backend.catalog.cameras import Acceptance, CameraState
from backend.catalog.credentials import DutyCode, DutyState, DutySubject
from backend.core import clock
from backend.core.database import write_transaction
from backend.credentials.models import Licence
from backend.duties.models import Duty
from backend.duties.service import OPEN_STATES, effective_rule, fulfil, local_day, open_duty
from backend.establishments.models import Area, Establishment
from backend.extensions import db

CODE, SUBJECT = DutyCode.CONNECT, DutySubject.ESTABLISHMENT
_FRESH = timedelta(minutes=2)
_CORRECTED_WITHIN = timedelta(days=60)


def owe(establishment: Establishment, by: User | None) -> None:
    """Open the duty by the first licence; one who is connected has done it, and never owes it again."""
    today = local_day(establishment)
    first = _first_licence_day(establishment.id)
    rule = effective_rule(CODE, establishment, today)
    if first is None or rule is None or _is_settled(establishment.id):
        return
    open_duty(
        CODE,
        establishment,
        SUBJECT,
        establishment.id,
        working_days_after(first, int(rule.parameters.get("working_days", 10))),
        "取得许可证后接入明厨亮灶",
        "Connect the kitchen after the licence",
        f"/credentials/{establishment.id}/connect",
    )
    if establishment.id in connected([establishment.id]):
        fulfil(CODE, SUBJECT, establishment.id, by, "connected")


def _first_licence_day(establishment_id: int) -> date | None:
    """A day corrected soon after counts as corrected; a renewal or a later change starts nothing anew."""
    days = db.session.scalars(
        select(Licence.issued_on).where(Licence.establishment_id == establishment_id).order_by(Licence.id)
    ).all()
    return [day for day in days if abs(day - days[0]) <= _CORRECTED_WITHIN][-1] if days else None


def _is_settled(establishment_id: int) -> bool:
    """Connected once, or let off by somebody above the unit."""
    let_off = and_(Duty.state == DutyState.CANCELLED, Duty.fulfilled_by_id.is_not(None))
    settled = select(Duty.id).where(
        Duty.code == CODE,
        Duty.subject_id == establishment_id,
        or_(Duty.state == DutyState.FULFILLED, let_off),
    )
    return db.session.scalar(settled.limit(1)) is not None


def settle() -> int:
    """Fulfil the duty where all required areas are connected by now; returns how many. Called by the notifier."""
    open_ones = select(Duty.establishment_id).where(Duty.code == CODE, Duty.state.in_(OPEN_STATES))
    done = connected(set(db.session.scalars(open_ones)))
    if not done:
        return 0
    with write_transaction():
        return sum(fulfil(CODE, SUBJECT, each, None, "connected") for each in sorted(done))


def connected(establishment_ids: Collection[int]) -> set[int]:
    """Those in whose every required area a camera is accepted, or sends pictures: two queries for all of them."""
    if not establishment_ids:
        return set()
    cameras: dict[int, list[Seen]] = {}
    now = clock.now()
    for row in db.session.execute(
        select(
            Camera.establishment_id, Camera.area_id, Camera.state, Camera.last_frame_at, Camera.is_ai_enabled,
            Camera.acceptance,
        ).where(Camera.establishment_id.in_(establishment_ids), Camera.removed_at.is_(None))
    ):  # fmt: skip
        is_online = row.state is CameraState.ONLINE and row.last_frame_at is not None
        is_online = is_online and now - row.last_frame_at < _FRESH
        seen = Seen(row.area_id, is_online, row.is_ai_enabled, row.acceptance)
        cameras.setdefault(row.establishment_id, []).append(seen)
    areas: dict[int, list[Area]] = {}
    for area in db.session.scalars(select(Area).where(Area.establishment_id.in_(cameras))):
        areas.setdefault(area.establishment_id, []).append(area)
    return {each for each, seen in cameras.items() if _is_connected(areas.get(each, []), seen)}


def _is_connected(areas: Collection[Area], cameras: Collection[Seen]) -> bool:
    working = [
        camera
        for camera in cameras
        if camera.acceptance is Acceptance.ACCEPTED
        or (camera.is_online and camera.acceptance is not Acceptance.TO_REPLACE)
    ]
    found = matrix([(area.id, area.kind) for area in areas], working)
    return bool(found["is_complete"])
