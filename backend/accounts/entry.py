"""Coming in by a code: signing in, registering, setting a new password. A phone number is one account.

Whoever proves to hold the phone may hear whether it is registered; nobody else learns it anywhere.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backend.accounts import auth, codes
from backend.accounts.models import Session, User
from backend.accounts.passwords import NO_PASSWORD, hash_password
from backend.accounts.policy import check_new_password, mobile_number
from backend.accounts.service import live_sessions, revoke
from backend.audit.service import record
from backend.core import clock
from backend.core.database import write_transaction
from backend.core.encryption import decrypt, encrypt
from backend.core.errors import DomainError, InvalidError
from backend.extensions import db

TICKET_LIFETIME = timedelta(minutes=30)
_PURPOSE = "registration"


def sign_in_by_code(phone: str, code: str, address: str, user_agent: str) -> tuple[Session, str] | str:
    """A session and its token, or, for a number without an account, a ticket to register with."""
    number = codes.redeem(phone, code, address)
    user = _account(number)
    if user is None:
        return _ticket(number)
    if not user.is_active:
        raise InvalidError("code_invalid")
    with write_transaction():
        return _open(user, user_agent)


def register(ticket: str, name: str, password: str | None, user_agent: str) -> tuple[Session, str]:
    """Make the account. Raises DomainError (phone_registered) when the number has one by now."""
    number = _number(ticket)
    if password is not None:
        check_new_password(password, number)
    hashed = hash_password(password) if password is not None else NO_PASSWORD
    with write_transaction():
        if _account(number) is not None:
            raise DomainError("phone_registered")
        user = User(phone=number, name=name, password_hash=hashed, created_at=clock.now())
        db.session.add(user)
        try:
            db.session.flush()
        except IntegrityError as error:  # two at once on PostgreSQL
            raise DomainError("phone_registered") from error
        record("user.registered", "user", user.id, actor=user.id)
        return _open(user, user_agent)


def reset_password(phone: str, code: str, password: str, address: str, user_agent: str) -> tuple[Session, str]:
    """Set a new password and end every session of the person. Raises InvalidError, DomainError (no_account)."""
    check_new_password(password, mobile_number(phone))  # before the code is used up
    number = codes.redeem(phone, code, address)
    user = _account(number)
    if user is None or not user.is_active:
        raise DomainError("no_account")
    hashed = hash_password(password)
    with write_transaction():
        for session in db.session.scalars(live_sessions(user)):
            revoke(session, actor=user.id)
        db.session.merge(user).password_hash = hashed
        record("password.reset", "user", user.id, actor=user.id)
        return _open(user, user_agent)


def _account(number: str) -> User | None:
    return db.session.scalar(select(User).where(User.phone == number))


def _open(user: User, user_agent: str) -> tuple[Session, str]:
    session, token = auth.open_session(user, user_agent)
    record("session.opened", "session", session.id, actor=user.id)
    return session, token


def _ticket(number: str) -> str:
    """Sealed, so that the number cannot be read or changed on the way."""
    until = clock.now() + TICKET_LIFETIME
    return encrypt(json.dumps({"for": _PURPOSE, "phone": number, "until": until.isoformat()}))


def _number(ticket: str) -> str:
    try:
        data = json.loads(decrypt(ticket))
        is_live = data["for"] == _PURPOSE and datetime.fromisoformat(data["until"]) > clock.now()
    except (InvalidToken, ValueError, KeyError, TypeError) as error:
        raise InvalidError("ticket_invalid") from error
    if not is_live:
        raise InvalidError("ticket_invalid")
    return str(data["phone"])
