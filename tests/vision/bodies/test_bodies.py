"""Where a person's parts are, and which way the head is turned."""

from __future__ import annotations

import numpy as np
import pytest

from tests.vision.conftest import TakePicture
from vision.bodies.body import Body, Facing
from vision.bodies.builder import build_bodies
from vision.bodies.parts import facing, hand_boxes, head_box, hidden_share, pixels_per_metre
from vision.detectors import pose as joints
from vision.detectors.pose import (
    LEFT_EAR,
    LEFT_HIP,
    LEFT_SHOULDER,
    NOSE,
    RIGHT_EAR,
    RIGHT_HIP,
    RIGHT_SHOULDER,
    Pose,
)
from vision.pipeline import Models
from vision.types import Box, Person

STREET = 12.0
PERSON: Box = (200.0, 50.0, 400.0, 450.0)
PLACES: dict[int, tuple[float, float]] = {
    NOSE: (300, 103), LEFT_EAR: (315, 100), RIGHT_EAR: (285, 100), LEFT_SHOULDER: (336, 150),
    RIGHT_SHOULDER: (264, 150), LEFT_HIP: (325, 250), RIGHT_HIP: (275, 250),
}  # fmt: skip


def pose(visibility: float = 0.9, **moved: tuple[float, float]) -> Pose:
    """Somebody of 200 pixels a metre who faces the camera; `moved` by names of joints."""
    points = np.full((33, 2), 300.0, np.float32)
    for joint, place in PLACES.items():
        points[joint] = place
    for name, place in moved.items():
        points[getattr(joints, name)] = place
    return Pose(points, np.full(33, visibility, np.float32), 0.9)


def turned(degrees: float) -> Pose:
    """The same head and shoulders seen from that many degrees beside the front."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return pose(
        LEFT_EAR=(300 + 15 * cosine, 100), RIGHT_EAR=(300 - 15 * cosine, 100), NOSE=(300 + 20 * sine, 103),
        LEFT_SHOULDER=(300 + 36 * cosine, 150), RIGHT_SHOULDER=(300 - 36 * cosine, 150),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [(0, Facing.FRONT), (30, Facing.FRONT), (-30, Facing.FRONT), (80, Facing.SIDE), (-80, Facing.SIDE),
     (150, Facing.AWAY), (180, Facing.AWAY), (-140, Facing.AWAY)],
)  # fmt: skip
def test_the_ears_and_the_nose_say_where_the_head_is_turned(degrees: float, expected: Facing) -> None:
    assert facing(turned(degrees)) is expected


def test_a_face_on_shoulders_seen_from_the_side_is_not_believed() -> None:
    assert facing(pose(LEFT_SHOULDER=(305, 150), RIGHT_SHOULDER=(295, 150))) is Facing.UNKNOWN


def test_joints_that_cannot_be_seen_say_nothing() -> None:
    assert facing(pose(visibility=0.2)) is Facing.UNKNOWN
    assert head_box(pose(visibility=0.2), PERSON, 640, 480) is None
    assert hand_boxes(pose(visibility=0.2), 640, 480) == ()


def test_a_bent_or_turned_body_has_the_same_scale() -> None:
    assert pixels_per_metre(pose()) == pytest.approx(200)
    assert pixels_per_metre(turned(85)) == pytest.approx(200, abs=5)
    assert pixels_per_metre(pose(LEFT_HIP=(325, 180), RIGHT_HIP=(275, 180))) == pytest.approx(200, abs=5)


def test_the_head_reaches_from_its_top_to_the_chin() -> None:
    assert head_box(pose(), PERSON, 640, 480) == pytest.approx((276, 70, 324, 128), abs=1)


def test_a_head_outside_the_person_or_the_picture_is_none() -> None:
    assert head_box(pose(), (10.0, 50.0, 120.0, 450.0), 640, 480) is None
    assert head_box(pose(), PERSON, 640, 80) is None


def test_a_hand_goes_on_where_the_forearm_points() -> None:
    boxes = hand_boxes(pose(LEFT_ELBOW=(340, 200), LEFT_WRIST=(340, 250)), 640, 480)
    x1, y1, x2, y2 = boxes[0]
    assert ((x1 + x2) / 2, (y1 + y2) / 2) == pytest.approx((340, 266), abs=1)
    assert (x2 - x1, y2 - y1) == pytest.approx((48, 48), abs=1)


def test_who_stands_nearer_hides_the_other() -> None:
    far, near = (100.0, 50.0, 200.0, 300.0), (150.0, 60.0, 260.0, 400.0)
    assert hidden_share(far, [near]) == pytest.approx(0.5, abs=0.06)
    assert hidden_share(near, [far]) == 0.0
    assert hidden_share(far, []) == 0.0


def only_body(models: Models, kitchen: TakePicture) -> Body:
    image = kitchen(STREET)
    people = models.people.find(image)
    (body,) = build_bodies(image, people, people, models.poses)
    return body


def test_head_and_face_of_the_cook_are_found(models: Models, kitchen: TakePicture) -> None:
    body = only_body(models, kitchen)
    assert body.facing is Facing.FRONT
    assert body.head is not None
    assert body.face is not None
    for box in (body.head, body.face):
        assert box[0] < 594 < box[2]
        assert box[1] < 281 < box[3]
    assert 0.2 < (body.head[3] - body.head[1]) / body.person.height < 0.5


class NoPoses:
    def estimate(self, image: object, box: Box) -> Pose | None:
        raise AssertionError("nobody was worth it")


def test_only_those_worth_it_cost_a_pose() -> None:
    people = [Person(PERSON, 0.9), Person((300.0, 60.0, 480.0, 460.0), 0.8)]
    bodies = build_bodies(np.zeros((480, 640, 3), np.uint8), people, [], NoPoses())
    assert [body.person for body in bodies] == people
    assert bodies[0].hidden > 0.3
