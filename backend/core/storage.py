"""Bytes by key, on local disk, in memory or in any S3: whatever obstore can open from the URL."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import obstore
from flask import current_app
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from backend.core.errors import StorageFullError


def open_store(url: str) -> ObjectStore:
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return MemoryStore()
    if parts.scheme == "file":
        path = Path(parts.path)
        path.mkdir(parents=True, exist_ok=True)
        return LocalStore(path)
    return from_url(url)


def _store() -> ObjectStore:
    return cast(ObjectStore, current_app.extensions["store"])


def put(key: str, data: bytes) -> None:
    """Write all of it or nothing. Raises StorageFullError when there is no room."""
    try:
        obstore.put(_store(), key, data)
    except Exception as error:
        if "space" in str(error).lower() or "os error 28" in str(error).lower():
            raise StorageFullError("storage_full") from error
        raise


def get(key: str) -> bytes:
    """Raises FileNotFoundError when there is nothing under the key."""
    return bytes(obstore.get(_store(), key).bytes())


def get_range(key: str, start: int, length: int) -> bytes:
    return bytes(obstore.get_range(_store(), key, start=start, length=length))


def exists(key: str) -> bool:
    try:
        obstore.head(_store(), key)
    except FileNotFoundError:
        return False
    return True
