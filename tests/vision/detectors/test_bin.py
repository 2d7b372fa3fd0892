"""A marked bin in a drawn corner: covered, open, or not to be seen, in any light and with people about."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from backend.catalog.violations import ViolationType
from tests.vision.detectors.faulty_pictures import (
    Change,
    infrared,
    light_from_one_side,
    low_bitrate,
    other_light,
    scenes,
    steam,
    taken,
    vibration,
    yellow_light,
)
from vision.detectors.bin import BinDetector, BinState
from vision.rules.config import Bin, Rule
from vision.rules.hold import Fired, HoldRule
from vision.types import Frame, Image, Person

_POLYGON = ((0.40, 0.52), (0.55, 0.52), (0.55, 0.92), (0.40, 0.92))
_BIN = Bin(7, "by the sink", _POLYGON, "sha")
_RIM = 208


def corner() -> Image:
    return scenes()["kitchen"].copy()


def with_body(picture: Image) -> Image:
    """A green wheeled bin without its lid, 640x360; the mouth is seen from above."""
    cv2.fillConvexPoly(picture, np.array([[262, _RIM], [346, _RIM], [338, 326], [270, 326]]), (70, 110, 50))
    cv2.line(picture, (304, 240), (304, 316), (50, 85, 38), 3)
    cv2.rectangle(picture, (284, 256), (324, 276), (190, 200, 195), -1)
    return picture


def covered() -> Image:
    picture = with_body(corner())
    cv2.ellipse(picture, (304, _RIM), (44, 18), 0, 0, 360, (85, 130, 60), -1)
    cv2.ellipse(picture, (304, _RIM), (44, 18), 0, 0, 360, (40, 70, 30), 2)
    cv2.rectangle(picture, (292, 198), (316, 204), (30, 50, 25), -1)
    return picture


def opened() -> Image:
    """The lid leans against the wall above; rubbish looks out of the mouth."""
    picture = with_body(corner())
    cv2.rectangle(picture, (264, 150), (344, 196), (85, 130, 60), -1)
    cv2.ellipse(picture, (304, _RIM), (44, 18), 0, 0, 360, (22, 25, 24), -1)
    rng = np.random.default_rng(3)
    for x, y in rng.integers((272, 200), (336, 218), (14, 2)):
        cv2.circle(picture, (int(x), int(y)), 5, tuple(int(shade) for shade in rng.integers(40, 220, 3)), -1)
    return picture


def taken_away() -> Image:
    return corner()


def somebody_before(picture: Image, x: int = 250) -> Image:
    cv2.rectangle(picture, (x, 60), (x + 110, 360), (60, 55, 70), -1)
    cv2.rectangle(picture, (x + 30, 90), (x + 80, 200), (95, 90, 110), -1)
    return picture


@pytest.fixture
def detector() -> BinDetector:
    return watching(covered())


def watching(still: Image) -> BinDetector:
    detector = BinDetector([_BIN])
    assert detector.set_covered(7, cv2.imencode(".jpg", still)[1].tobytes())
    return detector


def state_after(detector: BinDetector, picture: Image, seed: int = 0, people: tuple[Person, ...] = ()) -> BinState:
    rng = np.random.default_rng(seed)
    for index in range(4):
        detector.detect(Frame(1, index / 2, taken(picture, rng)), people)
    return detector.looks[7].state


_LIGHTS: list[Change] = [other_light, yellow_light, light_from_one_side, low_bitrate]


@pytest.mark.parametrize("light", [lambda picture, rng: picture, *_LIGHTS])
@pytest.mark.parametrize("seed", range(2))
def test_covered_and_open_are_told_apart_in_any_light(light: Change, seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert state_after(watching(covered()), light(covered(), rng), seed) is BinState.COVERED
    assert state_after(watching(covered()), light(opened(), rng), seed) is BinState.OPEN


@pytest.mark.parametrize("seed", range(4))
def test_in_infrared_light_a_covered_bin_is_never_called_open(detector: BinDetector, seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert state_after(detector, infrared(covered(), rng), seed) is not BinState.OPEN


def test_a_switch_to_infrared_is_learned_and_an_open_bin_is_found_by_it(detector: BinDetector) -> None:
    rng = np.random.default_rng(0)
    for index in range(4):
        detector.detect(Frame(1, index / 2, taken(covered(), rng)))
    states = []
    for picture in (covered(), opened()):
        for index in range(4):
            detector.detect(Frame(1, 2.0 + index / 2, infrared(picture, np.random.default_rng(1))))
        states.append(detector.looks[7].state)
    assert states == [BinState.COVERED, BinState.OPEN]


@pytest.mark.parametrize(
    "picture",
    [somebody_before(covered()), somebody_before(opened()), somebody_before(opened(), 290), opened() // 40,
     np.full((360, 640, 3), 120, np.uint8)],
)  # fmt: skip
def test_what_cannot_be_seen_is_not_called_open(detector: BinDetector, picture: Image) -> None:
    assert state_after(detector, picture) is BinState.UNSEEN


def test_a_person_in_front_makes_it_unknown(detector: BinDetector) -> None:
    person = Person((255.0, 40.0, 330.0, 360.0), 0.8)
    assert state_after(detector, opened(), people=(person,)) is BinState.UNSEEN
    assert detector.looks[7].reason == "in_front"


def test_a_bin_that_was_taken_away_is_not_open(detector: BinDetector) -> None:
    assert state_after(detector, taken_away()) is BinState.UNSEEN


def test_a_camera_that_shakes_does_not_open_the_bin() -> None:
    for seed in range(4):
        shaken = vibration(covered(), np.random.default_rng(seed))
        assert state_after(watching(covered()), shaken, seed) is BinState.COVERED


def test_steam_over_a_covered_bin_is_not_open() -> None:
    for seed in range(8):
        assert state_after(watching(covered()), steam(covered(), np.random.default_rng(seed))) is not BinState.OPEN


def test_a_bin_without_a_still_is_unseen() -> None:
    detector = BinDetector([_BIN])
    assert detector.detect(Frame(1, 0.0, opened())) == []
    assert detector.looks[7].reason == "no still"
    assert not detector.set_covered(7, b"no picture")
    assert not detector.set_covered(8, None)


def test_a_renamed_bin_keeps_its_still_and_a_new_still_is_waited_for(detector: BinDetector) -> None:
    detector.configure([Bin(7, "by the door", _POLYGON, "sha")])
    assert state_after(detector, covered()) is BinState.COVERED
    detector.configure([Bin(7, "by the door", _POLYGON, "another")])
    assert state_after(detector, covered()) is BinState.UNSEEN


def fired_at(pictures: Callable[[float], Image], seconds: float, hold_s: float = 180.0) -> float | None:
    """When the rule fires, with 2 pictures a second."""
    detector = watching(covered())
    hold = HoldRule(1, Rule(1, ViolationType.BIN, hold_s))
    rng = np.random.default_rng(0)
    for index in range(round(seconds * 2)):
        frame = Frame(1, index / 2, taken(pictures(index / 2), rng))
        if isinstance(hold.update(frame, detector.detect(frame)), Fired):
            return index / 2
    return None


def test_ten_seconds_open_are_quiet() -> None:
    closed, open_ = covered(), opened()
    assert fired_at(lambda at: open_ if 5 <= at < 15 else closed, 40, hold_s=20) is None


def test_open_too_long_fires_although_people_walk_past() -> None:
    open_, passing = opened(), somebody_before(opened())
    at = fired_at(lambda at: passing if 8 < at % 20 < 13 else open_, 60, hold_s=40)
    assert at is not None
    assert 40 <= at <= 46


def test_the_finding_shows_the_covered_still_beside_the_current_picture(detector: BinDetector) -> None:
    rng = np.random.default_rng(0)
    for index in range(4):
        found = detector.detect(Frame(1, index / 2, taken(opened(), rng)))
    (detection,) = found
    assert [crop.kind for crop in detection.crops] == ["covered", "bin"]
    assert detection.crops[0].image.shape == detection.crops[1].image.shape
    assert detection.why["bin"] == {"id": 7, "name": "by the sink"}
    assert detection.box == pytest.approx((256, 187.2, 352, 331.2))
