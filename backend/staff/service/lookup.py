"""Which files a person sees; everything else answers like what does not exist."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select

from backend.accounts.access import Access
from backend.catalog.posts import Post
from backend.catalog.roles import Permission, Role
from backend.core import clock
from backend.core.errors import NotFoundError
from backend.core.realtime import announce
from backend.establishments.access import can_in, rooms_of, within
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.staff.models import ConductEntry, Employment, HealthCertificate, MorningCheck, PostHolding


def today_at(establishment: Establishment) -> date:
    return clock.now().astimezone(ZoneInfo(establishment.timezone)).date()


def held_posts(employment: Employment) -> list[Post]:
    return [holding.post for holding in employment.holdings if holding.ended_at is None]


def announce_staff(employment: Employment) -> None:
    establishment = db.session.get_one(Establishment, employment.establishment_id)
    announce("staff", employment.id, [*rooms_of(establishment), f"user:{employment.user_id}"])


def get_employment(access: Access, employment_id: int, *permissions: Permission) -> Employment:
    """Where the person holds one of the permissions. Raises NotFoundError."""
    statement = select(Employment).where(Employment.id == employment_id)
    found = db.session.scalar(statement.where(within(access, Employment.establishment_id, *permissions)))
    if found is None:
        raise NotFoundError
    return found


def get_file(access: Access, employment_id: int, *permissions: Permission) -> Employment:
    """The same, and one's own file always, also of a place that one has left."""
    statement = select(Employment).where(Employment.id == employment_id)
    seen = or_(within(access, Employment.establishment_id, *permissions), Employment.user_id == access.user.id)
    found = db.session.scalar(statement.where(seen))
    if found is None:
        raise NotFoundError
    return found


def get_holding(access: Access, holding_id: int, *permissions: Permission) -> PostHolding:
    holding = db.session.get(PostHolding, holding_id)
    if holding is None:
        raise NotFoundError
    get_employment(access, holding.employment_id, *permissions)
    return holding


def get_certificate(access: Access, certificate_id: int) -> HealthCertificate:
    """One's own, or where health data may be seen."""
    statement = select(HealthCertificate).where(HealthCertificate.id == certificate_id)
    seen = or_(
        within(access, HealthCertificate.establishment_id, Permission.HEALTH_VIEW),
        HealthCertificate.user_id == access.user.id,
    )
    found = db.session.scalar(statement.where(seen))
    if found is None:
        raise NotFoundError
    return found


def get_check(access: Access, check_id: int) -> MorningCheck:
    """Where health data may be seen, or what one has entered oneself and still may enter."""
    place = MorningCheck.establishment_id
    seen = or_(
        within(access, place, Permission.HEALTH_VIEW),
        and_(within(access, place, Permission.MORNING_CHECK), MorningCheck.checked_by_id == access.user.id),
    )
    found = db.session.scalar(select(MorningCheck).where(MorningCheck.id == check_id, seen))
    if found is None:
        raise NotFoundError
    return found


def get_conduct(access: Access, conduct_id: int) -> ConductEntry:
    """One's own, or of a file that one sees."""
    statement = select(ConductEntry).where(ConductEntry.id == conduct_id)
    seen = or_(
        within(access, ConductEntry.establishment_id, Permission.STAFF_VIEW), ConductEntry.user_id == access.user.id
    )
    found = db.session.scalar(statement.where(seen))
    if found is None:
        raise NotFoundError
    return found


def sees_health(access: Access, establishment: Establishment) -> bool:
    return can_in(access, Permission.HEALTH_VIEW, establishment)


def own_roles(access: Access, establishment: Establishment) -> frozenset[Role]:
    """What the person is in this very kitchen. An office above it counts as its highest rank."""
    roles = {g.role for g in access.grants if g.establishment_id == establishment.id}
    above = any(g.establishment_id is None for g in access.having(Permission.PEOPLE_MANAGE))
    if above and can_in(access, Permission.PEOPLE_MANAGE, establishment):
        roles.add(Role.PRINCIPAL)
    return frozenset(roles)
