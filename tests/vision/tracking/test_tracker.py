"""Who is who from frame to frame."""

from __future__ import annotations

import random

from vision.tracking.tracker import PersonTracker, overlap
from vision.types import Person

START = 1_800_000_000.0


def standing(x: float, height: float = 200.0, y: float = 100.0) -> Person:
    return Person((x, y, x + 0.35 * height, y + height), 0.8)


class Camera:
    """Shows people to a tracker and says which id each has."""

    def __init__(self) -> None:
        self.tracker = PersonTracker()
        self.at = START

    def show(self, *people: Person, after: float = 0.5) -> list[int | None]:
        self.at += after
        return [person.track_id for person in self.tracker.update(people, self.at)]


def test_somebody_who_walks_more_than_her_width_between_frames_stays_the_same() -> None:
    camera = Camera()
    seen = {camera.show(standing(100.0 + 90 * step))[0] for step in range(8)}
    assert len(seen) == 1


def test_the_order_in_which_people_are_found_does_not_matter() -> None:
    camera = Camera()
    first = camera.show(standing(100), standing(500))
    assert camera.show(standing(505), standing(96)) == [first[1], first[0]]


def test_two_who_cross_keep_their_names() -> None:
    camera = Camera()
    left, right = camera.show(standing(100), standing(700, height=190))
    for step in range(1, 9):
        seen = camera.show(standing(100 + 75.0 * step), standing(700 - 75.0 * step, height=190))
    assert seen == [left, right]


def test_a_gap_of_two_seconds_is_bridged_and_one_of_ten_is_not() -> None:
    camera = Camera()
    (name,) = camera.show(standing(100))
    camera.show()
    assert camera.show(standing(120), after=1.5) == [name]
    assert camera.show(standing(120), after=10.0) != [name]


def test_somebody_far_away_is_somebody_else() -> None:
    camera = Camera()
    (name,) = camera.show(standing(100))
    assert camera.show(standing(900)) != [name]


def test_a_child_does_not_become_a_grown_up() -> None:
    camera = Camera()
    (name,) = camera.show(standing(100, height=90))
    assert camera.show(standing(100, height=200)) != [name]


def test_every_name_is_given_once() -> None:
    camera, noise = Camera(), random.Random(3)
    for _ in range(40):
        people = [standing(noise.uniform(0, 900)) for _ in range(noise.randint(0, 5))]
        names = camera.show(*people)
        assert len(set(names)) == len(people)


def test_she_has_been_here_since_she_was_first_seen_also_after_she_was_lost_for_a_while() -> None:
    camera = Camera()
    (name,) = camera.show(standing(100))
    for _ in range(20):
        camera.show(standing(100))
    assert camera.tracker.present_s(name, camera.at) == 10.0
    (again,) = camera.show(standing(130), after=8.0)
    assert again != name
    assert camera.tracker.present_s(again, camera.at) == 18.0
    (other,) = camera.show(standing(900), after=0.5)
    assert camera.tracker.present_s(other, camera.at) == 0.0


def test_a_clock_that_jumps_back_begins_anew() -> None:
    camera = Camera()
    (name,) = camera.show(standing(100))
    assert camera.show(standing(100), after=-3600.0) != [name]


def test_overlap_is_the_share_that_two_boxes_have_in_common() -> None:
    assert overlap((0, 0, 2, 2), (1, 0, 3, 2)) == 1 / 3
    assert overlap((0, 0, 1, 1), (2, 2, 3, 3)) == 0.0
