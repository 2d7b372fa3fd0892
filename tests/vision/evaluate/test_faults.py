"""Faults made on purpose, against a camera whose answers are decided by the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from backend.catalog.violations import CAMERA_FAULTS, ViolationType
from tools.camera.encode import encode
from vision.evaluate.clip_report import fault_report, fault_text
from vision.evaluate.faults import SCENARIOS, Trial, fault_camera, try_faults
from vision.evaluate.footage import FootageError
from vision.rules.config import CameraConfig
from vision.rules.engine import RuleEngine
from vision.rules.hold import Ended, Fired
from vision.types import Detection, Frame, Image

BLOCK, BLUR, MOVE, FREEZE = (
    ViolationType.CAM_BLOCK,
    ViolationType.CAM_BLUR,
    ViolationType.CAM_MOVE,
    ViolationType.CAM_FREEZE,
)


class ByBrightness:
    """The real rules; a picture that is nearly black or white counts as blocked."""

    def __init__(self, camera: CameraConfig, still: bytes) -> None:
        assert cv2.imdecode(np.frombuffer(still, np.uint8), cv2.IMREAD_COLOR) is not None
        self._rules = RuleEngine(camera)

    def analyse(self, frame: Frame) -> list[Fired | Ended]:
        is_blocked = not 20 < frame.image.mean() < 235
        return self._rules.update(frame, [Detection(BLOCK, 0.9)] if is_blocked else [])


def clip(path: Path, seconds: int) -> Path:
    picture = np.random.default_rng(1).integers(60, 180, (60, 80, 3), dtype=np.uint8)
    pictures: Callable[[int], Image] = lambda number: np.roll(picture, number, axis=1)  # noqa: E731
    path.write_bytes(encode((pictures(number) for number in range(seconds * 2)), fps=2, gop=4, is_indexed=False))
    return path


def test_every_scenario_is_tried_and_what_lasts_is_reported(tmp_path: Path) -> None:
    trials = try_faults(clip(tmp_path / "a.mp4", 50), ByBrightness, lambda done, of: None)
    assert {trial.scenario for trial in trials} == {scenario.name for scenario in SCENARIOS}
    own = {trial.scenario: trial for trial in trials if trial.light == "own"}
    assert own["black"].is_found
    assert own["over-exposed"].is_found
    assert not own["blurred"].is_found
    # Ten seconds of wiping are shorter than the hold, and half the light is no fault.
    for name in ("unchanged", "half the light", "infrared", "steam", "lens wiped"):
        assert own[name].others == frozenset()


def test_a_clip_that_is_too_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match="32 seconds are needed"):
        try_faults(clip(tmp_path / "a.mp4", 10), ByBrightness, lambda done, of: None)


def test_the_camera_watches_itself_at_any_hour() -> None:
    rules = fault_camera().rules
    assert {rule.type for rule in rules} == CAMERA_FAULTS - {ViolationType.CAM_OFFLINE}
    assert {rule.hold_s for rule in rules} == {20.0}


def test_a_fault_taken_for_another_counts_as_missed_and_as_wrong() -> None:
    trials = [
        Trial("black", BLOCK, "own", frozenset({BLOCK})),
        Trial("moved", MOVE, "own", frozenset({MOVE, BLUR})),
        Trial("blurred", BLUR, "own", frozenset({BLOCK})),
        Trial("unchanged", None, "own", frozenset()),
        Trial("steam", None, "own", frozenset({BLUR})),
    ]
    report = fault_report("kitchen.mp4", trials)
    assert (report["found"]["hits"], report["found"]["total"]) == (2, 3)
    assert (report["precision"]["hits"], report["precision"]["total"]) == (2, 5)
    assert report["scenarios"]["steam"] == {"expected": None, "trials": 1, "found": 0, "others": ["CAM_BLUR"]}
    text = fault_text(report)
    assert "2 of 3 faults reported, 2 of 5 reports right" in text
    assert "blurred    CAM_BLUR   1       0         CAM_BLOCK" in text
