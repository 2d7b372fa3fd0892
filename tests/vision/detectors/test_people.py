"""Who is there and what do they wear: the real models on the demo kitchen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.vision.conftest import TakePicture
from vision.bodies.builder import Poses, build_bodies
from vision.detectors.clothes import ClothesJudge
from vision.detectors.colours import matching_share, measure_light, parse_colour
from vision.detectors.intrusion import IntrusionDetector
from vision.detectors.pose import LEFT_SHOULDER, NOSE, RIGHT_SHOULDER, Pose
from vision.pipeline import Models
from vision.types import Answer, Box, Frame, Image, Judgement, Person

WHITE = ["#ffffff"]
ORANGE = ["#d2552d"]
STREET, UNIFORM, EMPTY = 12.0, 45.0, 1.0


def only_person(models: Models, image: Image) -> Person:
    (person,) = models.people.find(image)
    return person


def judge(models: Models, image: Image, colours: list[str]) -> Judgement:
    return judge_with(models.poses, image, colours, only_person(models, image))


def judge_with(poses: Poses, image: Image, colours: list[str], *people: Person) -> Judgement:
    """What is said about the first of the people."""
    return ClothesJudge(colours).judge(image, build_bodies(image, people, people[:1], poses))[0]


def test_a_person_is_found_where_she_stands_and_nobody_in_an_empty_room(models: Models, kitchen: TakePicture) -> None:
    x1, y1, x2, y2 = only_person(models, kitchen(STREET)).box
    assert 350 < x1 < 450
    assert 700 < x2 < 880
    assert 130 < y1 < 190
    assert y2 > 540
    assert models.people.find(kitchen(EMPTY)) == []


@pytest.mark.parametrize("size", [(1920, 1080), (640, 360), (704, 576), (960, 720)])
def test_people_are_found_in_pictures_of_every_usual_shape(
    models: Models, kitchen: TakePicture, size: tuple[int, int]
) -> None:
    person = only_person(models, np.asarray(cv2.resize(kitchen(STREET), size), np.uint8))
    assert person.score > 0.5
    assert abs((person.box[0] + person.box[2]) / 2 / size[0] - 0.46) < 0.06


def test_the_pose_puts_head_and_shoulders_in_place(models: Models, kitchen: TakePicture) -> None:
    image = kitchen(STREET)
    pose = models.poses.estimate(image, only_person(models, image).box)
    assert pose is not None
    assert np.hypot(*(pose.points[NOSE] - (594, 281))) < 40
    assert pose.points[LEFT_SHOULDER][0] > pose.points[RIGHT_SHOULDER][0] + 120


def test_there_is_no_pose_in_an_empty_corner(models: Models, kitchen: TakePicture) -> None:
    assert models.poses.estimate(kitchen(EMPTY), (700.0, 150.0, 1000.0, 550.0)) is None


def test_street_clothes_are_not_the_uniform(models: Models, kitchen: TakePicture) -> None:
    judgement = judge(models, kitchen(STREET), WHITE)
    assert judgement.answer is Answer.YES
    assert judgement.score > 0.8


def test_the_uniform_is_never_reported(models: Models, kitchen: TakePicture) -> None:
    assert judge(models, kitchen(UNIFORM), WHITE).answer is not Answer.YES


def test_every_establishment_has_its_own_colours(models: Models, kitchen: TakePicture) -> None:
    white, orange = (judge(models, kitchen(STREET), colours) for colours in (WHITE, ORANGE))
    assert white.answer is Answer.YES
    assert orange.answer is not Answer.YES
    assert orange.score > 1 - white.score + 0.25


def test_without_colours_nothing_is_judged(models: Models, kitchen: TakePicture) -> None:
    assert judge(models, kitchen(STREET), []).reason == "no colours"


@pytest.mark.parametrize("gain", [0.6, 1.25])
def test_darker_and_brighter_light_change_nothing(models: Models, kitchen: TakePicture, gain: float) -> None:
    lit = np.clip(kitchen(STREET) * gain, 0, 255).astype(np.uint8)
    assert judge(models, lit, WHITE).answer is Answer.YES


def test_an_infrared_picture_shows_no_colours(models: Models, kitchen: TakePicture) -> None:
    grey = np.repeat(cv2.cvtColor(kitchen(STREET), cv2.COLOR_BGR2GRAY)[..., None], 3, 2)
    assert judge(models, np.asarray(grey, np.uint8), WHITE).reason == "no colours"


class FixedPose:
    """Stands in for the estimator where a test needs a body in a certain position."""

    def __init__(
        self, shoulders: tuple[float, float], hips: float = 300.0, visibility: float = 0.9, top: float = 150.0
    ) -> None:
        right, left = shoulders
        points = np.zeros((33, 2), np.float32)
        points[11], points[12] = (left, top), (right, top)
        points[23], points[24] = (left, hips), (right, hips)
        self._pose = Pose(points, np.full(33, visibility, np.float32), 0.9)

    def estimate(self, image: Image, box: Box) -> Pose:
        return self._pose


RED = np.full((400, 600, 3), (30, 30, 200), np.uint8)
RED[:, :40] = 250
MIDDLE = Person((200.0, 50.0, 400.0, 390.0), 0.9)


@pytest.mark.parametrize(
    ("pose", "reason"),
    [
        (FixedPose((240, 360)), ""),
        (FixedPose((360, 240)), "turned away"),
        (FixedPose((290, 310)), "side-on"),
        (FixedPose((240, 360), visibility=0.2), "shoulders hidden"),
        (FixedPose((290, 310), hips=165), "small"),
        (FixedPose((240, 360), hips=520, top=330), "cut by the edge"),
        (FixedPose((60, 180)), "pose of somebody else"),
    ],
)
def test_what_cannot_be_seen_properly_is_unknown(pose: FixedPose, reason: str) -> None:
    judgement = judge_with(pose, RED, WHITE, MIDDLE)
    assert judgement.reason == reason
    assert judgement.answer is (Answer.UNKNOWN if reason else Answer.YES)


def test_a_torso_behind_somebody_else_is_unknown() -> None:
    other = Person((300.0, 60.0, 480.0, 390.0), 0.8)
    assert judge_with(FixedPose((240, 360)), RED, WHITE, MIDDLE, other).reason == "occluded"


def test_a_person_too_small_is_unknown() -> None:
    far = Person((200.0, 50.0, 230.0, 100.0), 0.9)
    assert judge_with(FixedPose((240, 360)), RED, WHITE, far).reason == "small"


def test_the_box_of_a_judgement_is_the_part_that_was_looked_at() -> None:
    box = judge_with(FixedPose((240, 360)), RED, WHITE, MIDDLE).box
    assert box is not None
    assert (240 < box[0] < 270, 150 < box[1] < 170, 330 < box[2] < 360, 240 < box[3] < 270) == (True,) * 4


def test_everybody_is_an_intruder_when_the_rule_watches() -> None:
    assert [found.box for found in IntrusionDetector().detect(Frame(1, 0.0, RED), [MIDDLE])] == [MIDDLE.box]


@pytest.mark.parametrize(
    ("colour", "same", "other"),
    [
        ("#ffffff", (215, 220, 225), (120, 60, 40)),
        ("#1f3a8a", (150, 70, 40), (40, 60, 170)),
        ("#000000", (30, 28, 26), (200, 200, 205)),
        ("#808080", (125, 128, 131), (225, 225, 225)),
    ],
)
def test_colours_match_their_like(colour: str, same: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    scene = np.random.default_rng(0).integers(20, 236, (90, 160, 3), np.uint8)
    light = measure_light(scene)
    for pixel, expected in ((same, 1.0), (other, 0.0)):
        assert matching_share(np.full((4, 4, 3), pixel, np.uint8), [colour], light) == expected


def test_a_yellow_lamp_does_not_dye_the_uniform() -> None:
    scene = np.full((90, 160, 3), 225, np.uint8)
    scene[30:60] = (60, 90, 110)
    lamp = np.array([0.72, 0.92, 1.0])
    yellow = (scene * lamp).astype(np.uint8)
    assert matching_share(yellow[:20, :20], WHITE, measure_light(yellow)) > 0.9


@pytest.mark.parametrize("text", ["white", "#fff", "#12345g"])
def test_what_is_not_a_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        parse_colour(text)
