"""Cigarettes in close-ups: what the judge makes of them, and what it does not believe."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vision.bodies.body import Body, Facing
from vision.detectors.closeup import CloseUp, CloseUps, Part, View
from vision.detectors.smoke import SmokeJudge, describe
from vision.types import Answer, Box, Image, Judgement, Person

BLACK = np.zeros((480, 640, 3), np.uint8)
HEAD, SMALL_HEAD = (270.0, 60.0, 350.0, 157.0), (300.0, 60.0, 330.0, 96.0)
HAND = (300.0, 200.0, 380.0, 280.0)
CIGARETTE, NOTHING, BETWEEN = 1.0, 0.0, 0.5


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """One feature decides: above a half there is a cigarette."""
    path = tmp_path / "smoke.json"
    facts = {"version": "t", "min_pixels": 24, "min_pixels_no": 48, "yes_from": 0.8, "no_from": 0.8}
    values = np.zeros(1536)
    values[0] = 8.0
    path.write_text(json.dumps({"facts": facts, "offset": -4.0, "weights": values.tolist()}))
    return path


class Told(CloseUps):
    """Says what it is told of each part instead of looking."""

    def __init__(self, *shown: float) -> None:
        self._shown = list(shown)

    def look(self, image: Image, bodies: Sequence[Body], view: View, min_pixels: float) -> list[list[CloseUp]]:
        return [
            [
                self._close_up(part, box)
                for part, box, _ in view.parts_of(each)
                if max(box[2] - box[0], box[3] - box[1]) >= min_pixels
            ]
            for each in bodies
        ]

    def _close_up(self, part: Part, box: Box) -> CloseUp:
        cells = np.zeros((25, 1024), np.float32)
        cells[7, 0] = self._shown.pop(0)
        return CloseUp(part, box, np.zeros(80, np.float32), cells)


def body(head: Box | None, *hands: Box) -> Body:
    return Body(Person((200.0, 50.0, 400.0, 470.0), 0.9), head=head, facing=Facing.FRONT, hands=hands)


def judged(weights: Path, person: Body, *shown: float) -> Judgement:
    """`shown`: of the hands, then of the head."""
    (judgement,) = SmokeJudge(weights, Told(*shown)).judge(BLACK, [person])
    return judgement


@pytest.mark.parametrize("shown", [(CIGARETTE, NOTHING), (NOTHING, CIGARETTE)])
def test_a_cigarette_in_the_hand_or_at_the_lips_is_seen(weights: Path, shown: tuple[float, float]) -> None:
    judgement = judged(weights, body(HEAD, HAND), *shown)
    assert (judgement.answer, judgement.box) == (Answer.YES, HEAD)


def test_head_and_hand_without_one_are_no(weights: Path) -> None:
    assert judged(weights, body(HEAD, HAND), NOTHING, NOTHING).answer is Answer.NO


@pytest.mark.parametrize(
    ("person", "shown", "reason"),
    [
        (body(HEAD), (NOTHING,), "hands not visible"),
        (body(None, HAND), (NOTHING,), "no head"),
        (body(SMALL_HEAD, HAND), (NOTHING, NOTHING), "small"),
        (replace(body(HEAD, HAND), facing=Facing.AWAY), (NOTHING, NOTHING), "turned away"),
        (body(HEAD, HAND), (BETWEEN, NOTHING), "not sure"),
        (replace(body(HEAD, HAND), hidden=0.6), (CIGARETTE, CIGARETTE), "occluded"),
        (body((300.0, 60.0, 310.0, 72.0)), (), "small"),
        (body(None), (), "no head"),
    ],
)
def test_where_no_cigarette_can_be_seen_the_answer_is_unknown(
    weights: Path, person: Body, shown: tuple[float, ...], reason: str
) -> None:
    judgement = judged(weights, person, *shown)
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, reason)


def test_each_person_is_judged_by_her_own_close_ups(weights: Path) -> None:
    judge = SmokeJudge(weights, Told(NOTHING, NOTHING, CIGARETTE, NOTHING))
    answers = [each.answer for each in judge.judge(BLACK, [body(HEAD, HAND), body(None), body(HEAD, HAND)])]
    assert answers == [Answer.NO, Answer.UNKNOWN, Answer.YES]


def test_the_description_is_the_largest_over_the_parts() -> None:
    cells = np.random.default_rng(0).random((3, 25, 1024), dtype=np.float32)
    described = describe(cells)
    assert described.shape == (1536,)
    assert described[0] == cells[:, :, 0].max()
    assert described[256] == pytest.approx(cells[:, :, 256].mean(1).max())
    assert described[512] == cells[:, :, 512].max()
    assert described[1024] == pytest.approx(cells[:, :, 512].mean(1).max())
