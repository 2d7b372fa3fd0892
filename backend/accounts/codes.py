"""One-time codes by text message. The table holds keyed hashes only; a guess is counted before it is evaluated.

Asking for a code does the same for every number, known or not: nothing here looks at accounts.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import cast

from flask import current_app
from sqlalchemy import delete, select

from backend.accounts.models import SmsCode
from backend.accounts.policy import TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, TRIES_WINDOW, mobile_number
from backend.core import clock, throttle
from backend.core.database import write_transaction
from backend.core.errors import DomainError, InvalidError
from backend.core.sms import SmsGateway
from backend.extensions import db

LIFETIME = timedelta(minutes=5)
MAX_TRIES = 5
ONE_EACH = timedelta(minutes=1)
# A text message costs money, and a stranger's phone should not ring all day.
PER_PHONE_A_DAY = 20
# A whole school may register behind one address on its first day.
PER_ADDRESS = 100
_DIGITS = 6


class SmsUnavailableError(DomainError):
    status = 503


def send(phone: str, address: str) -> None:
    """Send a new code; earlier ones for the number end. Opens its own transaction. Raises TooManyError."""
    number, now = mobile_number(phone), clock.now()
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    with write_transaction():
        throttle.hit(f"code-to:{number}", limit=1, window=ONE_EACH)
        throttle.hit(f"code-to-today:{number}", limit=PER_PHONE_A_DAY, window=timedelta(days=1))
        throttle.hit(f"code-from:{address}", limit=PER_ADDRESS, window=TRIES_WINDOW)
        row = SmsCode(phone_hash=_hash("phone", number), created_at=now, expires_at=now + LIFETIME, tries=0)
        row.code_hash = _hash("code", number, code)
        db.session.add(row)
    gateway = cast(SmsGateway, current_app.extensions["sms"])
    minutes = int(LIFETIME.total_seconds() // 60)
    try:
        gateway.send(number, f"【明厨】验证码{code}，{minutes}分钟内有效。请勿告诉他人。", now)
    except OSError as error:
        raise SmsUnavailableError("sms_unavailable") from error


def redeem(phone: str, code: str, address: str) -> str:
    """Use up the code; returns the number as it is kept. Raises InvalidError (code_invalid) or TooManyError.

    Opens its own transactions: a guess stays counted whatever becomes of the request.
    """
    number = mobile_number(phone)
    row_id = _count_guess(number, address)
    with write_transaction():
        row = db.session.get(SmsCode, row_id, with_for_update=True) if row_id else None
        # Without a row the same comparison is done for nothing.
        expected = row.code_hash if row is not None else _hash("code", number, "none")
        is_right = hmac.compare_digest(expected, _hash("code", number, code))
        if row is None or not is_right or row.used_at is not None:
            raise InvalidError("code_invalid")
        row.used_at = clock.now()
        throttle.forget(f"code-try:{number}")
    return number


def _count_guess(number: str, address: str) -> int | None:
    """The code that may be compared with, its try already counted; None when there is none left."""
    with write_transaction():
        throttle.hit(f"code-try:{number}", limit=TRIES_PER_ACCOUNT, window=TRIES_WINDOW)
        throttle.hit(f"code-try-from:{address}", limit=TRIES_PER_ADDRESS, window=TRIES_WINDOW)
        newest = select(SmsCode).where(SmsCode.phone_hash == _hash("phone", number)).order_by(SmsCode.id.desc())
        row = db.session.scalars(newest.limit(1).with_for_update()).first()
        if row is None or row.used_at is not None or row.expires_at <= clock.now() or row.tries >= MAX_TRIES:
            return None
        row.tries += 1
        return row.id


def _hash(*parts: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, "\0".join(("sms-code", *parts)).encode(), hashlib.sha256).hexdigest()


def sweep() -> None:
    db.session.execute(delete(SmsCode).where(SmsCode.expires_at < clock.now() - timedelta(days=1)))
