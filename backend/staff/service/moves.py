"""Appointing, moving and dismissing people, by somebody who stands at least as high."""

from __future__ import annotations

from backend.accounts.access import Access
from backend.catalog.posts import Post
from backend.catalog.roles import Permission
from backend.catalog.staff import LeavingReason
from backend.core.errors import DomainError, ForbiddenError, InvalidError
from backend.establishments.access import can_in
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.staff.lookups import apply_elsewhere
from backend.staff.models import Employment, PostHolding
from backend.staff.policy import check_rank, role_of
from backend.staff.service.employment import add_post, end_employment, end_post, memberships_of
from backend.staff.service.health import check_post
from backend.staff.service.lookup import get_employment, get_holding, held_posts, own_roles

MANAGING = (Permission.STAFF_MANAGE, Permission.PEOPLE_MANAGE)


def assign(access: Access, employment_id: int, post: Post) -> Employment:
    """Raises ForbiddenError above one's own rank, DomainError where health forbids the post."""
    employment = get_employment(access, employment_id, Permission.STAFF_VIEW)
    establishment = _check_may(access, employment, post)
    if employment.ended_at is None:
        check_post(employment, establishment, post)
    add_post(employment, post)
    return employment


def take_away(access: Access, holding_id: int) -> Employment:
    """Somebody without any post has left, which wants a reason: so the last one stays. Raises DomainError."""
    holding: PostHolding = get_holding(access, holding_id, Permission.STAFF_VIEW)
    employment = holding.employment
    _check_may(access, employment)
    if holding.ended_at is None and len(held_posts(employment)) == 1:
        raise DomainError("last_post")
    end_post(holding)
    return employment


def leave(
    access: Access, employment_id: int, reason: LeavingReason, text: str, next_id: int | None = None
) -> Employment:
    """With the id of another kitchen that one is asked to take the person in, and decides by itself.

    Raises InvalidError where "other" comes without words or the next kitchen is this one.
    """
    employment = get_employment(access, employment_id, Permission.STAFF_VIEW)
    _check_may(access, employment)
    if reason is LeavingReason.OTHER and not text:
        raise InvalidError("reason_needs_text", text=["required"])
    if next_id is not None and (reason is not LeavingReason.TRANSFERRED or next_id == employment.establishment_id):
        raise InvalidError(next_establishment_id=["Only a transfer has a next kitchen, and it is another one."])
    posts = held_posts(employment)
    end_employment(employment, reason, text)
    if next_id is not None and posts:
        apply_elsewhere()(employment.user, next_id, posts[0], employment.is_part_time)
    return employment


def _check_may(access: Access, employment: Employment, post: Post | None = None) -> Establishment:
    establishment = db.session.get_one(Establishment, employment.establishment_id)
    if not any(can_in(access, permission, establishment) for permission in MANAGING):
        raise ForbiddenError("forbidden")
    theirs = {membership.role for membership in memberships_of(employment)}
    check_rank(own_roles(access, establishment), theirs | ({role_of(post)} if post else set()))
    return establishment
