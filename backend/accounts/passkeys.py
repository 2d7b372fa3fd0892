"""Passkeys (WebAuthn Level 3): the phone's lock instead of a password. The library checks signatures and origins.

A challenge travels sealed to the browser and back, and counts once: what was answered cannot be answered again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from flask import current_app, request
from sqlalchemy import Select, select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from backend.accounts import auth
from backend.accounts.models import Passkey, Session, User
from backend.accounts.policy import TRIES_PER_ADDRESS, TRIES_WINDOW, mask_phone
from backend.audit.service import record
from backend.core import clock, throttle
from backend.core.database import write_transaction
from backend.core.encryption import decrypt, encrypt
from backend.core.errors import DomainError, InvalidError, NotFoundError, TooManyError, UnauthorizedError
from backend.extensions import db

_LIFETIME = timedelta(minutes=5)
MAX_EACH = 20
_SIGN_IN = 0


def creation_options(user: User) -> dict[str, Any]:
    challenge = secrets.token_bytes(32)
    known = db.session.scalars(select(Passkey.credential_id).where(Passkey.user_id == user.id))
    options = generate_registration_options(
        rp_id=_rp_id(),
        rp_name="明厨",
        user_id=_handle(user.id),
        user_name=mask_phone(user.phone),
        user_display_name=user.name,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(key)) for key in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return {"options": json.loads(options_to_json(options)), "state": _sealed(challenge, user.id)}


def add(user: User, state: str, credential: dict[str, Any], name: str) -> Passkey:
    """Raises InvalidError (passkey_invalid). Runs inside the view's transaction."""
    challenge = _challenge(state, user.id)
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_rp_id(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise InvalidError("passkey_invalid") from error
    if len(db.session.scalars(of(user)).all()) >= MAX_EACH:
        raise DomainError("too_many_passkeys")
    key = bytes_to_base64url(made.credential_id)
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == key)) is not None:
        raise DomainError("passkey_known")
    row = Passkey(
        user_id=user.id,
        credential_id=key,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=name,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    record("passkey.added", "passkey", row.id)
    return row


def of(user: User) -> Select[Any]:
    return select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)


def own(user: User, passkey_id: int) -> Passkey:
    """Raises NotFoundError for one that is gone or somebody else's."""
    row = db.session.scalar(of(user).where(Passkey.id == passkey_id))
    if row is None:
        raise NotFoundError
    return row  # type: ignore[no-any-return]  # Select[Any] by the house's way of paging


def remove(user: User, passkey_id: int) -> None:
    row = own(user, passkey_id)
    record("passkey.removed", "passkey", row.id)
    db.session.delete(row)


def request_options() -> dict[str, Any]:
    """For whoever asks: no list of keys, the phone knows its own."""
    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(
        rp_id=_rp_id(), challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return {"options": json.loads(options_to_json(options)), "state": _sealed(challenge, _SIGN_IN)}


def sign_in(state: str, credential: dict[str, Any], address: str, user_agent: str) -> tuple[Session, str]:
    """A new session and its token. Raises UnauthorizedError, the same for an unknown key and a wrong answer."""
    with write_transaction():
        throttle.hit(f"passkey-from:{address}", limit=TRIES_PER_ADDRESS, window=TRIES_WINDOW)
    with write_transaction():
        challenge = _challenge(state, _SIGN_IN)
    with write_transaction():
        key = select(Passkey).where(Passkey.credential_id == str(credential.get("id", ""))[:400])
        row = db.session.scalar(key.with_for_update())
        user = db.session.get(User, row.user_id) if row is not None else None
        if row is None or user is None or not user.is_active:
            raise UnauthorizedError("passkey_unknown")
        try:
            done = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=_rp_id(),
                expected_origin=_origin(),
                credential_public_key=base64url_to_bytes(row.public_key),
                credential_current_sign_count=row.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise UnauthorizedError("passkey_unknown") from error
        row.sign_count, row.last_used_at = done.new_sign_count, clock.now()
        session, token = auth.open_session(user, user_agent)
        record("session.opened", "session", session.id, actor=user.id, changes={"by": "passkey"})
    return session, token


def _rp_id() -> str:
    """The host that the browser asked; keys made for one host never answer for another."""
    return urlsplit(request.host_url).hostname or ""


def _origin() -> str:
    return request.host_url.rstrip("/")


def _handle(user_id: int) -> bytes:
    """What the key remembers of its owner: nothing that could be read."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"passkey:{user_id}".encode(), hashlib.sha256).digest()


def _sealed(challenge: bytes, owner: int) -> str:
    until = clock.now() + _LIFETIME
    return encrypt(json.dumps({"challenge": bytes_to_base64url(challenge), "owner": owner, "until": until.isoformat()}))


def _challenge(state: str, owner: int) -> bytes:
    """The challenge behind the state, which is used up by this. Raises InvalidError (passkey_expired)."""
    try:
        data = json.loads(decrypt(state))
        is_ours = data["owner"] == owner and datetime.fromisoformat(data["until"]) > clock.now()
        challenge = str(data["challenge"])
    except (InvalidToken, ValueError, KeyError, TypeError) as error:
        raise InvalidError("passkey_expired") from error
    if not is_ours:
        raise InvalidError("passkey_expired")
    try:
        throttle.hit(f"passkey-challenge:{challenge}", limit=1, window=_LIFETIME)
    except TooManyError as error:
        raise InvalidError("passkey_expired") from error
    return base64url_to_bytes(challenge)
