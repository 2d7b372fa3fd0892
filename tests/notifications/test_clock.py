"""A machine's clock that is set neither rushes a case nor holds it up."""

from __future__ import annotations

import pytest

from backend.cases.models import Case
from backend.core.database import write_transaction
from backend.extensions import db
from notifications.housekeeping import Housekeeping, remembered_shifts
from notifications.steady import SteadyTime
from notifications.steps import newest_case_id, run_due_steps
from tests.factories.cases import Story
from tests.factories.world import make_camera
from tests.fakes.clock import FrozenClock


class World:
    """True time, and a wall clock that somebody may set."""

    def __init__(self, clock: FrozenClock) -> None:
        self.clock, self.elapsed = clock, 0.0
        self.steady = SteadyTime(elapsed=lambda: self.elapsed)

    def turn(self) -> int:
        self.steady.observe(self.clock.now(), newest_case_id)
        done = run_due_steps(self.steady)
        db.session.rollback()
        return done

    def passes(self, minutes: float) -> int:
        """Minutes go by, with a turn each half minute; returns how many cases moved."""
        moved = 0
        for _ in range(int(minutes * 2)):
            self.clock.advance(seconds=30)
            self.elapsed += 30
            moved += self.turn()
        return moved


def level(case: Case) -> int:
    db.session.expire_all()
    return db.session.get_one(Case, case.id).level


@pytest.mark.parametrize("hours", [1, -1])
def test_after_the_clock_was_set_level_two_comes_when_thirty_minutes_have_passed(
    story: Story, clock: FrozenClock, hours: int
) -> None:
    world, case = World(clock), story.open()
    world.turn()
    world.passes(10)
    clock.advance(hours=hours)

    assert world.passes(19.5) == 0
    assert level(case) == 1
    assert world.passes(1) == 1
    assert level(case) == 2


@pytest.mark.parametrize("hours", [1, -1])
def test_a_case_opened_after_the_clock_was_set_follows_the_new_time(
    story: Story, clock: FrozenClock, hours: int
) -> None:
    clock.advance(hours=2)  # the memberships of the world began at noon
    world = World(clock)
    story.open()
    world.turn()
    clock.advance(hours=hours)
    world.turn()
    late = story.open(camera=make_camera(story.kitchen.camera.area, story.world.device, "烹饪区2"))

    assert world.turn() == 1
    assert level(late) == 1
    world.passes(29)
    assert level(late) == 1
    world.passes(1)
    assert level(late) == 2


def test_a_clock_set_back_and_forth_again_leaves_the_pace(story: Story, clock: FrozenClock) -> None:
    world, case = World(clock), story.open()
    world.turn()
    for hours in (1, -1, -1, 1):
        clock.advance(hours=hours)
        assert world.passes(5) == 0
    assert world.passes(9) == 0
    world.passes(1.5)

    assert level(case) == 2


def test_how_the_clock_was_set_outlives_a_restart(story: Story, clock: FrozenClock) -> None:
    world, case = World(clock), story.open()
    world.turn()
    clock.advance(hours=1)
    world.turn()
    with write_transaction():
        Housekeeping(world.steady).beat()

    world.steady = SteadyTime(remembered_shifts(), elapsed=lambda: world.elapsed)

    assert world.passes(29) == 0
    world.passes(1.5)
    assert level(case) == 2


def test_small_corrections_are_no_jump(clock: FrozenClock) -> None:
    elapsed = [0.0]
    steady = SteadyTime(elapsed=lambda: elapsed[0])
    steady.observe(clock.now(), lambda: 1)
    clock.advance(seconds=11)
    elapsed[0] = 10.0

    assert not steady.observe(clock.now(), lambda: 1)
    assert [span.now for span in steady.spans(clock.now())] == [clock.now()]
