"""The production models on single pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.catalog.violations import ViolationType
from vision.bodies.builder import Poses, build_bodies
from vision.bodies.sight import Sight
from vision.detectors.judge import Judge
from vision.pipeline import PeopleFinder
from vision.types import Image


class PictureLooker:
    """Everybody in a picture, judged by every judge, whatever their size."""

    def __init__(self, people: PeopleFinder, poses: Poses, judges: Sequence[Judge]) -> None:
        self._people = people
        self._poses = poses
        self._judges = tuple(judges)

    @property
    def labels(self) -> Mapping[ViolationType, str]:
        return {judge.type: judge.label for judge in self._judges}

    def look(self, image: Image) -> Sight:
        people = self._people.find(image)
        bodies = build_bodies(image, people, people, self._poses)
        return Sight(bodies, {judge.type: tuple(judge.judge(image, bodies)) for judge in self._judges})
