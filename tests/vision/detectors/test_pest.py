"""Something small that runs through an empty, drawn kitchen is found; light, steam, people and a fan are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest

from backend.catalog.violations import ViolationType
from tests.vision.detectors.faulty_pictures import infrared, scenes, taken
from vision.detectors.pest.detector import PestDetector
from vision.detectors.pest.floor import FloorScale
from vision.rules.config import Floor, Rule
from vision.rules.hold import Fired, HoldRule
from vision.types import Detection, Frame, Image, Person

Scene = Callable[[float], Image]
# A view from above onto 4 m x 2 m in the lower part of the picture.
_FLOOR = Floor(((0.1, 0.5), (0.9, 0.5), (0.9, 1.0), (0.1, 1.0)), 400.0, 200.0)
_QUIET_S = 4.0


def room() -> Image:
    return scenes()["kitchen"].copy()


def with_animal(picture: Image, x: float, y: float, length: float = 26, shade: int = 35) -> Image:
    """A body with a tail behind it, 640 pixels wide, going to the right."""
    cv2.ellipse(picture, (round(x), round(y)), (round(length / 2), round(length / 5)), 0, 0, 360, (shade,) * 3, -1)
    tail = (round(x - length * 1.1), round(y - 2))
    cv2.line(picture, (round(x - length / 2), round(y)), tail, (shade,) * 3, 1)
    return picture


def running(at: float) -> Image:
    """In from the left after four quiet seconds; a rest; on to the right."""
    x = -30 + 90 * min(max(at - _QUIET_S, 0), 3) + 120 * max(at - _QUIET_S - 4, 0)
    return with_animal(room(), x, 300 + 10 * np.sin(at)) if at > _QUIET_S else room()


def seen(
    scene: Scene,
    seconds: float,
    rate: float = 2.0,
    floor: Floor | None = None,
    people: Callable[[float], Sequence[Person]] = lambda at: (),
) -> list[Detection]:
    rng = np.random.default_rng(0)
    detector = PestDetector(floor)
    found: list[Detection] = []
    for index in range(round(seconds * rate)):
        at = index / rate
        found += detector.detect(Frame(1, 1000 + at, taken(scene(at), rng)), people(at))
    return found


@pytest.mark.parametrize("rate", [2.0, 5.0])
def test_an_animal_on_the_run_is_found_with_its_size_and_way(rate: float) -> None:
    found = seen(running, 11, rate, _FLOOR)
    assert found
    why = found[-1].why
    assert why["size"] == "calibrated"
    assert 10 <= why["size_cm"] <= 45
    assert why["direction"] == "E"
    assert why["tracked_s"] >= 1
    assert why["path_cm"] > 100
    assert found[-1].crops[0].image.size > 0


def test_it_is_found_in_infrared_light() -> None:
    assert seen(lambda at: infrared(running(at), np.random.default_rng(1)), 11)


def test_without_a_measured_floor_the_size_is_relative() -> None:
    why = seen(running, 11)[-1].why
    assert (why["size"], why["size_cm"]) == ("uncalibrated", None)
    assert 0.02 < why["size_share"] < 0.15


def test_the_rule_fires_for_an_animal_that_is_gone_after_three_seconds() -> None:
    detector, hold = PestDetector(_FLOOR), HoldRule(1, Rule(1, ViolationType.PEST, 1.0, votes=2, window=3))
    rng = np.random.default_rng(0)
    events = []
    for index in range(24):
        at = index / 2
        picture = with_animal(room(), -10 + 220 * (at - 4), 310) if 4 <= at <= 7 else room()
        frame = Frame(1, 1000 + at, taken(picture, rng))
        events.append(hold.update(frame, detector.detect(frame)))
    assert any(isinstance(event, Fired) for event in events)


def test_more_pictures_are_wanted_while_something_small_moves() -> None:
    detector, rng = PestDetector(), np.random.default_rng(0)
    for index in range(8):
        detector.detect(Frame(1, 1000 + index / 2, taken(room(), rng)))
    assert not detector.wants_more_frames
    detector.detect(Frame(1, 1004, taken(with_animal(room(), 200, 300), rng)))
    assert detector.wants_more_frames


def test_what_is_too_large_on_the_measured_floor_is_no_pest() -> None:
    assert seen(lambda at: with_animal(room(), 60 * at, 290, length=140), 9, floor=_FLOOR) == []


def light_switched(at: float) -> Image:
    return room() // 2 if at % 12 < 6 else room()


def flicker(at: float) -> Image:
    return np.asarray(np.clip(room() * (1 + 0.1 * np.sin(at * 37)), 0, 255), np.uint8)


def infrared_switch(at: float) -> Image:
    return infrared(room(), np.random.default_rng(1)) if at > 10 else room()


def torch_beam(at: float) -> Image:
    """A soft spot of light that wanders."""
    y, x = np.mgrid[:360, :640]
    spot = np.exp(-(((x - 40 * at) / 45) ** 2 + ((y - 200) / 45) ** 2))
    return np.asarray(np.clip(room() * (1 + 0.8 * spot[..., None]), 0, 255), np.uint8)


def steam_rises(at: float) -> Image:
    rng = np.random.default_rng(round(at * 10))
    cloud = cv2.resize(rng.random((6, 5)).astype(np.float32), (160, 160), interpolation=cv2.INTER_CUBIC).clip(0, 1)
    y, x = np.mgrid[:160, :160]
    cloud *= np.exp(-((x - 80) ** 2 + (y - 80) ** 2) / 2500) * 0.8
    picture = room().astype(np.float32)
    part = picture[60:220, 240:400]
    part += (230 - part) * cloud[..., None]
    return np.asarray(picture.clip(0, 255), np.uint8)


def fan_turns(at: float) -> Image:
    picture = room()
    tip = (round(500 + 40 * np.cos(at * 2.1)), round(90 + 40 * np.sin(at * 2.1)))
    cv2.line(picture, (500, 90), tip, (30, 30, 30), 8)
    return picture


def curtain_sways(at: float) -> Image:
    picture = room()
    edge = round(100 + 7 * np.sin(at * 1.9))
    cv2.rectangle(picture, (60, 60), (edge, 260), (90, 80, 140), -1)
    return picture


def insect_on_the_lens(at: float) -> Image:
    """Large and soft, wandering over the glass."""
    spot = np.zeros((360, 640), np.float32)
    cv2.circle(spot, (round(100 + 25 * at), round(150 + 30 * np.sin(at))), 30, 1.0, -1)
    soft = cv2.GaussianBlur(spot, (0, 0), 16)[..., None]
    return np.asarray(np.clip(room() * (1 - 0.8 * soft), 0, 255), np.uint8)


def lamp_blinks(at: float) -> Image:
    picture = room()
    if int(at * 2) % 2:
        cv2.circle(picture, (420, 120), 5, (255, 255, 255), -1)
    return picture


_ORDINARY: list[Scene] = [
    lambda at: room(), light_switched, flicker, infrared_switch, torch_beam, steam_rises, fan_turns, curtain_sways,
    insect_on_the_lens, lamp_blinks,
]  # fmt: skip


@pytest.mark.parametrize("scene", _ORDINARY)
def test_an_ordinary_night_is_quiet(scene: Scene) -> None:
    assert seen(scene, 40) == []


def test_somebody_who_walks_about_is_no_pest_and_hides_none_for_long() -> None:
    def box(at: float) -> tuple[float, float, float, float]:
        return (40 * at, 120.0, 40 * at + 60, 330.0)

    def walking(at: float) -> Image:
        picture = room()
        x1, y1, x2, y2 = (round(value) for value in box(at))
        cv2.rectangle(picture, (x1, y1), (x2, y2), (60, 50, 40), -1)
        return with_animal(picture, 200, 340)

    assert seen(walking, 12, people=lambda at: [Person(box(at), 0.8)]) == []


def test_a_poster_of_a_person_does_not_hide_a_mouse() -> None:
    assert seen(running, 11, people=lambda at: [Person((10.0, 40.0, 60.0, 160.0), 0.6)])


def test_lengths_on_the_floor_are_measured_in_perspective() -> None:
    scale = FloorScale(Floor(((0.3, 0.4), (0.7, 0.4), (0.9, 0.9), (0.1, 0.9)), 200.0, 300.0))
    near = scale.width_cm((64.0, 300.0, 576.0, 324.0), 640, 360)
    far = scale.width_cm((192.0, 100.0, 448.0, 144.0), 640, 360)
    assert near == pytest.approx(200, abs=1)
    assert far == pytest.approx(200, abs=1)
    assert scale.width_cm((10.0, 0.0, 20.0, 5.0), 640, 360) is None
