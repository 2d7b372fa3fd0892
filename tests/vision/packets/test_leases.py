"""Who analyses which camera: everybody something, nobody the same."""

from __future__ import annotations

import random

from vision.packets.leases import HOLD_S, LeaseBook, shares


class Box:
    """Readers that do at once what they are told, unless they are asleep."""

    def __init__(self, cameras: int, *names: str) -> None:
        self.book = LeaseBook[str]()
        self.book.offer(range(1, cameras + 1))
        self.now = 0.0
        self.working: dict[str, frozenset[int]] = {}
        self.asleep: set[str] = set()
        for name in names:
            self.join(name)

    def join(self, name: str) -> None:
        self.book.join(name, self.now)
        self.working[name] = frozenset()

    def leave(self, name: str) -> None:
        self.book.leave(name)
        del self.working[name]

    def run(self, seconds: float) -> Box:
        for _ in range(round(seconds)):
            self.now += 1
            for name, cameras in self.book.settle(self.now).items():
                if name not in self.asleep:
                    self.working[name] = cameras
            for name in self.working.keys() - self.asleep:
                self.book.renew(name, self.working[name], self.now)
            self.check_nobody_shares()
        return self

    def check_nobody_shares(self) -> None:
        awake = [cameras for name, cameras in self.working.items() if name not in self.asleep]
        assert sum(map(len, awake)) == len(frozenset().union(*awake))

    def sizes(self) -> list[int]:
        return sorted(len(cameras) for cameras in self.working.values())


def test_one_reader_has_everything() -> None:
    assert Box(5, "a").run(1).working["a"] == {1, 2, 3, 4, 5}


def test_a_second_reader_gets_half_and_what_moves_has_been_let_go_first() -> None:
    box = Box(6, "a").run(1)
    box.join("b")
    box.now += 1
    assert box.book.settle(box.now) == {"a": frozenset({1, 2, 3})}
    box.book.renew("a", {1, 2, 3}, box.now)
    assert box.book.settle(box.now) == {"b": frozenset({4, 5, 6})}


def test_who_ends_leaves_the_cameras_to_the_others_at_once() -> None:
    box = Box(6, "a", "b").run(3)
    assert box.sizes() == [3, 3]
    box.leave("a")
    assert box.run(1).working["b"] == {1, 2, 3, 4, 5, 6}


def test_who_falls_silent_loses_them_and_gets_a_share_again_when_back() -> None:
    box = Box(6, "a", "b").run(3)
    box.asleep.add("a")
    assert len(box.run(HOLD_S - 1).working["b"]) == 3
    assert len(box.run(3).working["b"]) == 6
    box.working["a"] = frozenset()
    box.asleep.clear()
    assert box.run(4).sizes() == [3, 3]


def test_a_camera_that_comes_or_goes_moves_no_other() -> None:
    box = Box(4, "a", "b").run(3)
    before = dict(box.working)
    box.book.offer(range(1, 6))
    box.run(3)
    assert box.sizes() == [2, 3]
    assert all(before[name] <= box.working[name] for name in before)
    box.book.offer(range(1, 5))
    box.run(3)
    assert box.working == before


def test_more_readers_than_cameras_leave_some_idle() -> None:
    assert Box(1, "a", "b", "c").run(3).sizes() == [0, 0, 1]


def test_without_readers_there_is_nothing_to_say() -> None:
    assert LeaseBook[str]().settle(0.0) == {}
    assert shares([1, 2], {}) == {}


def test_however_they_come_and_go_every_camera_is_somebodys_and_nobody_shares() -> None:
    noise = random.Random(11)
    box = Box(7, "a")
    names = iter(f"reader{number}" for number in range(1000))
    for _ in range(200):
        if noise.random() < 0.5 or len(box.working) < 2:
            box.join(next(names))
        else:
            box.leave(noise.choice(sorted(box.working)))
        box.run(noise.randint(1, 4))
    box.run(5)
    assert frozenset().union(*box.working.values()) == set(range(1, 8))
    assert max(box.sizes()) - min(box.sizes()) <= 1
