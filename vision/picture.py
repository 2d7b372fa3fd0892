"""One picture on its own, judged as the product judges people in a video: for evaluation and for a first look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.bodies.builder import build_bodies
from vision.detectors.judges import Judges
from vision.pipeline import MAX_POSES, Models
from vision.types import Image, Judgement


@dataclass(frozen=True)
class Judged:
    """`judgements`: of each type that can be judged, one for each body in their order."""

    bodies: Sequence[Body]
    judgements: Mapping[ViolationType, Sequence[Judgement]]


def judge_picture(models: Models, judges: Judges, image: Image) -> Judged:
    """A track of one frame: its only judgement is the verdict. `judges`: as `judges_for` gives them for a camera."""
    people = models.people.find(image)
    bodies = build_bodies(image, people, people[:MAX_POSES], models.poses)
    return Judged(bodies, {kind: judge.judge(image, bodies) for kind, judge in judges.items()})
