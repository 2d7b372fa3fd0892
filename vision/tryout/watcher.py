"""The analysing thread of the try-out: as `detect` does it, but for one source and with every step kept."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Protocol

import cv2

from backend.catalog.cameras import PictureState
from vision.bodies.sight import Sight
from vision.rules.hold import Ended, Fired
from vision.tryout.board import Board
from vision.tryout.describe import describe, describe_report
from vision.tryout.feeds import Feed
from vision.types import Frame, Image, Json

PERIOD_S = 0.5
_REPORTS = 20
_WIDEST = 1280
_QUALITY = 80


class Pipeline(Protocol):
    """The part of CameraPipeline that is shown. `sight`: of the last picture in which people were looked for."""

    @property
    def sight(self) -> Sight: ...

    @property
    def picture(self) -> PictureState: ...

    def analyse(self, frame: Frame) -> Sequence[Fired | Ended]: ...


class Watcher:
    def __init__(self, feed: Feed, pipeline: Pipeline, board: Board, source: str) -> None:
        self._feed = feed
        self._pipeline = pipeline
        self._board = board
        self._source = source
        self._reports: deque[Json] = deque(maxlen=_REPORTS)

    def run(self, stop: threading.Event) -> None:
        """Look twice a second until `stop`; a source without pictures still says how it is."""
        told: tuple[str, str] | None = None
        while not stop.is_set():
            begun = time.monotonic()
            frame, state = self._feed.take(), self._feed.state()
            if frame is not None:
                self._look(frame)
            elif state != told:
                self._board.put(b"", self._state(None, 0.0))
            told = state
            stop.wait(max(0.02, PERIOD_S - (time.monotonic() - begun)))

    def _look(self, frame: Frame) -> None:
        begun = time.monotonic()
        for event in self._pipeline.analyse(frame):
            if isinstance(event, Fired):
                self._reports.appendleft(describe_report(event))
        took_ms = (time.monotonic() - begun) * 1000
        self._board.put(_jpeg(frame.image), self._state(frame, took_ms))

    def _state(self, frame: Frame | None, took_ms: float) -> Json:
        word, detail = self._feed.state()
        state: Json = {
            "source": self._source,
            "state": word,
            "detail": detail,
            "picture": self._pipeline.picture.value,
            "took_ms": round(took_ms),
            "reports": list(self._reports),
        }
        if frame is None:
            return state
        sight = self._pipeline.sight
        # Nobody is looked for in every picture; boxes of an earlier one would lie beside the people.
        shown = sight if sight.at == frame.at else Sight(at=frame.at)
        return state | {"at": frame.at, "is_looked": sight.at == frame.at, "look": describe(frame, shown)}


def _jpeg(image: Image) -> bytes:
    """Shrunk to what a page can show; the boxes stay in pixels of the picture as it was analysed."""
    height, width = image.shape[:2]
    if width > _WIDEST:
        image = cv2.resize(image, (_WIDEST, round(height * _WIDEST / width)), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    ok, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes() if ok else b""
