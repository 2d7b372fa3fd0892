"""What was reported and goes on, kept on disk by camera: whoever analyses it next must neither report nor forget it.

Only the process that holds the camera's lease reads and writes its file.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.catalog.violations import ViolationType
from vision.pipeline import is_fault
from vision.rules.hold import Occurrence

log = logging.getLogger(__name__)

_WRITE_EVERY_S = 5.0
# People's doings end by themselves while nobody looks; a camera fault ends only when the picture is seen to be good.
_STILL_TRUE_S = 60.0


@dataclass
class _Written:
    keys: frozenset[str]
    at: float


class OngoingMemory:
    """`directory` holds one small file for each camera on which something goes on."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._written: dict[int, _Written] = {}

    def load(self, camera_id: int, now: float) -> list[Occurrence]:
        """What went on when somebody last looked (`now` in epoch seconds); nothing when that cannot be read."""
        path = self._path(camera_id)
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
            found = [Occurrence(**{**row, "type": ViolationType(row["type"])}) for row in rows]
        except FileNotFoundError:
            found = []
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.error("%s cannot be read, what went on there is forgotten: %s", path, error)
            found = []
        self._written[camera_id] = _Written(frozenset(each.key for each in found), now)
        return [each for each in found if is_fault(each.type) or 0 <= now - each.last_seen <= _STILL_TRUE_S]

    def save(self, camera_id: int, ongoing: Sequence[Occurrence], now: float) -> None:
        """Write when something began or ended, and now and then that it goes on."""
        keys, before = frozenset(each.key for each in ongoing), self._written.get(camera_id)
        is_same = before is not None and keys == before.keys
        if is_same and (not keys or (before is not None and 0 <= now - before.at < _WRITE_EVERY_S)):
            return
        path = self._path(camera_id)
        unfinished = path.with_suffix(".unfinished")
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(json.dumps([asdict(occurrence) for occurrence in ongoing]), encoding="utf-8")
            os.replace(unfinished, path)
        except OSError as error:
            log.error("%s cannot be written: %s", path, error)
            return
        self._written[camera_id] = _Written(keys, now)

    def _path(self, camera_id: int) -> Path:
        return self._directory / f"{camera_id}.json"
