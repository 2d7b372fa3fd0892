"""The first screen of those who watch over kitchens: what stands how, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, func, or_, select

from backend.accounts.access import Access
from backend.cameras.models import Camera
from backend.cases.models import Case
from backend.catalog.cameras import CameraState
from backend.catalog.cases import CaseState
from backend.catalog.credentials import DutyState
from backend.catalog.roles import Permission
from backend.catalog.staff import ApplicationState
from backend.catalog.violations import Severity
from backend.credentials.models import Licence
from backend.duties.models import Duty
from backend.establishments.access import within
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.joining.models import Application
from backend.joining.service.reviewers import DECIDING, reviewable
from backend.overview.policy import DUE_SOON, EXPIRES_SOON
from backend.overview.service.facts import Figures, Moment, counted, running_cases
from backend.overview.service.listing import LIVING
from backend.staff.models import HealthCertificate

P = Permission


def board(access: Access) -> dict[str, Any]:
    """Figures of the person's scope. A section is None where the person may not look into what it counts."""
    moment = Moment.current()
    sections: dict[str, tuple[tuple[Permission, ...], Callable[[Access, Moment], dict[str, int]]]] = {
        "cameras": ((P.CAMERA_VIEW,), _cameras),
        "cases": ((P.CASE_VIEW,), _cases),
        "duties": ((P.DUTY_VIEW,), _duties),
        "licences": ((P.CREDENTIAL_VIEW,), _licences),
        "health": ((P.STAFF_VIEW,), _health),
        "applications": (DECIDING, _applications),
    }
    found: dict[str, Any] = {
        name: count(access, moment) if access.having(*needed) else None for name, (needed, count) in sections.items()
    }
    return {**found, **_establishments(access, moment), "counted_at": moment.now}


def _sums(statement: Any) -> dict[str, int]:
    return {name: int(value) for name, value in db.session.execute(statement).mappings().one().items()}


def _establishments(access: Access, moment: Moment) -> dict[str, Any]:
    """By kind and state in one statement; what is connected is asked with the cameras."""
    figures = Figures(access, moment)
    connected = (
        select(Camera.id).where(Camera.establishment_id == Establishment.id, Camera.removed_at.is_(None)).exists()
    )
    rows = db.session.execute(
        select(
            Establishment.kind,
            Establishment.state,
            func.count().label("total"),
            counted(figures.is_stale()).label("stale"),
            counted(connected).label("connected"),
        )
        .where(within(access, Establishment.id, P.OVERVIEW_VIEW))
        .group_by(Establishment.kind, Establishment.state)
    ).all()
    living = [row for row in rows if row.state in LIVING]
    kinds: dict[str, int] = {}
    states: dict[str, int] = {}
    for row in rows:
        states[row.state] = states.get(row.state, 0) + row.total
    for row in living:
        kinds[row.kind] = kinds.get(row.kind, 0) + row.total
    return {
        "establishments": {
            "total": sum(row.total for row in living),
            "connected": sum(int(row.connected) for row in living),
            "stale": sum(int(row.stale) for row in living),
        },
        "kinds": [{"kind": kind, "total": total} for kind, total in sorted(kinds.items())],
        "states": [{"state": state, "total": total} for state, total in sorted(states.items())],
    }


def _cameras(access: Access, _: Moment) -> dict[str, int]:
    return _sums(
        select(
            func.count().label("total"),
            counted(Camera.state == CameraState.ONLINE).label("online"),
            counted(Camera.state != CameraState.ONLINE).label("offline"),
        ).where(within(access, Camera.establishment_id, P.CAMERA_VIEW), Camera.removed_at.is_(None))
    )


def _cases(access: Access, _: Moment) -> dict[str, int]:
    running = running_cases()
    is_critical = and_(Case.severity == Severity.CRITICAL, ~Case.is_overdue)
    return _sums(
        select(
            counted(and_(running, Case.is_overdue)).label("overdue"),
            counted(and_(running, is_critical)).label("critical"),
            counted(and_(running, ~Case.is_overdue, Case.severity != Severity.CRITICAL)).label("running"),
            counted(Case.state == CaseState.RECTIFIED).label("review"),
        ).where(
            within(access, Case.establishment_id, P.CASE_VIEW),
            or_(running, Case.state == CaseState.RECTIFIED),
        )
    )


def _duties(access: Access, moment: Moment) -> dict[str, int]:
    soon = and_(Duty.state == DutyState.PENDING, Duty.due_on <= moment.today + DUE_SOON)
    return _sums(
        select(counted(Duty.state == DutyState.OVERDUE).label("overdue"), counted(soon).label("due_soon")).where(
            within(access, Duty.establishment_id, P.DUTY_VIEW), or_(Duty.state == DutyState.OVERDUE, soon)
        )
    )


def _expiry(
    access: Access, moment: Moment, model: type[Licence] | type[HealthCertificate], needed: P
) -> dict[str, int]:
    expired = model.expires_on < moment.today
    return _sums(
        select(counted(expired).label("expired"), counted(~expired).label("expiring")).where(
            within(access, model.establishment_id, needed),
            model.superseded_at.is_(None),
            model.expires_on <= moment.today + EXPIRES_SOON,
        )
    )


def _licences(access: Access, moment: Moment) -> dict[str, int]:
    return _expiry(access, moment, Licence, P.CREDENTIAL_VIEW)


def _health(access: Access, moment: Moment) -> dict[str, int]:
    return _expiry(access, moment, HealthCertificate, P.STAFF_VIEW)


def _applications(access: Access, _: Moment) -> dict[str, int]:
    """Those on which this very person may decide."""
    return _sums(
        select(counted(Application.founds).label("establishments"), counted(~Application.founds).label("people")).where(
            Application.state == ApplicationState.PENDING, reviewable(access)
        )
    )
