"""Text messages go through a gateway of the operator's choice; the one here writes a file."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from backend.settings import Settings

FILE = "sms.log"


class SmsGateway(Protocol):
    def send(self, phone: str, text: str, at: datetime) -> None:
        """Hand one message over. Raises OSError when it should be tried again."""
        ...


class FileSmsGateway:
    """Appends one JSON line a message to `path`, for machines without a gateway, and for tests."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()

    def send(self, phone: str, text: str, at: datetime) -> None:
        line = json.dumps({"at": at.isoformat(), "phone": phone, "text": text}, ensure_ascii=False) + "\n"
        with self._lock:
            # Phone numbers are nobody else's business.
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(line)


def open_gateway(settings: Settings) -> SmsGateway:
    """The gateway of this installation. Another one is put in here."""
    return FileSmsGateway(settings.data_dir / FILE)
