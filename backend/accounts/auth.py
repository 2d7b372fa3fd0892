"""Sessions, the guard of a view, and cross-site request forgery.

The cookie holds a random token, the database its SHA-256: a leaked table opens nothing, and a session can be revoked.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Response, current_app, g, make_response, request
from sqlalchemy import bindparam, select

from backend.accounts import access
from backend.accounts.access import Access
from backend.accounts.models import Session, User
from backend.catalog.roles import Permission
from backend.core import clock, idempotency
from backend.core.database import write_transaction
from backend.core.errors import ForbiddenError, UnauthorizedError
from backend.extensions import db
from backend.settings import Settings

COOKIE = "session"
CSRF_COOKIE = "csrf"
CSRF_HEADER = "X-CSRF-Token"
LIFETIME = timedelta(days=30)
_SEEN_EVERY = timedelta(minutes=5)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(user: User, user_agent: str) -> tuple[Session, str]:
    """A new session and the token for its cookie. Never reuses one: an old cookie cannot be fixed on someone."""
    token, now = secrets.token_urlsafe(32), clock.now()
    session = Session(
        token_sha256=hashed(token),
        csrf_token=secrets.token_urlsafe(24),
        user=user,
        created_at=now,
        last_seen_at=now,
        expires_at=now + LIFETIME,
        user_agent=user_agent[:200],
    )
    db.session.add(session)
    db.session.flush()
    return session, token


def set_cookies(response: Response, session: Session, token: str) -> None:
    secure = cast(Settings, current_app.extensions["settings"]).is_secure_cookie
    age = int(LIFETIME.total_seconds())
    response.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="Lax", secure=secure)
    response.set_cookie(CSRF_COOKIE, session.csrf_token, max_age=age, samesite="Lax", secure=secure)


def clear_cookies(response: Response) -> None:
    response.delete_cookie(COOKIE)
    response.delete_cookie(CSRF_COOKIE)


# Built once: it is asked before every answer, and putting a statement together costs more than running it.
_SESSION_OF_TOKEN = select(Session).where(Session.token_sha256 == bindparam("token_sha256"))


def session_of(token: str | None) -> Session | None:
    """The live session behind a cookie's token: not revoked, not expired, its user still active."""
    if not token:
        return None
    session = db.session.scalar(_SESSION_OF_TOKEN, {"token_sha256": hashed(token)})
    return session if session is not None and is_live(session) else None


def is_live(session: Session) -> bool:
    return session.revoked_at is None and session.expires_at > clock.now() and session.user.is_active


def current_session() -> Session:
    return cast(Session, g.session)


def current_access() -> Access:
    return cast(Access, g.access)


def current_user() -> User:
    return current_access().user


View = Callable[..., Any]


def require(*permissions: Permission, opens_transaction: bool = True) -> Callable[[View], View]:
    """Guard a view: signed in, holding one of the permissions somewhere (none named: just signed in).

    Writing views also need the CSRF token and run inside one transaction together with their Idempotency-Key. Whether
    the permission counts for the thing at hand is asked by `scoped` and `can`, which know the thing. A view with slow
    work (hashing, decoding) sets `opens_transaction` to False and opens its own when that is done.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            authenticate(permissions)
            if request.method in _SAFE:
                return view(*args, **kwargs)
            check_csrf(current_session())
            return _write(view, args, kwargs) if opens_transaction else view(*args, **kwargs)

        guarded.required_permissions = permissions  # type: ignore[attr-defined]  # read by the permission matrix test
        return guarded

    return decorate


def authenticate(permissions: tuple[Permission, ...] = ()) -> None:
    session = session_of(request.cookies.get(COOKIE))
    if session is None:
        raise UnauthorizedError("unauthenticated")
    g.session, g.access = session, access.load(session.user)
    if permissions and not g.access.having(*permissions):
        raise ForbiddenError("forbidden")


def check_csrf(session: Session) -> None:
    """Both the token and, where the browser sends one, the origin must be ours."""
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), session.csrf_token.encode()):
        raise ForbiddenError("csrf")
    check_origin()


def check_origin() -> None:
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        raise ForbiddenError("csrf")


def _receive_body() -> None:
    """Read all that is sent before the transaction opens: a slow phone must not keep every other writer waiting."""
    if not request.form and not request.files:
        request.get_data(cache=True)


def in_transaction(view: View) -> View:
    """What follows the slow work of a view under `require(opens_transaction=False)`: done once per Idempotency-Key."""

    @wraps(view)
    def written(*args: Any, **kwargs: Any) -> Any:
        return _write(view, args, kwargs)

    return written


def _write(view: View, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    _receive_body()
    owner, key = f"user:{current_user().id}", idempotency.requested_key()
    with write_transaction():
        if key and (stored := idempotency.replay(owner, key)):
            return stored
        _mark_seen(current_session())
        result = view(*args, **kwargs)
        if key:
            result = make_response(result)
            idempotency.remember(owner, key, result)
        return result


def _mark_seen(session: Session) -> None:
    now = clock.now()
    if now - session.last_seen_at > _SEEN_EVERY:
        db.session.merge(session, load=True).last_seen_at = now
