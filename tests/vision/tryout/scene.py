"""A try-out with a drawn kitchen and findings that the test decides, on its own port."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from backend.catalog.cameras import PictureState
from backend.catalog.violations import ViolationType
from vision.bodies.body import Body, Facing
from vision.bodies.sight import Sight
from vision.detectors.pose import Pose
from vision.rules.config import Rule
from vision.rules.hold import Ended, Fired, Occurrence, Sighting
from vision.tryout.board import Board
from vision.tryout.server import TryoutServer
from vision.tryout.watcher import Watcher
from vision.types import Answer, Detection, Frame, Judgement, Person

MASK, CLOTHES = ViolationType.MASK, ViolationType.CLOTHES
COOK = Person((100.0, 40.0, 220.0, 340.0), 0.83, track_id=7)
FAR = Person((400.0, 60.0, 420.0, 110.0), 0.61, track_id=9)


def frame(at: float) -> Frame:
    image = np.full((360, 640, 3), (60, 50, 40), np.uint8)
    image[40:340, 100:220] = (200, 200, 200)
    return Frame(1, at, image, is_key=True)


def sight(at: float, reason: str) -> Sight:
    points = np.zeros((33, 2), np.float32)
    points[11], points[12], points[23], points[24] = (190, 120), (130, 120), (180, 220), (140, 220)
    visibility = np.zeros(33, np.float32)
    visibility[[11, 12, 23, 24]] = 0.9
    head = (135.0, 45.0, 185.0, 105.0)
    body = Body(COOK, Pose(points, visibility, 0.9), head, (140.0, 60.0, 180.0, 105.0), Facing.FRONT)
    judgements = {
        MASK: (Judgement(MASK, Answer.YES, 0.93, box=body.face),),
        CLOTHES: (Judgement(CLOTHES, Answer.UNKNOWN, reason=reason),),
    }
    return Sight([body], judgements, people=[COOK, FAR], at=at)


class OneFeed:
    """Gives the pictures handed to it, then none."""

    def __init__(self, frames: Sequence[Frame], state: tuple[str, str] = ("online", "")) -> None:
        self._frames = list(frames)
        self._state = state

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def take(self) -> Frame | None:
        return self._frames.pop(0) if self._frames else None

    def state(self) -> tuple[str, str]:
        return self._state


class ScenePipeline:
    """Sees the same two people in every picture and reports the first one's mask at once."""

    def __init__(self, reason: str = "turned away") -> None:
        self.picture = PictureState.OK
        self.sight = Sight()
        self._reason = reason

    def analyse(self, frame: Frame) -> list[Fired | Ended]:
        self.sight = sight(frame.at, self._reason)
        found = Detection(MASK, 0.93, COOK.box, track_id=7)
        occurrence = Occurrence("1:MASK:x", MASK, 1, frame.at - 5, frame.at)
        return [Fired(occurrence, Rule(0, MASK, hold_s=5), Sighting(frame, (found,)), 5.0, 4)]


@contextmanager
def serving(feed: OneFeed, pipeline: ScenePipeline, source: str) -> Iterator[TryoutServer]:
    board, stop = Board(), threading.Event()
    server = TryoutServer("127.0.0.1", 0, board)
    watcher = threading.Thread(target=Watcher(feed, pipeline, board, source).run, args=(stop,))
    page = threading.Thread(target=server.serve_forever, args=(0.05,))
    watcher.start()
    page.start()
    try:
        yield server
    finally:
        stop.set()
        watcher.join()
        server.shutdown()
        page.join()
        server.server_close()
