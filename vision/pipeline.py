"""One camera, one frame: detectors, then rules. What is found once is shared by all who need it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backend.catalog.cameras import PictureState
from backend.catalog.violations import CAMERA_FAULTS, ViolationType
from vision.bodies.body import Body
from vision.bodies.builder import Poses, build_bodies
from vision.bodies.sight import Sight
from vision.detectors.camera.truth import CameraTruthDetector
from vision.detectors.intrusion import IntrusionDetector
from vision.detectors.judges import Judges, judges_for, load_judges
from vision.detectors.motion import MotionCheck
from vision.detectors.person import PersonDetector
from vision.detectors.pose import PoseEstimator
from vision.detectors.scenes import SceneDetectors
from vision.gate import PresenceGate
from vision.models.manifest import PERSON, POSE_LANDMARKS
from vision.rules.config import CameraConfig, Rule
from vision.rules.engine import RuleEngine
from vision.rules.hold import Ended, Fired, HoldRule, Occurrence
from vision.tracking.mouths import MouthWatches
from vision.tracking.tracker import PersonTracker
from vision.tracking.verdicts import TrackVerdicts
from vision.types import Detection, Frame, Image, Judgement, Person

MAX_POSES = 8
_PERIOD_S, _CLOSER_PERIOD_S = 0.5, 0.2
_FAULTS_EVERY_S = 1.9
_PICTURE_HOLD_S = 6.0
_PICTURES = {
    ViolationType.CAM_BLOCK: PictureState.BLOCKED,
    ViolationType.CAM_FREEZE: PictureState.FROZEN,
    ViolationType.CAM_MOVE: PictureState.MOVED,
    ViolationType.CAM_BLUR: PictureState.BLURRED,
}
_CAMERA_CHECKS = "picture-checks-1"


class PeopleFinder(Protocol):
    """Finds people, best score first."""

    def find(self, image: Image) -> list[Person]: ...


@dataclass(frozen=True)
class Models:
    """The neural networks of the process; every camera uses the same."""

    people: PeopleFinder
    poses: Poses
    judges: Judges

    @classmethod
    def load(cls, models_dir: Path, threads: int = 1) -> Models:
        people, poses = PersonDetector(models_dir, threads=threads), PoseEstimator(models_dir, threads)
        return cls(people, poses, load_judges(models_dir, threads))


class CameraPipeline:
    """Everything that is remembered about one camera between frames. Used by one thread."""

    def __init__(
        self, models: Models, config: CameraConfig, resumed: Sequence[Occurrence] = (), *, is_film: bool = False
    ) -> None:
        self._models = models
        self._truth = CameraTruthDetector(is_film=is_film)
        self._engine = RuleEngine(config, resumed)
        self._picture = _PictureWatch(config.id)
        self._intrusion = IntrusionDetector()
        self._motion = MotionCheck()
        self._gate = PresenceGate()
        self._tracker = PersonTracker()
        self._verdicts = TrackVerdicts()
        self._mouths = MouthWatches()
        self._checked_at = float("-inf")
        self._is_blocked = False
        self.config = config
        self._judges = judges_for(config, models.judges)
        self._scenes = SceneDetectors(config)
        # What was made of the last picture in which people were looked for.
        self.sight = Sight()

    @property
    def ongoing(self) -> list[Occurrence]:
        return self._engine.ongoing

    @property
    def picture(self) -> PictureState:
        return self._picture.state

    def reconfigure(self, config: CameraConfig) -> None:
        self.config = config
        self._engine.reconfigure(config)
        self._scenes.configure(config)
        self._judges = judges_for(config, self._models.judges)

    def use(self, models: Models) -> None:
        """Judge with these from the next frame on."""
        self._models = models
        self._judges = judges_for(self.config, models.judges)

    def set_reference(self, jpeg: bytes | None) -> bool:
        return self._truth.set_reference(jpeg)

    def set_covered(self, bin_id: int, jpeg: bytes | None) -> bool:
        """Take the still on which a bin is covered; False when it is not a picture."""
        return self._scenes.set_covered(bin_id, jpeg)

    def model_label(self, kind: ViolationType) -> str:
        """Which models, in which version, judged an observation of this type."""
        if is_fault(kind):
            return _CAMERA_CHECKS
        if label := self._scenes.label(kind):
            return label
        judge = self._judges.get(kind)
        return PERSON.label if judge is None else f"{PERSON.label}; {POSE_LANDMARKS.label}; {judge.label}"

    def wants_people(self, at: float) -> bool:
        """Whether any rule looks for people now, or for what must be told from them."""
        types = (*self._judges, *self._scenes.types, ViolationType.INTRUDE)
        return self.config.is_ai_enabled and any(self._engine.watching(kind, at) for kind in types)

    def wants_all(self, at: float) -> bool:
        """Whether every frame counts now; if not, keyframes are enough. Pests do not wait for keyframes."""
        if not self.wants_people(at):
            return False
        return self._gate.is_open(at) or self._engine.watching(ViolationType.PEST, at)

    def period_s(self, at: float) -> float:
        """How long after one frame the next is worth being analysed."""
        is_closer = self._engine.watching(ViolationType.PEST, at) and self._scenes.wants_more_frames
        return _CLOSER_PERIOD_S if is_closer else _PERIOD_S

    def analyse(self, frame: Frame) -> list[Fired | Ended]:
        detections, skipped = self._check_picture(frame)
        if not self._is_blocked and self.wants_people(frame.at):
            # People keep the gate open by themselves.
            if not self._gate.is_anybody_there and self._motion.has_moved(frame.image):
                self._gate.note_motion(frame.at)
            if self._gate.wants_look(frame.at):
                detections += self._judge_people(frame)
            detections += self._scenes.detect(frame, self._present(), self._engine.watching)
        return self._engine.update(frame, detections, skipped)

    def _present(self) -> Sequence[Person]:
        """Everybody whom the last look found."""
        return self.sight.people if self._gate.is_anybody_there else ()

    def _check_picture(self, frame: Frame) -> tuple[list[Detection], Collection[ViolationType]]:
        """What is wrong with the picture: seldom is enough, but every keyframe is needed to tell a frozen one."""
        if not frame.is_key and 0 <= frame.at - self._checked_at < _FAULTS_EVERY_S:
            return [], CAMERA_FAULTS
        self._checked_at = frame.at
        found = list(self._truth.detect(frame))
        self._picture.update(frame, found)
        self._is_blocked = any(detection.type is ViolationType.CAM_BLOCK for detection in found)
        return found, ()

    def _judge_people(self, frame: Frame) -> list[Detection]:
        people = self._tracker.update(self._models.people.find(frame.image), frame.at)
        self._verdicts.keep_only(self._tracker.alive)
        self._mouths.keep_only(self._tracker.alive)
        self._gate.note_look(frame.at, bool(people))
        self.sight = Sight(people=people, at=frame.at)
        detections: list[Detection] = []
        if self._engine.watching(ViolationType.INTRUDE, frame.at):
            detections += self._intrusion.detect(frame, people)
        return detections + self._judge_bodies(frame, people)

    def _judge_bodies(self, frame: Frame, people: Sequence[Person]) -> list[Detection]:
        counting = {kind: self._counting(kind, frame, people) for kind in self._judges}
        worth = [person for person in people if any(person in each for each in counting.values())][:MAX_POSES]
        if not worth:
            return []
        bodies = build_bodies(frame.image, people, worth, self._models.poses)
        self._mouths.take(frame.at, bodies)
        judgements = {kind: self._judges[kind].judge(frame.image, bodies) for kind in self._judges if counting[kind]}
        self.sight = Sight(bodies, judgements, people=people, at=frame.at)
        return [
            detection
            for kind, answers in judgements.items()
            for body, judgement in zip(bodies, answers, strict=True)
            if body.person in counting[kind] and (detection := self._conclude(frame, body, judgement)) is not None
        ]

    def _conclude(self, frame: Frame, body: Body, judgement: Judgement) -> Detection | None:
        present_s = self._tracker.present_s(body.person.track_id, frame.at)
        return self._verdicts.take(frame, body, self._mouths.weigh(body, judgement), present_s)

    def _counting(self, kind: ViolationType, frame: Frame, people: Sequence[Person]) -> list[Person]:
        """Those about whom a rule would take a finding; nobody else is worth the time."""
        if kind is ViolationType.PHONE and self.config.is_busy(frame.at):
            return []
        if not self._engine.watching(kind, frame.at):
            return []
        return [person for person in people if self._engine.would_count(frame, Detection(kind, 1.0, person.box))]


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
