"""When a camera is worth watching closely."""

from __future__ import annotations

import numpy as np
import pytest

from vision.detectors.motion import MotionCheck
from vision.gate import PresenceGate
from vision.types import Image

RANDOM = np.random.default_rng(5)
SCENE = RANDOM.integers(60, 180, (36, 64, 3)).repeat(20, 0).repeat(20, 1)


def noisy(scene: np.ndarray[tuple[int, ...], np.dtype[np.integer]], gain: float = 1.0) -> Image:
    return np.clip(scene * gain + RANDOM.normal(0, 6, scene.shape), 0, 255).astype(np.uint8)


def with_person(x: int, height: int) -> Image:
    scene = SCENE.copy()
    scene[100 : 100 + height, x : x + height // 3] = (40, 200, 90)
    return noisy(scene)


@pytest.mark.parametrize("gain", [1.0, 0.93, 1.05])
def test_grain_and_a_change_of_light_are_no_motion(gain: float) -> None:
    check = MotionCheck()
    check.has_moved(noisy(SCENE))
    assert not check.has_moved(noisy(SCENE, gain))


@pytest.mark.parametrize("height", [70, 200, 500])
def test_somebody_who_comes_in_is_motion(height: int) -> None:
    check = MotionCheck()
    check.has_moved(noisy(SCENE))
    assert check.has_moved(with_person(300, height))
    assert not check.has_moved(with_person(300, height))
    assert check.has_moved(noisy(SCENE))


def test_a_picture_of_another_size_is_no_error() -> None:
    check = MotionCheck()
    assert check.has_moved(noisy(SCENE))
    check.has_moved(np.zeros((360, 640, 3), np.uint8))


def test_the_gate_is_open_until_somebody_has_looked() -> None:
    gate = PresenceGate()
    assert gate.is_open(0.0)
    gate.note_look(0.0, is_anybody_there=False)
    assert not gate.is_open(0.5)


def test_an_empty_still_kitchen_is_looked_at_now_and_then() -> None:
    gate = PresenceGate()
    looks = 0
    for step in range(120):
        if gate.wants_look(step / 2):
            gate.note_look(step / 2, is_anybody_there=False)
            looks += 1
    assert 5 <= looks <= 7


def test_motion_opens_it_for_a_while() -> None:
    gate = PresenceGate()
    gate.note_look(0.0, is_anybody_there=False)
    gate.note_motion(20.0)
    assert [gate.is_open(at) for at in (20.0, 25.0, 27.0)] == [True, True, False]


def test_people_are_not_looked_for_more_than_twice_a_second() -> None:
    gate = PresenceGate()
    looks = 0
    for step in range(50):
        if gate.wants_look(step / 5):
            gate.note_look(step / 5, is_anybody_there=True)
            looks += 1
    assert 20 <= looks <= 30


def test_people_who_stand_still_keep_it_open() -> None:
    gate = PresenceGate()
    for step in range(200):
        assert gate.is_open(step / 2)
        gate.note_look(step / 2, is_anybody_there=True)
    assert gate.is_anybody_there
    gate.note_look(100.0, is_anybody_there=False)
    assert not gate.is_anybody_there
    assert gate.is_open(109.0)
    assert not gate.is_open(110.0)


def test_a_clock_that_is_set_back_leads_to_a_look() -> None:
    gate = PresenceGate()
    gate.note_look(1000.0, is_anybody_there=False)
    assert gate.wants_look(10.0)
