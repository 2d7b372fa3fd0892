"""Camera faults that were reported and go on, kept on disk: a restart must neither report nor forget them."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from backend.catalog.violations import ViolationType
from vision.pipeline import is_fault
from vision.rules.hold import Occurrence

log = logging.getLogger(__name__)


class FaultMemory:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: dict[str, Occurrence] = {}

    def load(self) -> list[Occurrence]:
        """What went on when the process ended; nothing when that cannot be read."""
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            found = [Occurrence(**{**row, "type": ViolationType(row["type"])}) for row in rows]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.error("%s cannot be read, ongoing faults are forgotten: %s", self._path, error)
            return []
        self._written = {occurrence.key: occurrence for occurrence in found}
        return found

    def save(self, ongoing: Iterable[Occurrence]) -> None:
        """Write when a fault began or ended; that one goes on is not worth a write."""
        faults = {occurrence.key: occurrence for occurrence in ongoing if is_fault(occurrence.type)}
        if faults.keys() == self._written.keys():
            return
        unfinished = self._path.with_suffix(".unfinished")
        try:
            unfinished.write_text(json.dumps([asdict(occurrence) for occurrence in faults.values()]), encoding="utf-8")
            os.replace(unfinished, self._path)
        except OSError as error:
            log.error("%s cannot be written: %s", self._path, error)
            return
        self._written = faults
