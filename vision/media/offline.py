"""When a camera has been away for too long: one observation while it lasts, ended when packets come again.

Pure bookkeeping: `now` is an argument, what to do is the answer.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Absence:
    """An absence that was reported under `key`; `since` is epoch seconds."""

    key: str
    since: float


class OfflineWatch:
    """Absences survive a restart in `path`: otherwise a camera that returns meanwhile would never be ended."""

    def __init__(self, path: Path, grace_s: float) -> None:
        self._path = path
        self._grace_s = grace_s
        self._open = _load(path)

    @property
    def open_cameras(self) -> set[int]:
        return set(self._open)

    def check(self, camera_id: int, now: float, away_s: float, hold_s: float) -> Absence | None:
        """The absence to report now, if this is the moment; asked again and again while the camera is away."""
        if camera_id in self._open or away_s < hold_s + self._grace_s:
            return None
        absence = Absence(uuid.uuid4().hex, now - away_s)
        self._open[camera_id] = absence
        self._save()
        return absence

    def end(self, camera_id: int) -> Absence | None:
        """The absence that is over, if one was open."""
        absence = self._open.pop(camera_id, None)
        if absence is not None:
            self._save()
        return absence

    def _save(self) -> None:
        data: Mapping[str, object] = {str(camera_id): asdict(absence) for camera_id, absence in self._open.items()}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part")
            part.write_text(json.dumps(data), encoding="utf-8")
            part.replace(self._path)
        except OSError as error:
            log.error("%s cannot be written: %s", self._path, error)


def _load(path: Path) -> dict[int, Absence]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {int(camera_id): Absence(str(entry["key"]), float(entry["since"])) for camera_id, entry in data.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.error("%s is unreadable and was dropped: %s", path, error)
        return {}
