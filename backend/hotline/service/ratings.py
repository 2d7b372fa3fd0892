"""Stars and a few words from anybody; the establishment answers, and only an authority hides."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.catalog.roles import Permission, ScopeKind
from backend.core import clock, throttle
from backend.core.errors import DomainError, ForbiddenError, NotFoundError
from backend.core.realtime import announce
from backend.establishments.access import can_in, get_establishment, rooms_of, within
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.hotline import policy
from backend.hotline.models import Rating

SEEING = (Permission.REPORT_VIEW, Permission.DISCLOSURE_MANAGE, Permission.SYSTEM_MANAGE)
HIDING = (Permission.INSPECTION_RECORD, Permission.SYSTEM_MANAGE)


def rate(establishment: Establishment, stars: int, text: str, *, browser: str, address: str) -> Rating:
    """One a day from the same browser. Raises TooManyError."""
    place = establishment.id
    throttle.hit(f"rate-by:{place}:{browser}", limit=policy.RATINGS_PER_BROWSER, window=policy.RATINGS_WINDOW)
    throttle.hit(f"rate-from:{place}:{address}", limit=policy.RATINGS_PER_ADDRESS, window=policy.RATINGS_WINDOW)
    rating = Rating(establishment_id=place, stars=stars, text=text, created_at=clock.now())
    db.session.add(rating)
    db.session.flush()
    record("rating.given", "rating", rating.id, establishment_id=place, changes={"stars": stars})
    announce("rating", rating.id, rooms_of(establishment))
    return rating


def list_ratings(access: Access, establishment_id: int) -> Select[Rating]:
    place = get_establishment(access, establishment_id, *SEEING)
    newest = Rating.created_at.desc(), Rating.id.desc()
    return select(Rating).where(Rating.establishment_id == place.id).order_by(*newest)


def summarize(establishment_id: int) -> dict[str, Any]:
    """Mean and number of what is shown, and how many are hidden; the mean is None without any."""
    shown = Rating.hidden_at.is_(None)
    row = db.session.execute(
        select(
            func.avg(Rating.stars).filter(shown),
            func.count().filter(shown),
            func.count().filter(Rating.hidden_at.is_not(None)),
        ).where(Rating.establishment_id == establishment_id)
    ).one()
    return {"average": round(float(row[0]), 1) if row[0] is not None else None, "count": row[1], "hidden": row[2]}


def _get(access: Access, rating_id: int) -> tuple[Rating, Establishment]:
    statement = select(Rating).where(Rating.id == rating_id, within(access, Rating.establishment_id, *SEEING, *HIDING))
    rating: Rating | None = db.session.scalar(statement)
    if rating is None:
        raise NotFoundError
    return rating, db.session.get_one(Establishment, rating.establishment_id)


def reply(access: Access, rating_id: int, text: str) -> Rating:
    """The establishment's answer beside the rating."""
    rating, place = _get(access, rating_id)
    if not can_in(access, Permission.REPORT_ANSWER, place):
        raise ForbiddenError("forbidden")
    rating.reply, rating.replied_by_id, rating.replied_at = text, access.user.id, clock.now()
    record("rating.replied", "rating", rating.id, establishment_id=place.id)
    announce("rating", rating.id, rooms_of(place))
    return rating


def hide(access: Access, rating_id: int, reason: str) -> Rating:
    """Take insults or personal data off the page; the page counts what is hidden. Never by the establishment itself."""
    rating, place = _get(access, rating_id)
    above = any(
        grant.scope is not ScopeKind.ESTABLISHMENT and grant.permissions.intersection(HIDING) for grant in access.grants
    )
    if not above or not any(can_in(access, permission, place) for permission in HIDING):
        raise ForbiddenError("forbidden")
    if rating.hidden_at is not None:
        raise DomainError("already_hidden")
    rating.hidden_at, rating.hidden_reason = clock.now(), reason
    record("rating.hidden", "rating", rating.id, establishment_id=place.id, changes={"reason": reason})
    announce("rating", rating.id, rooms_of(place))
    return rating
