"""Pure rules of accounts."""

from __future__ import annotations

import re
from datetime import timedelta

from backend.core.errors import InvalidError

# Ten guesses a quarter of an hour make even a six-digit password hold for years; a person mistypes two or three times.
TRIES_PER_ACCOUNT = 10
# A whole school may sit behind one address.
TRIES_PER_ADDRESS = 100
TRIES_WINDOW = timedelta(minutes=15)
MIN_PASSWORD = 8
MAX_PASSWORD = 128

_MAINLAND = re.compile(r"(?:\+?86|0086)(1\d{10})")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def normalize_phone(text: str) -> str:
    """How a phone number is kept: no spaces or dashes, no prefix of mainland China."""
    plain = re.sub(r"[\s\-()]", "", text)
    found = _MAINLAND.fullmatch(plain)
    return found[1] if found else plain


def mobile_number(text: str) -> str:
    """A mobile number of mainland China as it is kept: the identity of who registers. Raises InvalidError."""
    number = normalize_phone(text)
    if not _MOBILE.fullmatch(number):
        raise InvalidError("phone_invalid")
    return number


def mask_phone(phone: str) -> str:
    """13800000001 -> 138****0001: enough to recognise one's own."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"


def check_new_password(password: str, phone: str) -> None:
    """Raises InvalidError. Length counts, not composition (NIST SP 800-63B, 5.1.1.2)."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise InvalidError("password_length")
    if len(set(password)) < 4 or phone in password or password in phone:
        raise InvalidError("password_weak")
