"""From boxes of people to bodies: one pose a person and frame, whoever needs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vision.bodies.body import Body
from vision.bodies.parts import face_box, facing, hand_boxes, head_box, hidden_share
from vision.detectors.pose import Pose
from vision.types import Box, Image, Person


class Poses(Protocol):
    """Finds the joints of the person in a box; None when no body can be made out."""

    def estimate(self, image: Image, box: Box) -> Pose | None: ...


def build_bodies(image: Image, people: Sequence[Person], worth: Sequence[Person], poses: Poses) -> list[Body]:
    """A body for each of the `people`, in their order; only those `worth` its time get a pose and parts."""
    return [_build(image, person, people, poses if person in worth else None) for person in people]


def _build(image: Image, person: Person, people: Sequence[Person], poses: Poses | None) -> Body:
    height, width = image.shape[:2]
    hidden = hidden_share(person.box, [other.box for other in people if other is not person])
    pose = None if poses is None else poses.estimate(image, person.box)
    if pose is None:
        return Body(person, hidden=hidden)
    head = head_box(pose, person.box, width, height)
    way = facing(pose)
    face = face_box(pose, way, width, height) if head is not None else None
    return Body(person, pose, head, face, way, hand_boxes(pose, width, height), hidden)
