"""The bench of camera faults: drawn and photographed scenes, eleven faults, ten ordinary changes."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
import pytest

from tests.vision.detectors.faulty_pictures import FAULTS, ORDINARY, Change, cloth_before_lens, scenes, taken
from tests.vision.detectors.faulty_pictures import black as lights_out
from tests.vision.detectors.faulty_pictures import glare as drowned
from vision.detectors.camera.truth import CameraTruthDetector
from vision.types import Detection, Frame, Image

_ROUNDS = 2
_RIGHT_SHARE = 0.98


def looked_at(scene: Image, change: Change, seed: int) -> list[Detection]:
    """What one changed picture is called, by a camera that has a reference still of the scene."""
    rng = np.random.default_rng(seed)
    detector = CameraTruthDetector()
    assert detector.set_reference(cv2.imencode(".jpg", taken(scene, rng))[1].tobytes())
    return detector.detect(Frame(1, 0.0, taken(change(scene, rng), rng)))


def counted(changes: Mapping[str, Change], expected: list[str]) -> tuple[int, list[str]]:
    """How many pictures were looked at, and which were called something else."""
    pictures, wrong = 0, []
    for scene_name, scene in scenes().items():
        for change_name, change in changes.items():
            for seed in range(_ROUNDS):
                called = [str(found.type) for found in looked_at(scene, change, seed)]
                pictures += 1
                if called != expected:
                    wrong.append(f"{change_name} before {scene_name}: {called}")
    return pictures, wrong


def test_faults_are_called_by_their_names() -> None:
    results = [counted(changes, [kind]) for kind, changes in FAULTS.items()]
    pictures, wrong = sum(count for count, _ in results), [line for _, lines in results for line in lines]
    assert pictures == 11 * 7 * _ROUNDS
    assert 1 - len(wrong) / pictures >= _RIGHT_SHARE, "\n".join(wrong)


def test_other_light_infrared_steam_and_people_are_no_fault() -> None:
    pictures, wrong = counted(ORDINARY, [])
    assert pictures == 10 * 7 * _ROUNDS
    assert 1 - len(wrong) / pictures >= _RIGHT_SHARE, "\n".join(wrong)


@pytest.mark.parametrize(
    ("change", "cause"), [(lights_out, "black"), (drowned, "glare"), (cloth_before_lens, "covered")]
)
def test_a_blocked_picture_says_by_what(change: Change, cause: str) -> None:
    found = looked_at(scenes()["kitchen"], change, 0)
    assert [detection.why["cause"] for detection in found] == [cause]


def test_a_pushed_camera_says_how_far() -> None:
    found = looked_at(scenes()["motorcycle"], lambda picture, rng: np.roll(picture, 64, 1), 0)
    assert found[0].why["cause"] == "shifted"
    assert found[0].why["shift"] == pytest.approx(0.1, abs=0.02)
