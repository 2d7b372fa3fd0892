"""A recording in place of the live picture is noticed; people at work, a fan and a calm scene are not one."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from backend.catalog.violations import ViolationType
from tests.vision.detectors.faulty_pictures import scenes, taken
from vision.detectors.camera.fault import Fault
from vision.detectors.camera.replay import ReplayCheck
from vision.detectors.camera.truth import CameraTruthDetector
from vision.types import Frame, Image

Scene = Callable[[float], Image]
_SMALL = (320, 180)


def kitchen_with_walkers(seed: int) -> Scene:
    """Two people who walk between places of their own choice and rest there."""
    room = np.asarray(cv2.resize(scenes()["kitchen"], _SMALL), np.uint8)
    rng = np.random.default_rng(seed)
    routes = [np.cumsum(rng.uniform(2, 9, 200)) for _ in range(2)]
    places = [rng.uniform(20, _SMALL[0] - 50, 201) for _ in range(2)]

    def at(seconds: float) -> Image:
        picture = room.copy()
        for shade, (route, place) in enumerate(zip(routes, places, strict=True)):
            leg = int(np.searchsorted(route, seconds))
            began = route[leg - 1] if leg else 0.0
            share = min((seconds - began) / 2.5, 1.0)
            x = round(place[leg] + (place[leg + 1] - place[leg]) * share)
            cv2.rectangle(picture, (x, 60), (x + 30, 160), (40 + 150 * shade,) * 3, -1)
        return picture

    return at


def watched(scene: Scene, seconds: float, rate: float = 1.0, seed: int = 0) -> Fault | None:
    """What is found after so long: fresh noise and encoding in each picture, at times that jitter."""
    rng = np.random.default_rng(seed)
    check = ReplayCheck()
    found = None
    for index in range(round(seconds * rate)):
        at = index / rate + rng.uniform(0, 0.05)
        check.note(taken(scene(at), rng), 1000.3 + at, is_key=True)
        found = check.find() or found
    return found


def test_a_recording_shown_again_through_another_encoder_is_a_replay() -> None:
    live = kitchen_with_walkers(1)
    found = watched(lambda at: live(at % 47.3), 190)
    assert found is not None
    assert found.why["cause"] == "replay"
    assert abs(found.why["period_s"] % 47.3 - 47.3 / 2) > 20


def test_people_at_work_are_no_replay() -> None:
    assert watched(kitchen_with_walkers(2), 400) is None


def test_a_calm_scene_is_no_replay() -> None:
    picture = kitchen_with_walkers(3)(0.0)
    assert watched(lambda at: picture, 240) is None


def test_a_fan_that_turns_all_day_is_no_replay() -> None:
    room = np.asarray(cv2.resize(scenes()["kitchen"], _SMALL), np.uint8)

    def fan(at: float) -> Image:
        picture = room.copy()
        angle = at * 2 * np.pi / 6.4
        tip = (round(160 + 70 * np.cos(angle)), round(90 + 60 * np.sin(angle)))
        cv2.line(picture, (160, 90), tip, (20, 20, 20), 12)
        return picture

    assert watched(fan, 300) is None


def test_the_same_light_switched_twice_is_no_replay() -> None:
    picture = kitchen_with_walkers(3)(0.0)
    assert watched(lambda at: picture // 2 if at % 60 < 5 else picture, 240) is None


def exact(pictures: list[Image], period: int, count: int) -> Fault | None:
    """Keyframes every two seconds that decode to the same pixels after each period."""
    check = ReplayCheck()
    for index in range(count):
        check.note(pictures[index % period], 1000.0 + 2 * index, is_key=True)
    return check.find()


def test_a_stream_sent_again_is_a_replay_even_when_hardly_anything_moves() -> None:
    rng = np.random.default_rng(0)
    still = kitchen_with_walkers(1)(0.0)
    calm = [taken(still, rng) for _ in range(120)]
    found = exact(calm, 40, 115)
    assert found is not None
    assert found.why["period_s"] == 80
    assert exact(calm, 120, 120) is None


def test_a_sensor_without_noise_before_a_still_scene_is_no_replay() -> None:
    still = kitchen_with_walkers(1)(0.0)
    assert exact([still], 1, 200) is None


@pytest.mark.parametrize(("is_film", "expected"), [(False, True), (True, False)])
def test_the_film_of_a_demo_may_repeat(is_film: bool, expected: bool) -> None:
    rng = np.random.default_rng(0)
    film = [taken(kitchen_with_walkers(1)(float(second)), rng) for second in range(40)]
    detector = CameraTruthDetector(is_film=is_film)
    found = [detector.detect(Frame(1, 1000.0 + 2 * index, film[index % 40], is_key=True)) for index in range(115)]
    kinds = {detection.type for detections in found for detection in detections}
    assert (ViolationType.CAM_FREEZE in kinds) is expected
