"""Reports that wait on disk until the backend has taken them.

One file per report: its SHA-256, a JSON line {kind, key, data, parts: [[name, size]]}, then the parts. A file appears
under its final name only when it is complete and on the disk, so a process killed at any moment leaves either the whole
report or nothing; names count upwards, so their order is the order of the events.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

_SUFFIX = ".report"
_KEPT_ASIDE = 200


class SpoolDamaged(Exception):  # noqa: N818 - reads as what happened
    """The file is not a whole report."""


@dataclass(frozen=True)
class Report:
    """`data` is the JSON part of the report, `parts` its files by name."""

    kind: str
    key: str
    data: Mapping[str, Any]
    parts: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(len(part) for part in self.parts.values())


class Spool:
    """A folder of waiting reports. Not thread-safe: its owner serialises the calls."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        for unfinished in directory.glob("*.part"):
            unfinished.unlink(missing_ok=True)
        names = self.names()
        self._next = int(names[-1].removesuffix(_SUFFIX)) + 1 if names else 1

    def names(self) -> list[str]:
        """Waiting reports, oldest first."""
        return sorted(
            path.name for path in self._directory.glob(f"*{_SUFFIX}") if path.name.removesuffix(_SUFFIX).isdigit()
        )

    def size(self) -> int:
        """Bytes that the waiting reports take."""
        return sum((self._directory / name).stat().st_size for name in self.names())

    def put(self, report: Report) -> str:
        """Keep the report and return its name. OSError means that it is not kept and nothing is left behind."""
        name = f"{self._next:012d}{_SUFFIX}"
        path = self._directory / name
        unfinished = path.with_suffix(".part")
        try:
            with unfinished.open("wb") as file:
                file.write(_pack(report))
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
            self._sync_directory()
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        self._next += 1
        return name

    def get(self, name: str) -> Report:
        """Raises SpoolDamaged when the file is not whole, OSError when it cannot be read."""
        return _unpack((self._directory / name).read_bytes())

    def remove(self, name: str) -> None:
        (self._directory / name).unlink(missing_ok=True)

    def set_aside(self, name: str, folder: str) -> None:
        """Move a report that will never be delivered to `refused` or `damaged`; only the newest are kept there."""
        aside = self._directory / folder
        aside.mkdir(exist_ok=True)
        (self._directory / name).rename(aside / name)
        for old in sorted(aside.iterdir())[:-_KEPT_ASIDE]:
            old.unlink(missing_ok=True)

    def _sync_directory(self) -> None:
        handle = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _pack(report: Report) -> bytes:
    body = b"".join(report.parts.values())
    header = {
        "kind": report.kind,
        "key": report.key,
        "data": dict(report.data),
        "parts": [[name, len(part)] for name, part in report.parts.items()],
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode() + b"\n" + body).hexdigest()
    return digest.encode() + b"\n" + text.encode() + b"\n" + body


def _unpack(content: bytes) -> Report:
    digest, _, rest = content.partition(b"\n")
    if hashlib.sha256(rest).hexdigest().encode() != digest:
        raise SpoolDamaged("the checksum does not match")
    text, _, body = rest.partition(b"\n")
    header = json.loads(text)
    parts: dict[str, bytes] = {}
    offset = 0
    for name, size in header["parts"]:
        parts[name] = body[offset : offset + size]
        offset += size
    return Report(header["kind"], header["key"], header["data"], parts)
