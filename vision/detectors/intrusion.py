"""A person where nobody should be. When nobody should be there is the rule's schedule."""

from __future__ import annotations

from collections.abc import Sequence

from backend.catalog.violations import ViolationType
from vision.types import Detection, Frame, Person


class IntrusionDetector:
    def detect(self, frame: Frame, people: Sequence[Person]) -> list[Detection]:
        return [Detection(ViolationType.INTRUDE, person.score, person.box) for person in people]
