"""Who works where and as what. A post brings its role along; leaving takes all of it away at once, history stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select

from backend.accounts.models import Membership, User
from backend.accounts.service import add_membership, end_membership
from backend.audit.service import record
from backend.cases.service.handover import hand_over
from backend.catalog.posts import Post
from backend.catalog.roles import Role, ScopeKind
from backend.catalog.staff import LeavingReason
from backend.core import clock
from backend.core.errors import DomainError
from backend.core.realtime import announce
from backend.establishments.models import Establishment, Responsibility
from backend.extensions import db
from backend.staff.models import Employment, PostHolding
from backend.staff.policy import STAFF_ROLES, role_of
from backend.staff.service.health import bring_along
from backend.staff.service.lookup import announce_staff, held_posts
from backend.staff.service.renewals import cancel_renewals


def employ(user: User, establishment_id: int, posts: Iterable[Post], *, is_part_time: bool = False) -> Employment:
    """The person works there from now on, on these posts; somebody already there gets what is new.

    A missing health certificate does not keep anybody out, since the phone that adds it needs to be let in first:
    until it is there the person is marked as barred from ready-to-eat food.
    """
    row = current_employment(user.id, establishment_id)
    if row is None:
        row = Employment(
            user=user, establishment_id=establishment_id, is_part_time=is_part_time, started_at=clock.now()
        )
        db.session.add(row)
        db.session.flush()
        changes = {"user_id": user.id, "is_part_time": is_part_time}
        record("employment.started", "employment", row.id, establishment_id=establishment_id, changes=changes)
    held = held_posts(row)
    for post in dict.fromkeys(posts):
        if post not in held:
            give_post(row, post)
    bring_along(row)
    announce_staff(row)
    return row


def current_employment(user_id: int, establishment_id: int) -> Employment | None:
    return db.session.scalar(
        select(Employment).where(
            Employment.user_id == user_id,
            Employment.establishment_id == establishment_id,
            Employment.ended_at.is_(None),
        )
    )


def add_post(employment: Employment, post: Post) -> PostHolding:
    """Raises DomainError when the person has left or holds the post already."""
    if employment.ended_at is not None:
        raise DomainError("has_left")
    if post in held_posts(employment):
        raise DomainError("post_held")
    holding = give_post(employment, post)
    announce_staff(employment)
    return holding


def give_post(employment: Employment, post: Post) -> PostHolding:
    holding = PostHolding(post=post, membership_id=_membership(employment, role_of(post)).id, started_at=clock.now())
    employment.holdings.append(holding)
    db.session.flush()
    changes = {"user_id": employment.user_id, "post": [None, post.value]}
    record("post.started", "employment", employment.id, establishment_id=employment.establishment_id, changes=changes)
    return holding


def _membership(employment: Employment, role: Role) -> Membership:
    """One membership a role, however many posts bring it."""
    for found in memberships_of(employment):
        if found.role is role and found.ends_at is None and found.delegated_by_id is None:
            return found
    return add_membership(employment.user, role, establishment_id=employment.establishment_id)


def memberships_of(employment: Employment) -> list[Membership]:
    """What the person has here now, and what others have here in the person's place."""
    now = clock.now()
    statement = (
        select(Membership)
        .where(
            Membership.scope == ScopeKind.ESTABLISHMENT,
            Membership.establishment_id == employment.establishment_id,
            or_(Membership.user_id == employment.user_id, Membership.delegated_by_id == employment.user_id),
            or_(Membership.ends_at.is_(None), Membership.ends_at > now),
        )
        .order_by(Membership.id)
    )
    return [row for row in db.session.scalars(statement) if row.role in STAFF_ROLES]


def end_post(holding: PostHolding) -> None:
    """The role goes with its last post. Raises DomainError when it has ended already."""
    if holding.ended_at is not None:
        raise DomainError("post_ended")
    employment = holding.employment
    _end_holding(holding)
    still_needed = {other.membership_id for other in employment.holdings if other.ended_at is None}
    if holding.membership_id is not None and holding.membership_id not in still_needed:
        _end(db.session.get_one(Membership, holding.membership_id))
    announce_staff(employment)


def _end_holding(holding: PostHolding) -> None:
    employment = holding.employment
    holding.ended_at = clock.now()
    changes = {"user_id": employment.user_id, "post": [holding.post.value, None]}
    record("post.ended", "employment", employment.id, establishment_id=employment.establishment_id, changes=changes)


def _end(membership: Membership) -> None:
    if membership.ends_at is None or membership.ends_at > clock.now():
        end_membership(membership)


def end_employment(employment: Employment, reason: LeavingReason, text: str = "") -> None:
    """Access ends with this transaction: memberships, responsibilities and cases in hand. Raises DomainError."""
    if employment.ended_at is not None:
        raise DomainError("has_left")
    establishment = db.session.get_one(Establishment, employment.establishment_id)
    for holding in employment.holdings:
        if holding.ended_at is None:
            _end_holding(holding)
    for membership in memberships_of(employment):
        _end(membership)
    employment.ended_at = clock.now()
    employment.leaving_reason, employment.leaving_text = reason, text
    _end_responsibilities(employment)
    cancel_renewals(employment)
    db.session.flush()
    cases = hand_over(employment.user_id, establishment)
    changes: dict[str, Any] = {"user_id": employment.user_id, "reason": reason.value, "cases": cases}
    record("employment.ended", "employment", employment.id, establishment_id=establishment.id, changes=changes)
    announce("access", employment.user_id, [f"user:{employment.user_id}"])
    announce_staff(employment)


def _end_responsibilities(employment: Employment) -> None:
    own = select(Responsibility).where(
        Responsibility.establishment_id == employment.establishment_id, Responsibility.user_id == employment.user_id
    )
    for duty in db.session.scalars(own).all():
        changes = {"user_id": [duty.user_id, None], "area_id": duty.area_id, "is_deputy": duty.is_deputy}
        record(
            "responsibility.ended", "responsibility", duty.id, establishment_id=duty.establishment_id, changes=changes
        )
        db.session.delete(duty)


def holders_of(establishment_id: int, post: Post) -> list[User]:
    """Who holds the post now, the longest first."""
    statement = (
        select(User)
        .join(Employment, Employment.user_id == User.id)
        .join(PostHolding, PostHolding.employment_id == Employment.id)
        .where(Employment.establishment_id == establishment_id, Employment.ended_at.is_(None), User.is_active)
        .where(PostHolding.post == post, PostHolding.ended_at.is_(None))
        .order_by(PostHolding.id)
    )
    return list(db.session.scalars(statement).unique())
