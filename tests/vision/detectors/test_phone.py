"""Phones in hands: what the judge makes of close-ups, and that close-ups of all people go through as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vision.bodies.body import Body
from vision.detectors.closeup import CloseUp, CloseUps, Part, View
from vision.detectors.nanodet import PHONE_CLASS
from vision.detectors.phone import VIEW, PhoneJudge, is_at_ear, probability
from vision.detectors.pose import LEFT_EAR, LEFT_SHOULDER, RIGHT_EAR, RIGHT_SHOULDER, Pose
from vision.models.shipped import FOLDER
from vision.types import Answer, Box, Image, Judgement, Person

FILE = FOLDER / "phone.json"
BLACK = np.zeros((480, 640, 3), np.uint8)
FAR, NEAR = 20.0, 100.0


def hand(side: float, x: float = 300.0) -> Box:
    return x, 200.0, x + side, 200.0 + side


def body(*hands: Box) -> Body:
    return Body(Person((200.0, 50.0, 400.0, 470.0), 0.9), hands=hands)


class Told(CloseUps):
    """Says what it is told of each hand instead of looking; remembers what it was asked for."""

    def __init__(self, *scores: float) -> None:
        self._scores = list(scores)

    def look(self, image: Image, bodies: Sequence[Body], view: View, min_pixels: float) -> list[list[CloseUp]]:
        return [
            [self._close_up(box) for _, box, _ in view.parts_of(each) if box[2] - box[0] >= min_pixels]
            for each in bodies
        ]

    def _close_up(self, box: Box) -> CloseUp:
        classes = np.full(80, 0.01, np.float32)
        classes[PHONE_CLASS] = self._scores.pop(0)
        return CloseUp(Part.HAND, box, classes, np.zeros((49, 1024), np.float32))


def judged(scores: Sequence[float], *hands: Box) -> Judgement:
    (judgement,) = PhoneJudge(FILE, Told(*scores)).judge(BLACK, [body(*hands)])
    return judgement


def test_the_hand_with_the_phone_is_shown() -> None:
    judgement = judged([0.05, 0.7], hand(NEAR, 100.0), hand(NEAR, 400.0))
    assert judgement.answer is Answer.YES
    assert judgement.box == hand(NEAR, 400.0)
    assert judgement.score > 0.9


def test_two_empty_hands_near_by_are_no() -> None:
    assert judged([0.03, 0.05], hand(NEAR), hand(NEAR, 100.0)).answer is Answer.NO


def test_one_empty_hand_says_nothing_about_the_other() -> None:
    judgement = judged([0.03], hand(NEAR))
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, "hands not visible")


def test_empty_hands_far_away_may_hold_what_cannot_be_seen() -> None:
    judgement = judged([0.03, 0.03], hand(40.0), hand(40.0, 100.0))
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, "small")


@pytest.mark.parametrize(("hands", "reason"), [((), "hands not visible"), ((hand(FAR),), "small")])
def test_hands_that_cannot_be_looked_at_are_unknown(hands: tuple[Box, ...], reason: str) -> None:
    judgement = judged([], *hands)
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, reason)


def test_who_is_mostly_hidden_is_unknown() -> None:
    hidden = replace(body(hand(NEAR)), hidden=0.7)
    (judgement,) = PhoneJudge(FILE, Told(0.9)).judge(BLACK, [hidden])
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, "occluded")


def test_a_middling_score_is_not_sure() -> None:
    judgement = judged([0.25, 0.05], hand(NEAR), hand(NEAR, 100.0))
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, "not sure")


def test_a_hand_at_the_ear_makes_a_phone_likelier() -> None:
    facts = PhoneJudge(FILE, Told()).facts
    assert probability(facts, 0.3, at_ear=True) > probability(facts, 0.3, at_ear=False)
    assert probability(facts, 0.5, at_ear=False) > probability(facts, 0.3, at_ear=False)


def test_the_ear_is_within_a_hand_of_it_and_not_further() -> None:
    points = np.full((33, 2), 200, np.float32)
    points[[LEFT_SHOULDER, RIGHT_SHOULDER]] = (236, 200), (164, 200)
    points[[LEFT_EAR, RIGHT_EAR]] = (215, 150), (185, 150)
    pose = Pose(points, np.ones(33, np.float32), 0.9)
    # Shoulders 72 px apart are 0.36 m: 200 px to the metre.
    assert is_at_ear(replace(body((215, 130, 255, 170)), pose=pose))
    assert not is_at_ear(replace(body((215, 230, 255, 270)), pose=pose))


def test_close_ups_of_all_people_are_the_same_alone_and_together(models_dir: Path) -> None:
    picture = np.random.default_rng(3).integers(0, 256, BLACK.shape, np.uint8)
    people = [body(hand(60.0, 50.0), hand(80.0, 250.0)), body(), body(hand(90.0, 450.0), hand(FAR))]
    close_ups = CloseUps(models_dir)
    together = close_ups.look(picture, people, VIEW, 32)
    assert [len(each) for each in together] == [2, 0, 1]
    for alone, each in zip([close_ups.look(picture, [one], VIEW, 32)[0] for one in people], together, strict=True):
        for one, other in zip(alone, each, strict=True):
            assert one.box == other.box
            np.testing.assert_allclose(one.classes, other.classes, atol=1e-4)
            np.testing.assert_allclose(one.cells, other.cells, atol=1e-2)


def test_one_run_of_the_network_serves_everybody(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []
    see = CloseUps.see

    def counted(self: CloseUps, crops: np.typing.NDArray[np.uint8]) -> tuple[object, object]:
        batches.append(len(crops))
        return see(self, crops)

    monkeypatch.setattr(CloseUps, "see", counted)
    people = [body(hand(60.0), hand(80.0)), body(hand(90.0))]
    PhoneJudge(FILE, CloseUps(models_dir)).judge(BLACK, people)
    assert batches == [3]
