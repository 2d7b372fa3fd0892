"""What is open right now, on one screen: for those who answer for a kitchen and have two minutes (seed 001 art. 4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.cameras.models import Camera
from backend.cases.models import Case
from backend.catalog.cameras import CameraState
from backend.catalog.credentials import DutyState
from backend.catalog.roles import Permission
from backend.catalog.violations import Severity
from backend.credentials.models import Licence
from backend.duties.models import Duty
from backend.establishments.access import within
from backend.establishments.models import Area, Establishment
from backend.extensions import db
from backend.overview.policy import EXPIRES_SOON
from backend.overview.service.facts import Moment, running_cases
from backend.staff.models import HealthCertificate

SHOWN = 50  # of each sort; more is a list to work through, not something to glance at
P = Permission


def issues(access: Access) -> dict[str, Any]:
    """Each list worst first, in one statement each; None where the person may not look into it."""
    moment = Moment.current()
    return {
        "cases": _cases(access) if access.can(P.CASE_VIEW) else None,
        "duties": _duties(access) if access.can(P.DUTY_VIEW) else None,
        "cameras": _cameras(access) if access.can(P.CAMERA_VIEW) else None,
        "licences": _licences(access, moment) if access.can(P.CREDENTIAL_VIEW) else None,
        "health": _health(access, moment) if access.can(P.STAFF_VIEW) else None,
    }


def _rows(statement: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in db.session.execute(statement.limit(SHOWN)).mappings()]


def _cases(access: Access) -> list[dict[str, Any]]:
    rank = case({Severity.CRITICAL.value: 0, Severity.MAJOR.value: 1}, value=Case.severity, else_=2)
    return _rows(
        select(
            Case.id,
            Case.number,
            Case.type,
            Case.severity,
            Case.state,
            Case.is_overdue,
            Case.opened_at,
            Case.due_at,
            Area.name.label("area"),
            Establishment.name.label("establishment"),
        )
        .join(Establishment, Case.establishment_id == Establishment.id)
        .outerjoin(Area, Case.area_id == Area.id)
        .where(within(access, Case.establishment_id, P.CASE_VIEW), running_cases())
        .order_by(Case.is_overdue.desc(), rank, Case.due_at, Case.id)
    )


def _duties(access: Access) -> list[dict[str, Any]]:
    return _rows(
        select(Duty.id, Duty.title_zh, Duty.title_en, Duty.url, Duty.due_on, Establishment.name.label("establishment"))
        .join(Establishment, Duty.establishment_id == Establishment.id)
        .where(within(access, Duty.establishment_id, P.DUTY_VIEW), Duty.state == DutyState.OVERDUE)
        .order_by(Duty.due_on, Duty.id)
    )


def _cameras(access: Access) -> list[dict[str, Any]]:
    return _rows(
        select(Camera.id, Camera.name, Camera.state, Camera.state_since, Establishment.name.label("establishment"))
        .join(Establishment, Camera.establishment_id == Establishment.id)
        .where(within(access, Camera.establishment_id, P.CAMERA_VIEW))
        .where(Camera.removed_at.is_(None), Camera.state != CameraState.ONLINE)
        .order_by(Camera.state_since, Camera.id)
    )


def _licences(access: Access, moment: Moment) -> list[dict[str, Any]]:
    return _rows(
        select(Licence.establishment_id, Licence.expires_on, Establishment.name.label("establishment"))
        .join(Establishment, Licence.establishment_id == Establishment.id)
        .where(within(access, Licence.establishment_id, P.CREDENTIAL_VIEW), Licence.superseded_at.is_(None))
        .where(Licence.expires_on <= moment.today + EXPIRES_SOON)
        .order_by(Licence.expires_on, Licence.id)
    )


def _health(access: Access, moment: Moment) -> list[dict[str, Any]]:
    """Name and day alone: the certificate itself is health data and read elsewhere, with a reason."""
    model = HealthCertificate
    return _rows(
        select(model.user_id, User.name, model.expires_on, Establishment.name.label("establishment"))
        .join(User, model.user_id == User.id)
        .join(Establishment, model.establishment_id == Establishment.id)
        .where(within(access, model.establishment_id, P.STAFF_VIEW), model.superseded_at.is_(None))
        .where(model.expires_on <= moment.today + EXPIRES_SOON)
        .order_by(model.expires_on, model.id)
    )
