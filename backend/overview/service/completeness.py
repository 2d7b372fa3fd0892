"""Gathers what the completeness of an establishment is judged by."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from backend.accounts.access import Access
from backend.accounts.models import Membership, User
from backend.catalog.credentials import DutyCode
from backend.catalog.posts import POSTS, Post
from backend.catalog.roles import Permission, ScopeKind
from backend.core import clock
from backend.credentials.models import Licence
from backend.duties.service import effective_rule
from backend.establishments.access import get_establishment
from backend.establishments.models import Area, Establishment, Semester
from backend.extensions import db
from backend.overview.completeness import DUTY_POSTS, Facts, items, stale_on, warnings
from backend.overview.policy import STALE_AFTER
from backend.staff.models import Employment, PostHolding

_FIELDS = (
    "credit_code",
    "legal_person",
    "phone",
    "address",
    "diners",
    "opening_hours",
    "meal_times",
    "size_class",
    "brand",
)
# Somebody may lead a kitchen without a staff file, by the role alone.
_LEADING = (Post.HEAD_OF_UNIT, Post.SAFETY_DIRECTOR, Post.SAFETY_OFFICER, Post.VIDEO_KEEPER)


def completeness(access: Access, establishment_id: int) -> dict[str, Any]:
    row = get_establishment(access, establishment_id, Permission.OVERVIEW_VIEW)
    today = clock.now().astimezone(ZoneInfo(row.timezone)).date()
    holders = _holders(row)
    found = items(_facts(row, holders), today)
    stale_days = _stale_days(row, today)
    stale = stale_on(row.confirmed_at, row.created_at, stale_days)
    return {
        "filled": sum(item.is_filled for item in found),
        "total": len(found),
        "items": found,
        "duties": [
            {"post": post, "names": holders.get(post, []), "is_required": POSTS[post].is_required}
            for post in DUTY_POSTS
        ],
        "warnings": warnings(holders, is_stale=today >= stale),
        "confirmed_at": row.confirmed_at,
        "stale_days": stale_days,
        "stale_on": stale,
    }


def _stale_days(row: Establishment, today: date) -> int:
    rule = effective_rule(DutyCode.FACTS, row, today)
    return int(rule.parameters["stale_days"]) if rule is not None else STALE_AFTER.days


def _facts(row: Establishment, holders: dict[Post, list[str]]) -> Facts:
    last_day = db.session.scalar(select(func.max(Semester.ends_on)).where(Semester.establishment_id == row.id))
    licence = select(Licence.id).where(Licence.establishment_id == row.id, Licence.superseded_at.is_(None)).limit(1)
    return Facts(
        kind=row.kind,
        empty=frozenset(name for name in _FIELDS if not getattr(row, name)),
        areas=frozenset(db.session.scalars(select(Area.kind).where(Area.establishment_id == row.id))),
        has_licence=db.session.scalar(licence) is not None,
        follows_school_calendar=row.follows_school_calendar,
        terms_end=last_day,
        holders=holders,
    )


def _holders(row: Establishment) -> dict[Post, list[str]]:
    """Names by post, those with a staff file first."""
    found: dict[Post, list[str]] = {}
    filed = (
        select(PostHolding.post, User.name)
        .join(Employment, PostHolding.employment_id == Employment.id)
        .join(User, Employment.user_id == User.id)
        .where(Employment.establishment_id == row.id, Employment.ended_at.is_(None), User.is_active)
        .where(PostHolding.ended_at.is_(None), PostHolding.post.in_(DUTY_POSTS))
        .order_by(PostHolding.id)
    )
    roles = {POSTS[post].role: post for post in _LEADING}
    now, m = clock.now(), Membership
    appointed = (
        select(m.role, User.name)
        .join(User, m.user_id == User.id)
        .where(m.scope == ScopeKind.ESTABLISHMENT, m.establishment_id == row.id, m.role.in_(list(roles)))
        .where(m.starts_at <= now, or_(m.ends_at.is_(None), m.ends_at > now), User.is_active)
        .order_by(m.id)
    )
    pairs = [(line.post, line.name) for line in db.session.execute(filed)]
    pairs += [(roles[line.role], line.name) for line in db.session.execute(appointed)]
    for post, name in pairs:
        if name not in found.setdefault(post, []):
            found[post].append(name)
    return found
