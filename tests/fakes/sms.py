"""Reads the text messages that went out."""

from __future__ import annotations

import json
import re
from pathlib import Path


def messages(data_dir: Path, phone: str) -> list[str]:
    path = data_dir / "sms.log"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [row["text"] for row in map(json.loads, lines) if row["phone"] == phone]


def last_code(data_dir: Path, phone: str) -> str:
    found = re.search(r"\d{6}", messages(data_dir, phone)[-1])
    assert found is not None
    return found[0]
