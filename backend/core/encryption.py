"""Encrypts single fields that hold passwords (a camera's address), with the key of this installation."""

from __future__ import annotations

from typing import cast

from cryptography.fernet import Fernet
from flask import current_app

from backend.settings import Settings


def _fernet() -> Fernet:
    return Fernet(cast(Settings, current_app.extensions["settings"]).secrets.field_key)


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    return _fernet().decrypt(text.encode()).decode()
