"""What an evaluation asks of the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from backend.catalog.violations import ViolationType
from vision.bodies.sight import Sight
from vision.types import Image


class Looker(Protocol):
    """`labels`: of each type that a single picture can show, the model that judges it."""

    @property
    def labels(self) -> Mapping[ViolationType, str]: ...

    def look(self, image: Image) -> Sight: ...
