"""Head covers, judged from the head and the room above it, where a hat would be."""

from __future__ import annotations

from collections.abc import Sequence

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body, Facing
from vision.detectors.classifier import Classifier
from vision.detectors.parts import OCCLUDED, Part, is_behind, judge_parts
from vision.types import Box, Image, Judgement

# In widths of the bare head; training's boxes measured against heads from poses on the same pictures.
_ABOVE, _ASIDE = 0.5, 0.2
_HEIGHT_TO_WIDTH = 1.21
_MOST_CUT = 0.2
_MOST_HIDDEN = 0.4


class CapJudge:
    type = ViolationType.CAP

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    @property
    def label(self) -> str:
        return self._classifier.label

    def judge(self, image: Image, bodies: Sequence[Body]) -> list[Judgement]:
        return judge_parts(self.type, self._classifier, image, [_part(body, bodies) for body in bodies])


def covered_box(head: Box) -> Box:
    """The head with the room for a hat."""
    width = head[2] - head[0]
    return head[0] - _ASIDE * width, head[1] - _ABOVE * width, head[2] + _ASIDE * width, head[3]


def _part(body: Body, bodies: Sequence[Body]) -> Part:
    head = body.head
    if head is None:
        return "no head"
    if body.facing is Facing.AWAY:
        # Nobody in the labelled pictures is seen from behind.
        return "turned away"
    height = _HEIGHT_TO_WIDTH * (head[2] - head[0])
    if head[1] <= 0 and head[3] - head[1] < (1 - _MOST_CUT) * height:
        return "cut by the edge"
    others = [(other.head, other.person.box[3]) for other in bodies if other is not body and other.head is not None]
    return OCCLUDED if is_behind(head, body.person.box[3], others, _MOST_HIDDEN) else covered_box(head)
