"""The hands of everybody who is tracked: whether a cigarette that a judge saw may be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.detectors.gesture import HandToMouth, MouthWatch, reach_of
from vision.types import Answer, Judgement


class MouthWatches:
    """One camera."""

    def __init__(self) -> None:
        self._watches: dict[int, MouthWatch] = {}

    def take(self, at: float, bodies: Sequence[Body]) -> None:
        for body in bodies:
            if body.person.track_id is not None and body.pose is not None:
                self._watches.setdefault(body.person.track_id, MouthWatch()).take(at, reach_of(body))

    def weigh(self, body: Body, judgement: Judgement) -> Judgement:
        """The judgement; unknown when it sees a cigarette at somebody whose hands stayed down all the while."""
        if judgement.type is not ViolationType.SMOKE or judgement.answer is not Answer.YES:
            return judgement
        watch = None if body.person.track_id is None else self._watches.get(body.person.track_id)
        if watch is None or watch.pattern is not HandToMouth.AWAY:
            return judgement
        return replace(judgement, answer=Answer.UNKNOWN, reason="hands stayed down")

    def keep_only(self, alive: frozenset[int]) -> None:
        self._watches = {track_id: watch for track_id, watch in self._watches.items() if track_id in alive}
