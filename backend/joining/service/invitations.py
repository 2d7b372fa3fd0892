"""Invitations: a link behind a QR code that leads a person to a post, a group or a visit.

The token has 192 random bits; what is revoked, over or used up answers exactly like what never existed.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.accounts.models import Membership, User
from backend.accounts.service import add_membership
from backend.audit.service import record
from backend.catalog.establishments import EstablishmentState
from backend.catalog.posts import Post
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.catalog.staff import InvitationKind
from backend.core import clock, throttle
from backend.core.database import write_transaction
from backend.core.encryption import decrypt, encrypt
from backend.core.errors import ForbiddenError, InvalidError, NotFoundError
from backend.establishments.access import can_in, get_establishment
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.joining.models import Application, Invitation
from backend.joining.policy import is_leading
from backend.joining.service.applications import Wish, apply
from backend.joining.service.reviewers import ADMITTING
from backend.parents import service as parents
from backend.parents.models import GroupMember, ViewingGroup

INVITING: dict[InvitationKind, tuple[Permission, ...]] = {
    InvitationKind.STAFF: ADMITTING,
    InvitationKind.PARENT: (Permission.PARENT_MANAGE,),
    InvitationKind.GUEST: (Permission.GUEST_INVITE,),
}
INVITERS = tuple(permission for permissions in INVITING.values() for permission in permissions)
_LOOKS, _LOOK_WINDOW = 60, timedelta(minutes=10)


@dataclass(frozen=True)
class Terms:
    """`access_days`: for how long a guest may look, from the day of joining's invitation."""

    kind: InvitationKind
    days: int
    post: Post | None = None
    group_id: int | None = None
    access_days: int | None = None
    max_uses: int | None = None


def invite(access: Access, establishment_id: int, terms: Terms) -> Invitation:
    """Raises NotFoundError, ForbiddenError (needs_leader), InvalidError for terms that lead nowhere."""
    place = get_establishment(access, establishment_id, *INVITING[terms.kind])
    _check_terms(access, place, terms)
    token, now = secrets.token_urlsafe(24), clock.now()
    row = Invitation(
        token_sha256=_hashed(token),
        sealed_token=encrypt(token),
        establishment=place,
        kind=terms.kind,
        post=terms.post if terms.kind is InvitationKind.STAFF else None,
        role=Role.GUEST if terms.kind is InvitationKind.GUEST else None,
        group_id=terms.group_id if terms.kind is InvitationKind.PARENT else None,
        created_by_id=access.user.id,
        created_at=now,
        expires_at=now + timedelta(days=terms.days),
        access_ends_at=now + timedelta(days=terms.access_days or 0) if terms.kind is InvitationKind.GUEST else None,
        max_uses=terms.max_uses,
    )
    db.session.add(row)
    db.session.flush()
    changes = {"kind": terms.kind.value, "days": terms.days, "max_uses": terms.max_uses}
    record("invitation.made", "invitation", row.id, establishment_id=place.id, changes=changes)
    return row


def _check_terms(access: Access, place: Establishment, terms: Terms) -> None:
    if place.state is not EstablishmentState.ACTIVE:
        raise InvalidError("establishment_not_active")
    if terms.kind is InvitationKind.STAFF:
        if terms.post is None:
            raise InvalidError(post=["Staff are invited to a post."])
        if is_leading(terms.post) and not can_in(access, Permission.PEOPLE_MANAGE, place):
            raise ForbiddenError("needs_leader")
    if terms.kind is InvitationKind.GUEST and not terms.access_days:
        raise InvalidError(access_days=["A guest's access needs an end."])
    if terms.kind is InvitationKind.PARENT:
        group = db.session.get(ViewingGroup, terms.group_id) if terms.group_id else None
        if group is None or group.establishment_id != place.id or group.ended_at is not None:
            raise InvalidError(group_id=["There is no such group."])


def listed(access: Access, establishment_id: int) -> Select[Any]:
    place = get_establishment(access, establishment_id, *INVITERS)
    return select(Invitation).where(Invitation.establishment_id == place.id).order_by(Invitation.id.desc())


def own(access: Access, invitation_id: int) -> Invitation:
    """One that the person may manage. Raises NotFoundError."""
    row = db.session.get(Invitation, invitation_id)
    if row is None or not any(can_in(access, each, row.establishment) for each in INVITING[row.kind]):
        raise NotFoundError
    return row


def revoke(access: Access, invitation_id: int) -> None:
    row = own(access, invitation_id)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        record("invitation.revoked", "invitation", row.id, establishment_id=row.establishment_id)


def token_of(row: Invitation) -> str:
    return decrypt(row.sealed_token)


def look(token: str, address: str) -> Invitation:
    """What the link leads to, for whoever holds it. Raises NotFoundError (invitation_gone) or TooManyError."""
    with write_transaction():
        throttle.hit(f"invitation-from:{address}", limit=_LOOKS, window=_LOOK_WINDOW)
    return _living(select(Invitation).where(Invitation.token_sha256 == _hashed(token)))


def _living(found: Select[Invitation]) -> Invitation:
    row = db.session.scalars(found.execution_options(populate_existing=True)).first()
    if row is None or not is_living(row) or row.establishment.state is not EstablishmentState.ACTIVE:
        raise NotFoundError("invitation_gone")
    return row


def is_living(row: Invitation) -> bool:
    is_full = row.max_uses is not None and row.uses >= row.max_uses
    return row.revoked_at is None and row.expires_at > clock.now() and not is_full


def accept(user: User, token: str) -> tuple[Invitation, Application | None]:
    """Staff ask to be let in; parents and guests are in. Raises NotFoundError, DomainError."""
    found = select(Invitation).where(Invitation.token_sha256 == _hashed(token))
    row = _living(found.with_for_update(of=Invitation))  # two at once must not both be the last
    application: Application | None = None
    if row.kind is InvitationKind.STAFF:
        assert row.post is not None
        application = apply(user, row.establishment_id, Wish(row.post), row)
        row.uses += 1
    elif row.kind is InvitationKind.PARENT:
        assert row.group_id is not None
        row.uses += int(_join_group(user, row.group_id))
    else:
        row.uses += int(_join_as_guest(user, row))
    record("invitation.accepted", "invitation", row.id, establishment_id=row.establishment_id)
    return row, application


def _join_group(user: User, group_id: int) -> bool:
    """Whether the person is new there."""
    known = select(GroupMember.id).where(
        GroupMember.user_id == user.id, GroupMember.group_id == group_id, GroupMember.ended_at.is_(None)
    )
    if db.session.scalar(known.limit(1)) is not None:
        return False
    parents.join_group(user, group_id)
    return True


def _join_as_guest(user: User, row: Invitation) -> bool:
    known = select(Membership).where(
        Membership.user_id == user.id,
        Membership.role == Role.GUEST,
        Membership.scope == ScopeKind.ESTABLISHMENT,
        Membership.establishment_id == row.establishment_id,
        Membership.ends_at == row.access_ends_at,
    )
    if db.session.scalar(known.limit(1)) is not None:
        return False
    add_membership(user, Role.GUEST, establishment_id=row.establishment_id, ends_at=row.access_ends_at)
    return True


def group_name(row: Invitation) -> str | None:
    group = db.session.get(ViewingGroup, row.group_id) if row.group_id else None
    return group.name if group is not None else None


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
