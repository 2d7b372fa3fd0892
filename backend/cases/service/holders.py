"""Who is on duty, read from the responsibility table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from backend.accounts.access import Access
from backend.accounts.models import Membership, User
from backend.cases.policy.holders import Duty, choose_holder, on_now
from backend.catalog.roles import Permission
from backend.catalog.violations import ViolationType
from backend.core import clock
from backend.establishments.access import get_establishment
from backend.establishments.models import Area, Establishment, Responsibility
from backend.establishments.service import hours_of
from backend.extensions import db


def holding(establishment: Establishment, area: Area | None, type: ViolationType, local: datetime) -> int | None:
    """Id of the person on duty there at that local time, or None."""
    duties = _duties_of(establishment.id)
    area_id = area.id if area else None
    present = present_members(establishment.id) if duties else frozenset[int]()
    return choose_holder(duties, area_id=area_id, type=type, local=local, present=present)


def _duties_of(establishment_id: int) -> list[Duty]:
    rows = db.session.scalars(select(Responsibility).where(Responsibility.establishment_id == establishment_id)).all()
    return [
        Duty(
            row.user_id, row.area_id, row.violation_type, row.is_deputy, tuple(row.weekdays), row.from_time, row.to_time
        )
        for row in rows
    ]


def on_duty(access: Access, establishment_id: int) -> dict[str, Any]:
    """Who holds each area at this minute (定人), and where nobody does. Raises NotFoundError."""
    place = get_establishment(access, establishment_id, Permission.PEOPLE_VIEW)
    now = clock.now()
    local, duties, present = hours_of(place).local(now), _duties_of(place.id), present_members(place.id)
    held = {area: on_now(duties, area_id=area.id, local=local, present=present) for area in place.areas}
    ids = {id for main, behind in held.values() for id in (main, *behind) if id}
    people = {row.id: row.name for row in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
    named = {id: {"id": id, "name": name} for id, name in people.items()}
    return {
        "at": now,
        "areas": [
            {"area": area, "holder": named.get(main or 0), "behind": [named[id] for id in behind]}
            for area, (main, behind) in held.items()
        ],
    }


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
