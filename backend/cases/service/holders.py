"""Who is on duty, read from the responsibility table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from backend.accounts.models import Membership, User
from backend.cases.policy.holders import Duty, choose_holder
from backend.catalog.violations import ViolationType
from backend.core import clock
from backend.establishments.models import Area, Establishment, Responsibility
from backend.extensions import db


def holding(establishment: Establishment, area: Area | None, type: ViolationType, local: datetime) -> int | None:
    """Id of the person on duty there at that local time, or None."""
    rows = db.session.scalars(select(Responsibility).where(Responsibility.establishment_id == establishment.id)).all()
    duties = [
        Duty(
            row.user_id, row.area_id, row.violation_type, row.is_deputy, tuple(row.weekdays), row.from_time, row.to_time
        )
        for row in rows
    ]
    area_id = area.id if area else None
    present = present_members(establishment.id) if duties else frozenset[int]()
    return choose_holder(duties, area_id=area_id, type=type, local=local, present=present)


def present_members(establishment_id: int) -> frozenset[int]:
    """Ids of active people who belong to the establishment now."""
    now = clock.now()
    statement = (
        select(Membership.user_id)
        .join(User, Membership.user_id == User.id)
        .where(Membership.establishment_id == establishment_id, User.is_active, Membership.starts_at <= now)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
    )
    return frozenset(db.session.scalars(statement))
