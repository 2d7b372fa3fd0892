"""What is judged about one camera's picture besides people: bins, pests."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backend.catalog.violations import ViolationType
from vision.detectors.bin import BinDetector
from vision.detectors.pest.detector import PestDetector
from vision.rules.config import CameraConfig
from vision.types import Detection, Frame, Person

_LABELS = {ViolationType.BIN: "bin-comparison-1", ViolationType.PEST: "pest-motion-1"}


class SceneDetectors:
    """Keeps the state of one camera."""

    def __init__(self, config: CameraConfig) -> None:
        self._bins = BinDetector(config.bins)
        self._pests = PestDetector(config.floor)

    @property
    def types(self) -> Sequence[ViolationType]:
        return tuple(_LABELS)

    def configure(self, config: CameraConfig) -> None:
        self._bins.configure(config.bins)
        self._pests.configure(config.floor)

    def set_covered(self, bin_id: int, jpeg: bytes | None) -> bool:
        """Take the still on which this bin is covered; False when it is not a picture."""
        return self._bins.set_covered(bin_id, jpeg)

    @property
    def wants_more_frames(self) -> bool:
        """Whether something small moves that more pictures a second would show better."""
        return self._pests.wants_more_frames

    def label(self, kind: ViolationType) -> str:
        """Which method, in which version, judges this type; empty where it is not judged here."""
        return _LABELS.get(kind, "")

    def detect(
        self, frame: Frame, people: Sequence[Person], is_watching: Callable[[ViolationType, float], bool]
    ) -> list[Detection]:
        """`is_watching`: whether some rule of a type watches at a time."""
        found: list[Detection] = []
        if is_watching(ViolationType.BIN, frame.at):
            found += self._bins.detect(frame, people)
        if is_watching(ViolationType.PEST, frame.at):
            found += self._pests.detect(frame, people)
        return found
