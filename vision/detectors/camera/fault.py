"""What a check of the camera found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from vision.types import Json


class Cause(StrEnum):
    """Why a camera's picture cannot be relied on. The PWA owns the wording."""

    BLACK = "black"
    GLARE = "glare"
    COVERED = "covered"
    FROZEN = "frozen"
    REPLAY = "replay"
    DEFOCUSED = "defocused"
    SHIFTED = "shifted"
    OTHER_VIEW = "other_view"


@dataclass(frozen=True)
class Fault:
    """`score`: how sure, above 0 to 1. `measured`: JSON, the figures behind it."""

    cause: Cause
    score: float
    measured: Json = field(default_factory=dict)

    @property
    def why(self) -> Json:
        return {"cause": self.cause.value, **{name: round(value, 3) for name, value in self.measured.items()}}
