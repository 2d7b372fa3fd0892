"""The last picture of each camera, decoded from its newest keyframe and from nothing else."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from vision.cameras.packet import EncodedPacket
from vision.cameras.picture import still_jpeg

log = logging.getLogger(__name__)

_SHADE = 64


@dataclass(frozen=True)
class Still:
    """`taken_at` in epoch seconds."""

    jpeg: bytes
    taken_at: float


class StillStore:
    """Keeps the newest still per camera, on disk too, so that an absence after a restart has its last picture."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._stills: dict[int, Still] = {}

    def take(self, camera_id: int, keyframe: EncodedPacket) -> Still | None:
        """Decode (30 ms for 1080p: call it off the event loop). None when the keyframe is broken."""
        jpeg = still_jpeg(keyframe.data)
        if jpeg is None:
            log.warning("camera %d: the newest keyframe does not decode", camera_id)
            return None
        still = self._stills[camera_id] = Still(jpeg, keyframe.at)
        self._save(camera_id, jpeg)
        return still

    def last(self, camera_id: int) -> bytes:
        """The last picture, or a grey one when there never was any."""
        if camera_id in self._stills:
            return self._stills[camera_id].jpeg
        try:
            return self._path(camera_id).read_bytes()
        except OSError:
            return _grey()

    def forget(self, camera_id: int) -> None:
        self._stills.pop(camera_id, None)
        self._path(camera_id).unlink(missing_ok=True)

    def _path(self, camera_id: int) -> Path:
        return self._directory / f"{camera_id}.jpg"

    def _save(self, camera_id: int, jpeg: bytes) -> None:
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            part = self._path(camera_id).with_suffix(".part")
            part.write_bytes(jpeg)
            part.replace(self._path(camera_id))
        except OSError as error:
            log.error("camera %d: the still cannot be kept: %s", camera_id, error)


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height."""
    with Image.open(io.BytesIO(jpeg)) as image:
        return image.size


def _grey() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 360), (_SHADE, _SHADE, _SHADE)).save(buffer, "JPEG")
    return buffer.getvalue()
