"""JSON from outside, without what breaks further inside: endless nesting, and text that no database keeps."""

from __future__ import annotations

import json
import re
from typing import Any

# PostgreSQL keeps no NUL, and half a surrogate pair has no UTF-8; both can be written as escapes only.
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
_MANY = 200


def loads(text: str | bytes) -> Any:
    """The value. Raises ValueError for what is no JSON, nested beyond reason, or holds text that cannot be kept."""
    try:
        value = json.loads(text)
        kept = json.dumps(value, ensure_ascii=False) if has_escapes(text) else ""
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if _UNKEEPABLE.search(kept) or "\\u0000" in kept:
        raise ValueError("text that cannot be kept")
    return value


def has_escapes(text: str | bytes) -> bool:
    return b"\\u" in text if isinstance(text, bytes) else "\\u" in text


def is_suspicious(body: bytes) -> bool:
    """Whether the body is worth a second look; that of an ordinary request is not."""
    return has_escapes(body) or body.count(b"[") + body.count(b"{") > _MANY
