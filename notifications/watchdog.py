"""A box that has gone silent cannot report itself, so its cameras are reported offline from here (Q142)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from backend.cameras.models import Camera, Device
from backend.cases.models import Case
from backend.cases.service import Finding, open_case, recover
from backend.catalog.cases import ENDED_STATES, RUNNING_STATES, CaseSource
from backend.catalog.violations import SPECS, ViolationType
from backend.core import clock
from backend.core.database import write_transaction
from backend.extensions import db

SILENT_AFTER = timedelta(minutes=2)
CAUSE = "device_silent"
_OFFLINE = ViolationType.CAM_OFFLINE


def watch() -> int:
    """Open and end the cases of silent devices; returns how many changed. Mostly it is two reads."""
    now = clock.now()
    lost, back = _lost(now), _back(now)
    if not lost and not back:
        return 0
    with write_transaction():
        for camera_id in lost:
            _report(db.session.get_one(Camera, camera_id), now)
        for case_id in back:
            _end(case_id)
    return len(lost) + len(back)


def _lost(now: datetime) -> list[int]:
    """Cameras of silent devices that no running case speaks of yet."""
    reported = select(Case.camera_id).where(
        Case.type == _OFFLINE, Case.state.in_(RUNNING_STATES), Case.camera_id.is_not(None)
    )
    statement = (
        select(Camera.id)
        .join(Device, Camera.device_id == Device.id)
        .where(Camera.removed_at.is_(None), Device.revoked_at.is_(None))
        .where(Device.last_seen_at < now - SILENT_AFTER, Camera.id.not_in(reported))
        .order_by(Camera.id)
    )
    return list(db.session.scalars(statement))


def _report(camera: Camera, now: datetime) -> None:
    device = db.session.get_one(Device, camera.device_id)
    since = camera.last_frame_at or device.last_seen_at or now
    finding = Finding(
        source=CaseSource.CAMERA,
        type=_OFFLINE,
        establishment=camera.establishment,
        area=camera.area,
        camera=camera,
        first_seen_at=min(since, now),
        last_seen_at=now,
        merge=SPECS[_OFFLINE].merge,
        why={"cause": CAUSE, "held_s": (now - min(since, now)).total_seconds()},
    )
    open_case(finding)


def _back(now: datetime) -> list[int]:
    """Cases opened here whose camera has sent a frame since; what media reported itself, media also ends."""
    statement = (
        select(Case.id, Case.why, Case.opened_at, Camera.last_frame_at)
        .join(Camera, Case.camera_id == Camera.id)
        .where(Case.type == _OFFLINE, Case.state.not_in(ENDED_STATES), Case.occurrences == 1)
        .where(Camera.last_frame_at > Case.opened_at, Camera.last_frame_at > now - SILENT_AFTER)
    )
    return [row.id for row in db.session.execute(statement) if row.why.get("cause") == CAUSE]


def _end(case_id: int) -> None:
    statement = select(Case).where(Case.id == case_id).with_for_update(of=Case)
    case = db.session.scalars(statement.execution_options(populate_existing=True)).one()
    assert case.camera is not None
    recover(case, case.camera.last_frame_at or clock.now(), CAUSE)
