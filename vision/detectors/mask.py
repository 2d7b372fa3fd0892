"""Masks, judged from faces that look towards the camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body, Facing
from vision.detectors.classifier import Classifier
from vision.detectors.face import Face
from vision.detectors.parts import OCCLUDED, Part, is_behind, judge_parts
from vision.types import Answer, Box, Image, Judgement

_MOST_HIDDEN = 0.4
# Around the face that the pose tells of: the finder wants some of the head to see that it is one.
_LOOK_MARGIN = 2.2


class Faces(Protocol):
    """Finds the best face around a region; None when no face looks towards the camera."""

    def find(self, image: Image, region: Box, margin: float = 1.0) -> Face | None: ...


class MaskJudge:
    """A bare face is only told of where the face finder sees a face, too: it overlooks one bare face in a hundred.

    (It overlooks one masked face in ten, so the answer that a mask is worn does not ask it.)
    """

    type = ViolationType.MASK

    def __init__(self, classifier: Classifier, faces: Faces) -> None:
        self._classifier = classifier
        self._faces = faces

    @property
    def label(self) -> str:
        return self._classifier.label

    def judge(self, image: Image, bodies: Sequence[Body]) -> list[Judgement]:
        parts = [_part(body, bodies) for body in bodies]
        found = judge_parts(self.type, self._classifier, image, parts)
        return [self._confirm(image, judgement) for judgement in found]

    def _confirm(self, image: Image, judgement: Judgement) -> Judgement:
        if judgement.answer is not Answer.YES or judgement.box is None:
            return judgement
        if self._faces.find(image, judgement.box, _LOOK_MARGIN) is not None:
            return judgement
        return replace(judgement, answer=Answer.UNKNOWN, reason="no face found")


def _part(body: Body, bodies: Sequence[Body]) -> Part:
    if body.facing is Facing.AWAY:
        return "turned away"
    if body.face is None:
        return "no face"
    others = [(other.head, other.person.box[3]) for other in bodies if other is not body and other.head is not None]
    if is_behind(body.face, body.person.box[3], others, _MOST_HIDDEN):
        return OCCLUDED
    return body.face
