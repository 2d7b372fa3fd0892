"""What is judged about one camera's picture besides people: bins, pests."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backend.catalog.violations import ViolationType
from vision.rules.config import CameraConfig
from vision.types import Detection, Frame, Person

_LABELS: dict[ViolationType, str] = {}


class SceneDetectors:
    """Keeps the state of one camera."""

    def __init__(self, config: CameraConfig) -> None:
        self._config = config

    @property
    def types(self) -> Sequence[ViolationType]:
        return tuple(_LABELS)

    def configure(self, config: CameraConfig) -> None:
        self._config = config

    def set_covered(self, bin_id: int, jpeg: bytes | None) -> bool:
        """Take the still on which this bin is covered; False when it is not a picture."""
        return True

    def label(self, kind: ViolationType) -> str:
        """Which method, in which version, judges this type; empty where it is not judged here."""
        return _LABELS.get(kind, "")

    def detect(
        self, frame: Frame, people: Sequence[Person], is_watching: Callable[[ViolationType, float], bool]
    ) -> list[Detection]:
        """`is_watching`: whether some rule of a type watches at a time."""
        return []
