"""Nothing of the machine that a file was made on: no registry's host, no folder of its owner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_LOCK_FILES = {"package-lock.json", "npm-shrinkwrap.json", "poetry.lock", "uv.lock", "yarn.lock"}
_PATTERNS = (
    ("a folder of one machine", re.compile(r"(?<![\w.:/-])/(?:work|root|home/\w+|Users/\w+)/[\w.-]")),
    ("a package index of one machine", re.compile(r"(?m)--(?:extra-)?index-url|--find[-]links|^registry\s*=")),
)
_RESOLVED = re.compile(r'"resolved":\s*"https?://')
_BINARY = {".png", ".jpg", ".jpeg", ".webp", ".ico", ".mp4", ".ttf", ".otf", ".woff2", ".pdf", ".onnx", ".task", ".gif"}


def findings(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        if path.suffix in _BINARY:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path.name in _LOCK_FILES and _RESOLVED.search(text):
            yield f"{path}: names a registry's host; write it with npm's --omit-lockfile-registry-resolved"
        for what, pattern in _PATTERNS:
            if match := pattern.search(text):
                line = text.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}: names {what} ({match.group().strip()})"
