"""One row of figures for each establishment, as subqueries to join: only rows with something to tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from backend.accounts.access import Access
from backend.cameras.models import Camera
from backend.cases.models import Case
from backend.catalog.cameras import CameraState
from backend.catalog.cases import RUNNING_STATES
from backend.catalog.credentials import DutyState
from backend.catalog.roles import Permission
from backend.catalog.violations import Severity
from backend.core import clock
from backend.credentials.models import Licence
from backend.duties.models import Duty
from backend.establishments.access import within
from backend.establishments.models import Establishment
from backend.overview.policy import COUNTED, EXPIRES_SOON, ORANGE, RED, Light
from backend.overview.service.staleness import stale_before
from backend.staff.models import HealthCertificate

# Establishments may lie in other zones; for figures over many of them one day must do.
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Moment:
    """The instant and the local day that all figures of one answer count from."""

    now: datetime
    today: date

    @classmethod
    def current(cls) -> Moment:
        now = clock.now()
        return cls(now, now.astimezone(_ZONE).date())


def counted(condition: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def running_cases() -> ColumnElement[bool]:
    """Written out, so that a partial index can serve it. What nobody has confirmed yet counts nowhere."""
    return and_(Case.state.in_(sorted(RUNNING_STATES)), Case.is_suspected.is_(False))


def _where(access: Access, place: Any, permission: Permission) -> list[ColumnElement[bool]]:
    """Nothing to narrow where every role that shows the list also shows the figure, which is the rule."""
    if all(permission in grant.permissions for grant in access.having(Permission.OVERVIEW_VIEW)):
        return []
    return [within(access, place, permission)]


def _cases(access: Access) -> Subquery:
    return (
        select(
            Case.establishment_id.label("place"),
            func.count().label("open_cases"),
            counted(Case.is_overdue).label("overdue_cases"),
            counted(Case.severity == Severity.CRITICAL).label("critical_cases"),
        )
        .where(running_cases(), *_where(access, Case.establishment_id, Permission.CASE_VIEW))
        .group_by(Case.establishment_id)
        .subquery("cases")
    )


def _cameras(access: Access) -> Subquery:
    return (
        select(
            Camera.establishment_id.label("place"),
            func.count().label("cameras"),
            counted(Camera.state != CameraState.ONLINE).label("cameras_offline"),
        )
        .where(Camera.removed_at.is_(None), *_where(access, Camera.establishment_id, Permission.CAMERA_VIEW))
        .group_by(Camera.establishment_id)
        .subquery("cameras")
    )


def _duties(access: Access) -> Subquery:
    return (
        select(Duty.establishment_id.label("place"), func.count().label("overdue_duties"))
        .where(Duty.state == DutyState.OVERDUE, *_where(access, Duty.establishment_id, Permission.DUTY_VIEW))
        .group_by(Duty.establishment_id)
        .subquery("duties")
    )


_EXPIRING: dict[Permission, tuple[type[Licence] | type[HealthCertificate], str]] = {
    Permission.CREDENTIAL_VIEW: (Licence, "licence"),
    Permission.STAFF_VIEW: (HealthCertificate, "health"),
}


def _expiring(access: Access, permission: Permission, today: date) -> Subquery:
    model, word = _EXPIRING[permission]
    expired = model.expires_on < today
    return (
        select(
            model.establishment_id.label("place"),
            counted(expired).label(f"{word}_expired"),
            counted(~expired).label(f"{word}_expiring"),
        )
        .where(model.superseded_at.is_(None), model.expires_on <= today + EXPIRES_SOON)
        .where(*_where(access, model.establishment_id, permission))
        .group_by(model.establishment_id)
        .subquery(word)
    )


class Figures:
    """The subqueries that a person may look into, and the columns that come of them."""

    def __init__(self, access: Access, moment: Moment) -> None:
        self.moment = moment
        self._stale_before = stale_before(moment.now, moment.today)
        counted_by = {
            Permission.CASE_VIEW: _cases,
            Permission.CAMERA_VIEW: _cameras,
            Permission.DUTY_VIEW: _duties,
        }
        self.parts = [make(access) for permission, make in counted_by.items() if access.can(permission)]
        self.parts += [_expiring(access, each, moment.today) for each in _EXPIRING if access.can(each)]

    def columns(self) -> Iterator[ColumnElement[Any]]:
        for part in self.parts:
            for column in part.columns:
                if column.name != "place":
                    yield func.coalesce(column, 0).label(column.name)
        yield self.is_stale().label("is_stale")

    def is_stale(self) -> ColumnElement[bool]:
        return func.coalesce(Establishment.confirmed_at, Establishment.created_at) < self._stale_before

    def light(self) -> ColumnElement[str]:
        """`policy.light`, for the database to sort and filter by."""
        known = {column.name: column for part in self.parts for column in part.columns}

        def any_of(reasons: tuple[Any, ...]) -> list[tuple[ColumnElement[bool], Any]]:
            names = (COUNTED[reason] for reason in reasons)
            return [(known[name] > 0, reasons is RED) for name in names if name in known]

        whens = [
            (condition, literal(Light.RED.value if is_red else Light.ORANGE.value))
            for condition, is_red in (*any_of(RED), *any_of(ORANGE))
        ]
        cameras = known.get("cameras")
        if cameras is not None:
            whens.append((cameras > 0, literal(Light.GREEN.value)))
        return case(*whens, else_=literal(Light.GREY.value)) if whens else literal(Light.GREY.value)
