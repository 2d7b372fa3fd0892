"""The morning check (晨检): one a day, by exception; a correction is a new version."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, or_, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.service import phone_tasks
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.realtime import announce
from backend.establishments.access import get_establishment, rooms_of
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.staff.models import Employment, MorningCheck, MorningException
from backend.staff.policy import check_day, check_people
from backend.staff.service.lookup import today_at


def latest(establishment_id: int, day: date) -> MorningCheck | None:
    """The version of the day that counts."""
    statement = select(MorningCheck).where(MorningCheck.establishment_id == establishment_id, MorningCheck.day == day)
    return db.session.scalars(statement.order_by(MorningCheck.version.desc()).limit(1)).unique().first()


def unfit_on(establishment_id: int, day: date) -> frozenset[int]:
    """Who must stay away from ready-to-eat food that day."""
    check = latest(establishment_id, day)
    return frozenset(exception.user_id for exception in check.exceptions) if check else frozenset()


def history(access: Access, establishment_id: int) -> Select[Any]:
    """The versions that count, the newest day first."""
    permissions = (Permission.STAFF_VIEW, Permission.MORNING_CHECK)
    establishment = get_establishment(access, establishment_id, *permissions)
    newest = (
        select(MorningCheck.day, func.max(MorningCheck.version).label("version"))
        .where(MorningCheck.establishment_id == establishment.id)
        .group_by(MorningCheck.day)
        .subquery()
    )
    counts = and_(MorningCheck.day == newest.c.day, MorningCheck.version == newest.c.version)
    statement = select(MorningCheck).join(newest, counts).where(MorningCheck.establishment_id == establishment.id)
    return statement.order_by(MorningCheck.day.desc(), MorningCheck.id.desc())


def roster(establishment: Establishment, day: date) -> list[Employment]:
    """Who worked there on that day, by name."""
    zone = ZoneInfo(establishment.timezone)
    start = datetime.combine(day, time.min, zone).astimezone(UTC)
    end = start + timedelta(days=1)
    statement = select(Employment).where(
        Employment.establishment_id == establishment.id,
        Employment.started_at < end,
        or_(Employment.ended_at.is_(None), Employment.ended_at > start),
    )
    rows = db.session.scalars(statement.order_by(Employment.id)).unique().all()
    return sorted({row.user_id: row for row in rows}.values(), key=lambda row: (row.user.name, row.id))


def submit(access: Access, establishment_id: int, values: dict[str, Any]) -> MorningCheck:
    """Raises InvalidError for another day, strangers, or somebody named twice."""
    establishment = get_establishment(access, establishment_id, Permission.MORNING_CHECK)
    day = values["day"] or today_at(establishment)
    check_day(day, today_at(establishment))
    groups = (values["fit_user_ids"], values["absent_user_ids"], [each["user_id"] for each in values["exceptions"]])
    check_people(groups, [row.user_id for row in roster(establishment, day)])
    # Two phones at once: the second waits here and becomes the next version.
    db.session.execute(select(Establishment.id).where(Establishment.id == establishment.id).with_for_update())
    before = latest(establishment.id, day)
    check = MorningCheck(
        establishment_id=establishment.id,
        day=day,
        version=before.version + 1 if before else 1,
        checked_by=access.user,
        submitted_at=clock.now(),
        made_at=values["made_at"],
        fit_user_ids=sorted(values["fit_user_ids"]),
        absent_user_ids=sorted(values["absent_user_ids"]),
        exceptions=[MorningException(**each) for each in values["exceptions"]],
    )
    db.session.add(check)
    db.session.flush()
    # Who had what is health data and stays out of the audit entry.
    changes = {"day": day, "version": check.version, "people": [len(group) for group in groups]}
    record("morning_check.submitted", "morning_check", check.id, establishment_id=establishment.id, changes=changes)
    phone_tasks.submitted(access.user, establishment.id)
    announce("morning_check", check.id, rooms_of(establishment))
    return check
