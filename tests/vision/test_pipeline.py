"""What one camera's pipeline does with a frame: who is judged, by whom, how often, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.detectors.pose import Pose
from vision.pipeline import CameraPipeline, Models
from vision.rules.config import CameraConfig, parse_camera
from vision.rules.hold import Ended, Fired
from vision.types import Answer, Box, Frame, Image, Judgement, Person

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC).timestamp()  # Monday 10:00 in Shanghai
NIGHT = MORNING + 13 * 3600
MASK, CAP, PHONE = ViolationType.MASK, ViolationType.CAP, ViolationType.PHONE
FACE = (120.0, 60.0, 160.0, 100.0)


class People:
    """Finds whoever the test says."""

    def __init__(self, *people: Person) -> None:
        self.people = list(people)
        self.looks = 0

    def find(self, image: Image) -> list[Person]:
        self.looks += 1
        return list(self.people)


class Poses:
    def __init__(self) -> None:
        self.boxes: list[Box] = []

    def estimate(self, image: Image, box: Box) -> Pose | None:
        self.boxes.append(box)
        return None


class FixedJudge:
    """Says the same about everybody."""

    def __init__(self, kind: ViolationType, answer: Answer = Answer.YES) -> None:
        self.type, self.label, self.answer = kind, f"{kind}-1", answer
        self.batches: list[int] = []

    def judge(self, image: Image, bodies: Sequence[Body]) -> list[Judgement]:
        self.batches.append(len(bodies))
        return [Judgement(self.type, self.answer, 0.9, "", FACE) for _ in bodies]


def rule(kind: ViolationType, **changes: Any) -> dict[str, Any]:
    return {
        "id": 4, "type": kind.value, "min_height": 80, "min_score": 0.5, "hold_s": 2, "votes": 3, "window": 5,
        "merge_s": 600, "schedule": "opening", "zone_ids": [], "grace_s": 0,
    } | changes  # fmt: skip


def config(*rules: dict[str, Any], **changes: Any) -> CameraConfig:
    return parse_camera(
        {
            "id": 7, "name": "a", "is_ai_enabled": True, "reference_sha256": None, "rules": list(rules),
            "opening_hours": [{"weekday": day, "from": "06:00", "to": "20:00"} for day in range(7)],
        }
        | changes
    )  # fmt: skip


NEAR = Person((100.0, 50.0, 200.0, 350.0), 0.9)
FAR = Person((400.0, 100.0, 420.0, 150.0), 0.9)
RANDOM = np.random.default_rng(1)
ROOM = RANDOM.integers(40, 200, (360, 640, 3), dtype=np.uint8)


class Kitchen:
    """A pipeline with its models replaced, looked at twice a second."""

    def __init__(self, settings: CameraConfig, *judges: FixedJudge, people: Sequence[Person] = (NEAR,)) -> None:
        self.people, self.poses = People(*people), Poses()
        models = Models(self.people, self.poses, {judge.type: judge for judge in judges})
        self.pipeline = CameraPipeline(models, settings)
        self.at = MORNING
        self.events: list[Fired | Ended] = []

    def watch(self, frames: int, step_s: float = 0.5) -> list[ViolationType]:
        """The types that were reported during these frames."""
        before = len(self.events)
        for _ in range(frames):
            self.events += self.pipeline.analyse(Frame(7, self.at, ROOM))
            self.at += step_s
        return [event.occurrence.type for event in self.events[before:] if isinstance(event, Fired)]


def test_what_a_judge_sees_for_long_enough_is_reported_with_its_reasons() -> None:
    kitchen = Kitchen(config(rule(MASK)), FixedJudge(MASK))
    assert kitchen.watch(20) == [MASK]
    fired = kitchen.events[0]
    assert isinstance(fired, Fired)
    (detection,) = fired.best.detections
    assert detection.track_id == 1
    assert detection.why["votes"]["yes"] >= 3
    assert detection.crops
    assert kitchen.pipeline.model_label(MASK).endswith("; MASK-1")


def test_one_pose_serves_all_judges_of_a_frame() -> None:
    kitchen = Kitchen(config(rule(MASK), rule(CAP, id=5)), FixedJudge(MASK), FixedJudge(CAP))
    kitchen.watch(3)
    assert len(kitchen.poses.boxes) == 3


def test_everybody_goes_through_a_judge_as_one_batch() -> None:
    judge = FixedJudge(MASK)
    other = replace(NEAR, box=(300.0, 50.0, 400.0, 350.0))
    Kitchen(config(rule(MASK)), judge, people=[NEAR, other, FAR]).watch(2)
    assert judge.batches == [3, 3]


def test_a_type_without_a_rule_or_outside_its_hours_is_not_judged() -> None:
    masks, caps = FixedJudge(MASK), FixedJudge(CAP)
    kitchen = Kitchen(config(rule(MASK)), masks, caps)
    kitchen.watch(2)
    assert (len(masks.batches), caps.batches) == (2, [])
    kitchen.at = NIGHT
    kitchen.watch(2)
    assert len(masks.batches) == 2
    assert not kitchen.pipeline.wants_people(NIGHT)


def test_nobody_is_judged_whom_no_rule_would_count() -> None:
    judge = FixedJudge(MASK)
    kitchen = Kitchen(config(rule(MASK)), judge, people=[FAR])
    assert kitchen.watch(20) == []
    assert judge.batches == []
    assert kitchen.poses.boxes == []


def test_no_more_than_eight_get_a_pose_in_a_frame() -> None:
    crowd = [replace(NEAR, box=(60.0 * index, 50.0, 60.0 * index + 50, 350.0)) for index in range(10)]
    kitchen = Kitchen(config(rule(MASK)), FixedJudge(MASK), people=crowd)
    kitchen.watch(1)
    assert len(kitchen.poses.boxes) == 8


def test_a_phone_is_no_matter_while_a_task_is_filled_in_with_it() -> None:
    busy = [["2026-11-23T02:00:00Z", "2026-11-23T02:01:00Z"]]
    kitchen = Kitchen(config(rule(PHONE), busy_tasks=busy), FixedJudge(PHONE))
    assert kitchen.watch(120) == []
    assert kitchen.watch(20) == [PHONE]


def test_a_cap_is_asked_for_after_the_first_minute() -> None:
    kitchen = Kitchen(config(rule(CAP, grace_s=60)), FixedJudge(CAP))
    assert kitchen.watch(119) == []
    assert kitchen.watch(20) == [CAP]


def test_unknown_and_the_opposite_are_never_reported() -> None:
    for answer in (Answer.NO, Answer.UNKNOWN):
        assert Kitchen(config(rule(MASK)), FixedJudge(MASK, answer)).watch(40) == []


def test_an_empty_still_room_is_looked_at_now_and_then() -> None:
    kitchen = Kitchen(config(rule(MASK)), FixedJudge(MASK), people=[])
    kitchen.watch(60)
    assert not kitchen.pipeline.wants_all(kitchen.at)
    looks = kitchen.people.looks
    kitchen.watch(60)
    assert 2 <= kitchen.people.looks - looks <= 4


def test_who_appears_in_a_still_room_opens_the_gate() -> None:
    kitchen = Kitchen(config(rule(MASK)), FixedJudge(MASK), people=[])
    kitchen.watch(60)
    kitchen.people.people = [NEAR]
    assert kitchen.watch(40) == [MASK]
    assert kitchen.pipeline.wants_all(kitchen.at)


def test_the_last_sight_is_there_to_be_shown() -> None:
    kitchen = Kitchen(config(rule(MASK)), FixedJudge(MASK))
    kitchen.watch(1)
    sight = kitchen.pipeline.sight
    assert [person.track_id for person in sight.people] == [1]
    assert sight.judgements[MASK][0].answer is Answer.YES
    assert sight.at == MORNING


def test_other_models_judge_from_the_next_frame_on() -> None:
    kitchen = Kitchen(config(rule(MASK)), FixedJudge(MASK))
    kitchen.watch(2)
    later = FixedJudge(MASK, Answer.NO)
    kitchen.pipeline.use(Models(kitchen.people, kitchen.poses, {MASK: later}))
    assert kitchen.watch(20) == []
    assert len(later.batches) == 20


def test_pests_are_watched_for_in_every_frame_of_a_closed_room_until_something_asks_for_more() -> None:
    pests = config(rule(ViolationType.PEST, schedule="closed"))
    kitchen = Kitchen(pests, people=[])
    kitchen.watch(60)
    assert not kitchen.pipeline.wants_all(kitchen.at)
    kitchen.at = NIGHT
    kitchen.watch(60)
    assert kitchen.pipeline.wants_all(kitchen.at)
    assert kitchen.pipeline.period_s(kitchen.at) == 0.5
    assert kitchen.pipeline.model_label(ViolationType.PEST) == "pest-motion-1"
