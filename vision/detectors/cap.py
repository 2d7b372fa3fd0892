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
        height, width = image.shape[:2]
        parts = [_part(body, bodies, width, height) for body in bodies]
        return judge_parts(self.type, self._classifier, image, parts)


def covered_box(head: Box, width: int, height: int) -> Box:
    """The head with the room for a hat, as far as it is in the picture: a border drawn on upwards looks like a hat."""
    x1, y1, x2, y2 = head
    wide = x2 - x1
    above, aside = _ABOVE * wide, _ASIDE * wide
    return max(x1 - aside, 0.0), max(y1 - above, 0.0), min(x2 + aside, float(width)), min(y2, float(height))


def _part(body: Body, bodies: Sequence[Body], width: int, height: int) -> Part:
    head = body.head
    if head is None:
        return "no head"
    if body.facing is Facing.AWAY:
        # Nobody in the labelled pictures is seen from behind.
        return "turned away"
    whole = _HEIGHT_TO_WIDTH * (head[2] - head[0])
    if head[1] <= 0 and head[3] - head[1] < (1 - _MOST_CUT) * whole:
        return "cut by the edge"
    others = [(other.head, other.person.box[3]) for other in bodies if other is not body and other.head is not None]
    return OCCLUDED if is_behind(head, body.person.box[3], others, _MOST_HIDDEN) else covered_box(head, width, height)
