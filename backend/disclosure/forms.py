"""Forms of people without an account: a cookie that names the browser, and a token that belongs to cookie and form.

There is no session that another site could abuse. The token makes sure that the form was opened in this browser not
long ago, and its nonce that the same form counts once. What a robot fills in and a person cannot see gives it away.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import cast

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from backend.accounts.auth import check_origin
from backend.core.errors import ForbiddenError
from backend.settings import Settings

COOKIE = "visitor"
TRAP = "website"
_COOKIE_LIVES = 30 * 24 * 3600
_FORM_LIVES = 2 * 3600


@dataclass(frozen=True)
class Visitor:
    """`id` names the browser, `is_new` if the cookie must still be set."""

    id: str
    is_new: bool


def _signer(purpose: str) -> URLSafeTimedSerializer:
    secret = cast(Settings, current_app.extensions["settings"]).secrets.secret_key
    return URLSafeTimedSerializer(secret, salt=f"public-{purpose}")


def visitor() -> Visitor:
    try:
        known: str = _signer("visitor").loads(request.cookies.get(COOKIE, ""), max_age=_COOKIE_LIVES)
    except BadData:
        return Visitor(secrets.token_urlsafe(12), is_new=True)
    return Visitor(known, is_new=False)


def keep(response: Response, who: Visitor) -> Response:
    if who.is_new:
        secure = cast(Settings, current_app.extensions["settings"]).is_secure_cookie
        response.set_cookie(
            COOKIE,
            _signer("visitor").dumps(who.id),
            max_age=_COOKIE_LIVES,
            path="/p",
            httponly=True,
            samesite="Lax",
            secure=secure,
        )
    return response


def token_for(who: Visitor, form: str) -> str:
    return _signer("form").dumps([who.id, form, secrets.token_urlsafe(12)])


def opened(form: str) -> tuple[Visitor, str]:
    """Who sends this form, and its nonce. Raises ForbiddenError for a foreign, old or forged one, and for robots."""
    check_origin()
    who = visitor()
    try:
        browser, purpose, nonce = _signer("form").loads(request.form.get("token", ""), max_age=_FORM_LIVES)
    except (BadData, ValueError, TypeError) as error:
        raise ForbiddenError("form_expired") from error
    if who.is_new or browser != who.id or purpose != form or request.form.get(TRAP):
        raise ForbiddenError("form_expired")
    return who, str(nonce)
