"""Versions of small models that a person has switched on at the centre: fetched once, verified, kept on this machine.

A file appears under its final name only when it is whole and has the hash that the configuration names. Without one, or
with one that does not load, the model that the product ships judges.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.catalog.learning import MODEL_MAX_BYTES, MODEL_TYPES
from backend.catalog.violations import ViolationType

log = logging.getLogger(__name__)

# Fetches the file of a type's version. Raises BackendError.
Fetch = Callable[[ViolationType, str], bytes]


@dataclass(frozen=True)
class Wanted:
    """What the configuration names for a type."""

    version: str
    sha256: str


def parse(data: Mapping[str, Any]) -> dict[ViolationType, Wanted]:
    """`model_files` of the configuration; types that have no versions here are left out."""
    known = {kind.value for kind in MODEL_TYPES}
    return {
        ViolationType(kind): Wanted(str(entry["version"]), str(entry["sha256"]))
        for kind, entry in data.items()
        if kind in known
    }


class Versions:
    """The files in one folder. `sync` may be called from one thread, `resolve` and `drop` from any."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._active: dict[ViolationType, Wanted] = {}
        self._dropped: set[str] = set()
        self._refused: set[Wanted] = set()

    def sync(self, wanted: Mapping[ViolationType, Wanted], fetch: Fetch) -> bool:
        """Have the files of these versions here; True when other files than before are to be used.

        Raises what `fetch` raises; what was fetched until then stays.
        """
        asked = {kind: each for kind, each in wanted.items() if each not in self._refused}
        ready = {kind: each for kind, each in asked.items() if self._has(kind, each) or self._take(kind, each, fetch)}
        has_changed, self._active = ready != self._active, ready
        return has_changed

    def resolve(self, kind: ViolationType) -> Path | None:
        """The file to judge this type with; None where the shipped model counts."""
        active = self._active.get(kind)
        return self._path(active.sha256) if active and active.sha256 not in self._dropped else None

    def version_of(self, kind: ViolationType) -> str | None:
        return self._active[kind].version if self.resolve(kind) is not None else None

    def drop(self, kind: ViolationType) -> str | None:
        """The file did not load: use the shipped model until another version is named. Returns the version."""
        active = self._active.get(kind)
        if active is None:
            return None
        self._dropped.add(active.sha256)
        return active.version

    def _path(self, sha256: str) -> Path:
        return self._directory / f"{sha256}.onnx"

    def _has(self, kind: ViolationType, wanted: Wanted) -> bool:
        if self._active.get(kind) == wanted:
            return True
        path = self._path(wanted.sha256)
        return path.is_file() and _sha256(path.read_bytes()) == wanted.sha256

    def _take(self, kind: ViolationType, wanted: Wanted, fetch: Fetch) -> bool:
        data = fetch(kind, wanted.version)
        if len(data) > MODEL_MAX_BYTES or _sha256(data) != wanted.sha256:
            log.error("model %s: what came is not what the configuration names, left out", wanted.version)
            self._refused.add(wanted)
            return False
        self._directory.mkdir(parents=True, exist_ok=True)
        path = self._path(wanted.sha256)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        log.info("model %s is here", wanted.version)
        return True


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
