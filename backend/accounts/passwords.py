"""argon2id, a few at a time: each takes 64 MiB, so a crowd of sign-ins must not fill the memory."""

from __future__ import annotations

import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Of those who sign in by code or passkey alone.
NO_PASSWORD = "!"
_hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    with _slots:
        return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Without a stored hash the same work is done for nothing, so that time does not tell who exists."""
    if stored == NO_PASSWORD:
        stored = None
    with _slots:
        try:
            return _hasher.verify(stored or _nobodys(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
