"""What goes with an observation: the clean picture, the picture with boxes, and the clip around the moment."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from vision.rules.hold import Sighting
from vision.types import Crop, Image

log = logging.getLogger(__name__)

_JPEG_QUALITY = 88
_COLOUR = (40, 40, 230)
_TEXT_COLOUR = (255, 255, 255)
_FONT = cv2.FONT_HERSHEY_SIMPLEX

CLIP_BEFORE_S = 5.0
CLIP_AFTER_S = 5.0
_GIVE_UP_AFTER_S = 15.0


def clean_snapshot(sighting: Sighting) -> bytes:
    return _jpeg(sighting.frame.image)


def boxed_snapshot(sighting: Sighting) -> bytes:
    """Every detection with its box and a label of type and score; a fault of the whole picture gets a frame."""
    image = sighting.frame.image.copy()
    height, width = image.shape[:2]
    line = max(2, round(width / 400))
    for detection in sighting.detections:
        x1, y1, x2, y2 = (round(value) for value in detection.box or (0, 0, width - 1, height - 1))
        cv2.rectangle(image, (x1, y1), (x2, y2), _COLOUR, line)
        _draw_label(image, f"{detection.type} {detection.score:.2f}", x1, y1, line)
    return _jpeg(image)


def crop_jpeg(crop: Crop) -> bytes:
    return _jpeg(crop.image)


def _draw_label(image: Image, text: str, x: int, y: int, line: int) -> None:
    scale = max(0.5, image.shape[1] / 1600)
    thickness = max(1, line // 2)
    (width, height), _ = cv2.getTextSize(text, _FONT, scale, thickness)
    padded = height + 3 * line
    top = y - padded if y >= padded else y
    left = min(max(0, x), max(0, image.shape[1] - width - 2 * line))
    cv2.rectangle(image, (left, top), (left + width + 2 * line, top + padded), _COLOUR, cv2.FILLED)
    cv2.putText(image, text, (left + line, top + height + line), _FONT, scale, _TEXT_COLOUR, thickness, cv2.LINE_AA)


def _jpeg(image: Image) -> bytes:
    is_done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not is_done:
        raise ValueError("the picture cannot be encoded")
    return bytes(np.asarray(data, np.uint8))


@dataclass
class _Wish:
    camera_id: int
    start: float
    end: float
    is_sent: bool = False


# Asks `media` for a clip (id, camera, start, end in epoch seconds); False while there is no connection.
RequestClip = Callable[[str, int, float, float], bool]
# Takes a finished clip: key, start in epoch seconds, duration in seconds, file.
AttachClip = Callable[[str, float, float, bytes], None]


class ClipDesk:
    """Clips that were asked for and have not come yet. Called from the reading and the analysing thread."""

    def __init__(self, request: RequestClip, attach: AttachClip) -> None:
        self._request = request
        self._attach = attach
        self._wishes: dict[str, _Wish] = {}
        self._lock = threading.Lock()

    def order(self, key: str, camera_id: int, moment: float) -> None:
        """Ask for the clip around `moment` (epoch seconds) of the observation `key`."""
        with self._lock:
            self._wishes[key] = _Wish(camera_id, moment - CLIP_BEFORE_S, moment + CLIP_AFTER_S)
        self.ask(moment)

    def ask(self, now: float) -> None:
        """Send what has not been sent, and give up what `media` no longer holds."""
        with self._lock:
            for key, wish in list(self._wishes.items()):
                if not wish.is_sent and now > wish.end + _GIVE_UP_AFTER_S:
                    log.warning("no clip for %s: media was away too long", key)
                    del self._wishes[key]
                elif not wish.is_sent:
                    wish.is_sent = self._request(key, wish.camera_id, wish.start, wish.end)

    def take(self, key: str, start_at: float, duration_s: float, mp4: bytes) -> None:
        with self._lock:
            is_mine = self._wishes.pop(key, None) is not None
        if is_mine:
            self._attach(key, start_at, duration_s, mp4)

    def fail(self, key: str, error: str) -> None:
        with self._lock:
            self._wishes.pop(key, None)
        log.warning("no clip for %s: %s", key, error)

    def lose_connection(self) -> None:
        """Answers to what was asked will not come: ask again."""
        with self._lock:
            for wish in self._wishes.values():
                wish.is_sent = False
