"""Hand to mouth and away: smoking over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vision.bodies.body import Body
from vision.detectors.gesture import HandToMouth, MouthWatch, Reach, drags, reach_of
from vision.detectors.pose import LEFT_MOUTH, LEFT_SHOULDER, RIGHT_MOUTH, RIGHT_SHOULDER, Pose
from vision.types import Person

DOWN, AT_MOUTH, BETWEEN = 0.5, 0.1, 0.22


def watched(*spells: tuple[float, float | None]) -> MouthWatch:
    """Spells of (seconds, metres) at two frames a second."""
    watch, at = MouthWatch(), 1000.0
    for seconds, metres in spells:
        for _ in range(round(seconds * 2)):
            watch.take(at, metres)
            at += 0.5
    return watch


def test_two_drags_are_repeated_and_one_is_once() -> None:
    drag = ((5.0, DOWN), (2.0, AT_MOUTH))
    assert watched(*drag, *drag, (3.0, DOWN)).pattern is HandToMouth.REPEATED
    assert watched(*drag, (3.0, DOWN)).pattern is HandToMouth.ONCE


def test_hands_that_stay_down_speak_against_a_cigarette() -> None:
    assert watched((15.0, DOWN)).pattern is HandToMouth.AWAY


def test_a_short_look_says_nothing() -> None:
    assert watched((5.0, DOWN)).pattern is HandToMouth.UNSEEN
    assert MouthWatch().pattern is HandToMouth.UNSEEN


def test_hidden_hands_say_nothing_however_long() -> None:
    assert watched((50.0, None)).pattern is HandToMouth.UNSEEN


def test_a_hand_near_the_face_all_the_time_is_not_away() -> None:
    assert watched((30.0, BETWEEN)).pattern is HandToMouth.UNSEEN


def test_a_hand_that_stays_holds_a_phone_or_the_chin() -> None:
    assert drags([Reach(0, DOWN), Reach(1, AT_MOUTH), Reach(12, AT_MOUTH), Reach(13, DOWN)]) == 0
    assert drags([Reach(0, DOWN), Reach(1, AT_MOUTH), Reach(5, AT_MOUTH), Reach(6, DOWN)]) == 1


def test_trembling_between_near_and_far_is_one_drag() -> None:
    metres = [DOWN, AT_MOUTH, BETWEEN, AT_MOUTH, BETWEEN, AT_MOUTH, DOWN]
    assert drags([Reach(float(at), value) for at, value in enumerate(metres)]) == 1


def test_what_was_longer_ago_than_a_minute_is_forgotten() -> None:
    assert watched((3.0, DOWN), (2.0, AT_MOUTH), (70.0, DOWN)).pattern is HandToMouth.AWAY


def standing(hands: tuple[tuple[float, float], ...]) -> Body:
    """Shoulders 72 px apart (0.36 m), so 200 px to the metre; the mouth at (100, 100)."""
    points = np.zeros((33, 2), np.float32)
    points[:] = (100, 150)
    points[[LEFT_MOUTH, RIGHT_MOUTH]] = (102, 100), (98, 100)
    points[[LEFT_SHOULDER, RIGHT_SHOULDER]] = (136, 150), (64, 150)
    boxes = tuple((x - 24, y - 24, x + 24, y + 24) for x, y in hands)
    pose = Pose(points, np.ones(33, np.float32), 0.9)
    return Body(Person((40.0, 40.0, 160.0, 400.0), 0.9), pose, (76.0, 60.0, 124.0, 118.0), hands=boxes)


def test_the_nearer_hand_counts_in_metres() -> None:
    assert reach_of(standing(((100, 120), (100, 300)))) == pytest.approx(0.1, abs=0.01)


def test_without_hands_or_head_there_is_no_distance() -> None:
    assert reach_of(standing(())) is None
    assert reach_of(replace(standing(((100, 120),)), head=None)) is None
