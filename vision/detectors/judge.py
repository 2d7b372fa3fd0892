"""What judges one attribute of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.types import Image, Judgement


class Judge(Protocol):
    """Judges one attribute of every person of a picture. Keeps nothing: one serves all cameras.

    `label`: which model in which version, as an observation names it.
    """

    @property
    def type(self) -> ViolationType: ...

    @property
    def label(self) -> str: ...

    def judge(self, image: Image, bodies: Sequence[Body]) -> list[Judgement]:
        """One judgement for each body, in their order; the crops of all go through the network as one batch."""
        ...
