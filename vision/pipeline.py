"""One camera, one frame: detectors, then rules. What is found once is shared by all who need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.catalog.cameras import PictureState
from backend.catalog.violations import CAMERA_FAULTS, ViolationType
from vision.detectors.camera.truth import CameraTruthDetector
from vision.detectors.clothes import ClothesDetector
from vision.detectors.intrusion import IntrusionDetector
from vision.detectors.person import PersonDetector
from vision.detectors.pose import PoseEstimator
from vision.models.manifest import PERSON, POSE_LANDMARKS
from vision.rules.config import CameraConfig, Rule
from vision.rules.engine import RuleEngine
from vision.rules.hold import Ended, Fired, HoldRule, Occurrence
from vision.types import Detection, Frame, Person

PEOPLE_TYPES = frozenset({ViolationType.CLOTHES, ViolationType.INTRUDE})
_MAX_POSES = 8
_PICTURE_HOLD_S = 6.0
_PICTURES = {
    ViolationType.CAM_BLOCK: PictureState.BLOCKED,
    ViolationType.CAM_FREEZE: PictureState.FROZEN,
    ViolationType.CAM_MOVE: PictureState.MOVED,
    ViolationType.CAM_BLUR: PictureState.BLURRED,
}
_CAMERA_CHECKS = "picture-checks-1"


@dataclass(frozen=True)
class Models:
    """The neural networks of the process; every camera uses the same."""

    people: PersonDetector
    poses: PoseEstimator

    @classmethod
    def load(cls, models_dir: Path, threads: int = 1) -> Models:
        return cls(PersonDetector(models_dir, threads=threads), PoseEstimator(models_dir, threads))


def model_label(kind: ViolationType) -> str:
    """Which models, in which version, judged an observation of this type."""
    if kind is ViolationType.CLOTHES:
        return f"{PERSON.label}; {POSE_LANDMARKS.label}"
    return PERSON.label if kind is ViolationType.INTRUDE else _CAMERA_CHECKS


class CameraPipeline:
    """Everything that is remembered about one camera between frames. Used by one thread."""

    def __init__(self, models: Models, config: CameraConfig, resumed: Sequence[Occurrence] = ()) -> None:
        self._models = models
        self._truth = CameraTruthDetector()
        self._engine = RuleEngine(config, resumed)
        self._picture = _PictureWatch(config.id)
        self._intrusion = IntrusionDetector()
        self.config = config
        self._clothes = ClothesDetector(models.poses, config.uniform_colours)

    @property
    def ongoing(self) -> list[Occurrence]:
        return self._engine.ongoing

    @property
    def picture(self) -> PictureState:
        return self._picture.state

    def reconfigure(self, config: CameraConfig) -> None:
        self.config = config
        self._engine.reconfigure(config)
        self._clothes = ClothesDetector(self._models.poses, config.uniform_colours)

    def set_reference(self, jpeg: bytes | None) -> bool:
        return self._truth.set_reference(jpeg)

    def wants_people(self, at: float) -> bool:
        """Whether any rule looks for people now; if not, keyframes are enough."""
        return self.config.is_ai_enabled and any(self._engine.watching(kind, at) for kind in PEOPLE_TYPES)

    def analyse(self, frame: Frame) -> list[Fired | Ended]:
        detections: list[Detection] = list(self._truth.detect(frame))
        self._picture.update(frame, detections)
        is_blocked = any(detection.type is ViolationType.CAM_BLOCK for detection in detections)
        if not is_blocked and self.wants_people(frame.at):
            detections += self._judge_people(frame)
        return self._engine.update(frame, detections)

    def _judge_people(self, frame: Frame) -> list[Detection]:
        people = self._models.people.find(frame.image)
        detections: list[Detection] = []
        if self._engine.watching(ViolationType.INTRUDE, frame.at):
            detections += self._intrusion.detect(frame, people)
        if self._engine.watching(ViolationType.CLOTHES, frame.at):
            worth = [person for person in people if self._counts(frame, person)][:_MAX_POSES]
            detections += self._clothes.detect(frame, people, worth)
        return detections

    def _counts(self, frame: Frame, person: Person) -> bool:
        """Whether a rule would take a finding about this person: if not, the pose is not worth its time."""
        return self._engine.would_count(frame, Detection(ViolationType.CLOTHES, person.score, person.box))


class _PictureWatch:
    """What the picture shows right now, for the camera's state on the screens: sooner than a case is opened."""

    def __init__(self, camera_id: int) -> None:
        rules = [Rule(0, kind, hold_s=_PICTURE_HOLD_S, votes=3, window=5) for kind in _PICTURES]
        self._holds = [HoldRule(camera_id, rule) for rule in rules]
        self.state = PictureState.UNKNOWN

    def update(self, frame: Frame, detections: Sequence[Detection]) -> None:
        state = PictureState.OK
        for hold in self._holds:
            hold.update(frame, [detection for detection in detections if detection.type is hold.rule.type])
            if hold.ongoing is not None and state is PictureState.OK:
                state = _PICTURES[hold.rule.type]
        self.state = state


def is_fault(kind: ViolationType) -> bool:
    """Whether the type is about the camera itself, not about what people do."""
    return kind in CAMERA_FAULTS
