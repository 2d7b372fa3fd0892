"""A disk that fills up becomes a case before anything is lost (seed 001 art. 9: data faults are followed up)."""

from __future__ import annotations

from sqlalchemy import select

from backend.cameras.models import Camera, Device
from backend.cases.models import Case
from backend.cases.service import Finding, open_case, recover
from backend.catalog.cases import ENDED_STATES, CaseSource
from backend.catalog.violations import SPECS, ViolationType
from backend.core import clock
from backend.core.database import write_transaction
from backend.establishments.models import Establishment
from backend.extensions import db

# Shares of the whole disk. A box writes a few clips a day into its spool, so a tenth leaves time to act; between the
# two marks nothing changes, or a disk that wavers would open a case a minute.
LOW = 0.10
ENOUGH = 0.15
_TYPE = ViolationType.PLATFORM_FAULT


def watch() -> int:
    """Open a case at each establishment whose box runs out of space, close it when there is space again."""
    filling, relieved = _filling(), _relieved()
    if not filling and not relieved:
        return 0
    with write_transaction():
        for establishment_id, device in filling:
            _report(db.session.get_one(Establishment, establishment_id), device)
        for case_id in relieved:
            statement = select(Case).where(Case.id == case_id).with_for_update(of=Case)
            recover(db.session.scalars(statement.execution_options(populate_existing=True)).one(), clock.now(), "disk")
    return len(filling) + len(relieved)


def cause_of(device_id: int) -> str:
    return f"disk:{device_id}"


def _filling() -> list[tuple[int, Device]]:
    """Establishments and their boxes with too little space of which no case speaks yet."""
    statement = (
        select(Camera.establishment_id, Device)
        .join(Device, Camera.device_id == Device.id)
        .where(Camera.removed_at.is_(None), Device.revoked_at.is_(None), Device.disk_free < LOW * Device.disk_total)
        .order_by(Camera.establishment_id, Device.id)
        .distinct()
    )
    known = {(case.establishment_id, case.why.get("cause")) for case in _running()}
    return [
        (establishment_id, device)
        for establishment_id, device in db.session.execute(statement)
        if (establishment_id, cause_of(device.id)) not in known
    ]


def _relieved() -> list[int]:
    enough = select(Device.id).where(Device.disk_free >= ENOUGH * Device.disk_total)
    causes = {cause_of(device_id) for device_id in db.session.scalars(enough)}
    return [case.id for case in _running() if case.why.get("cause") in causes]


def _running() -> list[Case]:
    return list(db.session.scalars(select(Case).where(Case.type == _TYPE, Case.state.not_in(ENDED_STATES))))


def _report(place: Establishment, device: Device) -> None:
    now = clock.now()
    finding = Finding(
        source=CaseSource.CAMERA,
        type=_TYPE,
        establishment=place,
        area=None,
        camera=None,
        first_seen_at=now,
        last_seen_at=now,
        merge=SPECS[_TYPE].merge,
        why={"cause": cause_of(device.id), "disk_free": device.disk_free, "disk_total": device.disk_total},
    )
    open_case(finding)
