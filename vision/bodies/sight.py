"""All that was made of one picture, for whoever shows or examines it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.types import Judgement, Person


@dataclass(frozen=True)
class Sight:
    """`people`: everybody who was found; `bodies`: those of them who were worth judging.

    `judgements`: of each type, one for each body in their order. `scene`: what is judged without a person. `at` in
    epoch seconds.
    """

    bodies: Sequence[Body] = ()
    judgements: Mapping[ViolationType, Sequence[Judgement]] = field(default_factory=dict)
    scene: Sequence[Judgement] = ()
    people: Sequence[Person] = ()
    at: float = 0.0
