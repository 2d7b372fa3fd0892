"""What the pipeline makes of one picture, as the evaluation needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.types import Image, Judgement


@dataclass(frozen=True)
class Sight:
    """`judgements`: of each type, one for each body in their order. `scene`: what is judged without a person."""

    bodies: Sequence[Body] = ()
    judgements: Mapping[ViolationType, Sequence[Judgement]] = field(default_factory=dict)
    scene: Sequence[Judgement] = ()


class Looker(Protocol):
    """`labels`: of each type that a single picture can show, the model that judges it."""

    @property
    def labels(self) -> Mapping[ViolationType, str]: ...

    def look(self, image: Image) -> Sight: ...
