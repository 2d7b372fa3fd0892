"""Signing in and out. Passwords are hashed outside any transaction: a hash takes as long as fifty writes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from backend.accounts import access, auth
from backend.accounts.access import Access
from backend.accounts.lookups import lookups
from backend.accounts.models import Membership, Session, User
from backend.accounts.passwords import hash_password, verify_password
from backend.accounts.policy import (
    TRIES_PER_ACCOUNT,
    TRIES_PER_ADDRESS,
    TRIES_WINDOW,
    check_new_password,
    mask_phone,
    normalize_phone,
)
from backend.audit.service import record
from backend.catalog.roles import Role, ScopeKind
from backend.core import clock, throttle
from backend.core.database import write_transaction
from backend.core.errors import InvalidError, NotFoundError, UnauthorizedError
from backend.core.realtime import announce
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction

_RENEW_WITHIN = auth.LIFETIME / 2


def sign_in(phone: str, password: str, address: str, user_agent: str) -> tuple[Session, str]:
    """A new session and its token. Raises UnauthorizedError, the same for a wrong number and a wrong password."""
    number = normalize_phone(phone)
    _count_try(number, address)
    user = db.session.scalar(select(User).where(User.phone == number))
    stored = user.password_hash if user is not None and user.is_active else None
    db.session.commit()
    if not verify_password(stored, password) or user is None:
        raise UnauthorizedError("invalid_credentials")
    with write_transaction():
        throttle.forget(_account_key(number))
        throttle.take_back(_address_key(address))
        session, token = auth.open_session(user, user_agent)
        record("session.opened", "session", session.id, actor=user.id)
    return session, token


def _account_key(number: str) -> str:
    return f"sign-in:{number}"


def _address_key(address: str) -> str:
    return f"sign-in-from:{address}"


def _count_try(number: str, address: str) -> None:
    """Counted before it is evaluated, so that many at once get no more tries than many in a row."""
    with write_transaction():
        throttle.hit(_account_key(number), limit=TRIES_PER_ACCOUNT, window=TRIES_WINDOW)
        throttle.hit(_address_key(address), limit=TRIES_PER_ADDRESS, window=TRIES_WINDOW)


def renew(session: Session) -> bool:
    """Lengthen a session that is used in the second half of its life, so that nobody in use is signed out."""
    now = clock.now()
    if session.expires_at - now > _RENEW_WITHIN:
        return False
    with write_transaction():
        db.session.merge(session).expires_at = now + auth.LIFETIME
    return True


def live_sessions(user: User) -> Select[Session]:
    now = clock.now()
    return (
        select(Session)
        .where(Session.user_id == user.id, Session.revoked_at.is_(None), Session.expires_at > now)
        .order_by(Session.last_seen_at.desc(), Session.id.desc())
    )


def revoke(session: Session, actor: int | None = None) -> None:
    """End a session at once, on every process: its sockets close and its browser gets no more pushes."""
    if session.revoked_at is None:
        db.session.merge(session).revoked_at = clock.now()
        record("session.revoked", "session", session.id, actor=actor)
        announce("session", session.id, [f"user:{session.user_id}"])


def revoke_one(user: User, session_id: int) -> None:
    """Raises NotFoundError for a session that is gone or somebody else's."""
    session = db.session.scalar(live_sessions(user).where(Session.id == session_id))
    if session is None:
        raise NotFoundError
    revoke(session)


def change_password(user: User, current: Session, old: str, new: str) -> None:
    """Set a new password and end all other sessions. Raises InvalidError. Opens its own transactions."""
    check_new_password(new, user.phone)
    with write_transaction():
        throttle.hit(_account_key(user.phone), limit=TRIES_PER_ACCOUNT, window=TRIES_WINDOW)
    if not verify_password(user.password_hash, old):
        raise InvalidError("wrong_password")
    hashed = hash_password(new)
    with write_transaction():
        throttle.forget(_account_key(user.phone))
        db.session.merge(user).password_hash = hashed
        record("password.changed", "user", user.id)
        for session in db.session.scalars(live_sessions(user).where(Session.id != current.id)):
            revoke(session)


def change_settings(user: User, changes: dict[str, Any]) -> None:
    row = db.session.merge(user)
    for name, value in changes.items():
        setattr(row, name, value)


def create_user(phone: str, name: str, password: str) -> User:
    """Raises InvalidError when the number is taken or the password weak. The caller's transaction writes it."""
    number = normalize_phone(phone)
    check_new_password(password, number)
    if db.session.scalar(select(User.id).where(User.phone == number)) is not None:
        raise InvalidError("phone_taken")
    user = User(phone=number, name=name, password_hash=hash_password(password), created_at=clock.now())
    db.session.add(user)
    db.session.flush()
    record("user.created", "user", user.id)
    return user


def add_membership(
    user: User,
    role: Role,
    *,
    establishment_id: int | None = None,
    jurisdiction_id: int | None = None,
    agency_id: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    delegated_by: User | None = None,
) -> Membership:
    """Give a role in one scope; with neither id the whole platform. Without times: from now, without an end."""
    scope = ScopeKind.ESTABLISHMENT if establishment_id else ScopeKind.PLATFORM
    scope = ScopeKind.JURISDICTION if jurisdiction_id else scope
    row = Membership(
        user_id=user.id,
        role=role,
        scope=scope,
        establishment_id=establishment_id,
        jurisdiction_id=jurisdiction_id,
        agency_id=agency_id,
        # The clocks of two machines differ a little; a role given now counts now.
        starts_at=starts_at or clock.now() - timedelta(seconds=1),
        ends_at=ends_at,
        delegated_by_id=delegated_by.id if delegated_by else None,
    )
    db.session.add(row)
    db.session.flush()
    record("membership.started", "membership", row.id, establishment_id=establishment_id, changes={"role": role.value})
    announce("access", user.id, [f"user:{user.id}"])
    return row


def end_membership(membership: Membership) -> None:
    """The role counts no longer from now on; open pages and sockets look again. Ended twice is ended once."""
    now = clock.now()
    if membership.ends_at is not None and membership.ends_at <= now:
        return
    membership.ends_at = now
    changes = {"role": [membership.role.value, None]}
    place = membership.establishment_id
    record("membership.ended", "membership", membership.id, establishment_id=place, changes=changes)
    announce("access", membership.user_id, [f"user:{membership.user_id}"])
    for deputy in db.session.scalars(_handed_on(membership, now)).all():
        end_membership(deputy)


def _handed_on(membership: Membership, now: datetime) -> Select[Membership]:
    """What the person handed to deputies of this role: nobody stands in for a role that is no more."""
    place = (Membership.establishment_id, membership.establishment_id)
    area = (Membership.jurisdiction_id, membership.jurisdiction_id)
    return select(Membership).where(
        Membership.delegated_by_id == membership.user_id,
        Membership.role == membership.role,
        *(column.is_not_distinct_from(value) for column, value in (place, area)),
        Membership.ends_at > now,
    )


def describe_me(session: Session, mine: Access | None = None) -> dict[str, Any]:
    """Everything the app needs to know about the person who is signed in."""
    user, mine = session.user, mine or access.load(session.user)
    establishments = {g.establishment_id for g in mine.grants if g.establishment_id}
    areas = {g.jurisdiction_id for g in mine.grants if g.jurisdiction_id}
    names = lookups().establishment_names(establishments)
    statement = select(Jurisdiction.id, Jurisdiction.name).where(Jurisdiction.id.in_(areas))
    places = {row.id: row.name for row in db.session.execute(statement)} if areas else {}
    absent = _names_of({g.delegated_by_id for g in mine.grants if g.delegated_by_id})
    return {
        "id": user.id,
        "name": user.name,
        "phone": mask_phone(user.phone),
        "locale": user.locale,
        "is_large_print": user.is_large_print,
        "csrf_token": session.csrf_token,
        "memberships": [
            {
                "role": g.role,
                "scope": g.scope,
                "scope_id": g.establishment_id or g.jurisdiction_id,
                "scope_name": names.get(g.establishment_id or 0) or places.get(g.jurisdiction_id or 0) or "",
                "stands_in_for": absent.get(g.delegated_by_id or 0),
                "ends_at": g.ends_at,
            }
            for g in mine.grants
        ],
        "permissions": sorted(mine.permissions),
        "unread": lookups().unread_of(user.id),
    }


def _names_of(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row.id: row.name for row in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
