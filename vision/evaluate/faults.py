"""Faults made on purpose: a clip that is black, covered, frozen or moved after a while must be noticed, another not.

Each trial is a camera of its own, with the clip's first picture as its reference still: ordinary pictures, then the
fault (or an ordinary change of the scene) for longer than the rules hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from backend.catalog.violations import CAMERA_FAULTS, RuleSchedule, ViolationType
from vision.evaluate.camera import default_camera
from vision.evaluate.clips import Pipeline
from vision.evaluate.footage import FootageError, Shot, every, shots
from vision.evaluate.light import DayLight
from vision.rules.config import CameraConfig
from vision.rules.hold import Fired
from vision.types import Frame, Image

HOLD_S = 20.0
_BEFORE_S, _AFTER_S = 12.0, 35.0
_LOOP_S, _LOOPED_S = 30.0, 240.0
_HOURS = (20,)
_BEGINS_AT = 1_795_392_000.0

Change = Callable[[Image, float], Image]
MakePipeline = Callable[[CameraConfig, bytes], Pipeline]


@dataclass(frozen=True)
class Scenario:
    """`expected`: the fault that must be reported; None where nothing may be."""

    name: str
    expected: ViolationType | None
    change: Change


@dataclass(frozen=True)
class Trial:
    scenario: str
    expected: ViolationType | None
    light: str
    fired: frozenset[ViolationType]

    @property
    def is_found(self) -> bool:
        return self.expected in self.fired

    @property
    def others(self) -> frozenset[ViolationType]:
        """What was reported and is not so."""
        return self.fired - {self.expected} if self.expected else self.fired


def _black(image: Image, at: float) -> Image:
    return np.asarray(np.random.default_rng(int(at * 2)).integers(0, 6, image.shape), np.uint8)


def _covered(image: Image, at: float) -> Image:
    """A cloth before the lens: dark, without detail, a little light at its edge."""
    cloth = cv2.GaussianBlur(image, (0, 0), image.shape[1] / 12)
    return np.asarray(np.clip(cloth * 0.25 + 18, 0, 255), np.uint8)


def _glare(image: Image, at: float) -> Image:
    return np.asarray(np.clip(image.astype(np.int16) + 215, 0, 255), np.uint8)


def _defocused(image: Image, at: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), image.shape[1] / 150), np.uint8)


def _moved(image: Image, at: float) -> Image:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 8, 1.15)
    matrix[:, 2] += (0.2 * width, 0.1 * height)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REFLECT), np.uint8)


def _same(image: Image, at: float) -> Image:
    return image


def _dim(image: Image, at: float) -> Image:
    return np.asarray(image * 0.5, np.uint8)


def _infrared(image: Image, at: float) -> Image:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def _steam(image: Image, at: float) -> Image:
    veil = cv2.GaussianBlur(image, (0, 0), 1.5)
    return np.asarray(cv2.addWeighted(veil, 0.65, np.full_like(veil, 215), 0.35, 0), np.uint8)


def _wiped(image: Image, at: float) -> Image:
    """Somebody wipes the lens for ten seconds."""
    return _covered(image, at) if at < 10 else image


_BLOCK = ViolationType.CAM_BLOCK
SCENARIOS = (
    Scenario("black", _BLOCK, _black),
    Scenario("covered", _BLOCK, _covered),
    Scenario("over-exposed", _BLOCK, _glare),
    Scenario("blurred", ViolationType.CAM_BLUR, _defocused),
    Scenario("moved", ViolationType.CAM_MOVE, _moved),
    Scenario("frozen", ViolationType.CAM_FREEZE, _same),
    Scenario("replayed", ViolationType.CAM_FREEZE, _same),
    Scenario("unchanged", None, _same),
    Scenario("half the light", None, _dim),
    Scenario("infrared", None, _infrared),
    Scenario("steam", None, _steam),
    Scenario("lens wiped", None, _wiped),
)


def fault_camera() -> CameraConfig:
    """The rules about the camera alone, at any hour, with a hold that a clip can outlast."""
    camera = default_camera(CAMERA_FAULTS - {ViolationType.CAM_OFFLINE})
    rules = tuple(replace(rule, hold_s=HOLD_S, schedule=RuleSchedule.ALWAYS) for rule in camera.rules)
    return replace(camera, rules=rules)


def try_faults(path: Path, make: MakePipeline, progress: Callable[[int, int], None]) -> list[Trial]:
    """Every scenario in the clip's own light and in that of other hours. Raises FootageError for a short clip."""
    footage = list(islice(shots(path, every(0.5)), int(2 * (_BEFORE_S + _AFTER_S))))
    if len(footage) < 2 * (_BEFORE_S + HOLD_S):
        raise FootageError(f"{path}: {_BEFORE_S + HOLD_S:.0f} seconds are needed to try faults")
    lights: list[tuple[str, Change]] = [("own", _same)]
    lights += [(f"{hour}:00", _light_of(hour)) for hour in _HOURS]
    trials = []
    for done, (light, scenario) in enumerate((light, scenario) for light in lights for scenario in SCENARIOS):
        progress(done, len(lights) * len(SCENARIOS))
        pictures = list(_lit(footage, light[1]))
        fired = _run(make, pictures, scenario)
        trials.append(Trial(scenario.name, scenario.expected, light[0], fired))
    progress(len(trials), len(trials))
    return trials


def _light_of(hour: int) -> Change:
    light = DayLight()
    return lambda image, at: light.over(image, hour * 3600.0 + at)


def _lit(footage: Sequence[Shot], light: Change) -> Iterator[Shot]:
    for shot in footage:
        yield replace(shot, image=light(shot.image, shot.at))


def _run(make: MakePipeline, pictures: Sequence[Shot], scenario: Scenario) -> frozenset[ViolationType]:
    ok, still = cv2.imencode(".jpg", pictures[0].image)
    pipeline = make(fault_camera(), still.tobytes() if ok else b"")
    fired: set[ViolationType] = set()
    for shot in _played(pictures, scenario):
        # A still scene sends a keyframe every two seconds, whatever the file that it comes from.
        is_key = round(shot.at * 2) % 4 == 0
        events = pipeline.analyse(Frame(1, _BEGINS_AT + shot.at, shot.image, is_key))
        fired.update(event.occurrence.type for event in events if isinstance(event, Fired))
    return frozenset(fired)


def _played(pictures: Sequence[Shot], scenario: Scenario) -> Iterator[Shot]:
    if scenario.name == "replayed":
        recording = [shot for shot in pictures if shot.at < _LOOP_S]
        for number in range(int(2 * _LOOPED_S)):
            yield Shot(number / 2, recording[number % len(recording)].image, False)
        return
    last = pictures[0].image
    for shot in pictures:
        if shot.at < _BEFORE_S:
            last = shot.image
            yield shot
        elif scenario.name == "frozen":
            yield replace(shot, image=last)
        else:
            yield replace(shot, image=scenario.change(shot.image, shot.at - _BEFORE_S))
