"""What is concluded about somebody over a few seconds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.tracking.verdicts import TrackVerdicts, Vote, conclude
from vision.types import Answer, Detection, Frame, Judgement, Person

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
MASK = ViolationType.MASK
FACE = (120.0, 60.0, 160.0, 100.0)


def votes(*answers: tuple[Answer, float] | Answer, size: float = 48.0) -> list[Vote]:
    pairs = [answer if isinstance(answer, tuple) else (answer, 0.9) for answer in answers]
    return [Vote(index / 2, answer, score, size) for index, (answer, score) in enumerate(pairs)]


def test_three_times_the_same_is_no_surer_than_once() -> None:
    verdict = conclude(votes(YES, YES, YES))
    assert verdict.answer is YES
    assert verdict.score == pytest.approx(0.9)


def test_unknown_does_not_vote() -> None:
    assert conclude(votes(YES, UNKNOWN, UNKNOWN)).answer is UNKNOWN
    assert conclude(votes(YES, UNKNOWN, YES, UNKNOWN, YES)).score == pytest.approx(0.9)


def test_a_picture_is_judged_by_its_only_vote() -> None:
    assert conclude(votes((NO, 0.8)), min_votes=1).answer is NO
    assert conclude([], min_votes=1).answer is UNKNOWN


def test_large_and_sure_judgements_outweigh_small_and_undecided_ones() -> None:
    large, small = votes((NO, 0.95), (NO, 0.95), size=60), votes((YES, 0.95), (YES, 0.95), (YES, 0.95), size=10)
    assert conclude([*large, *small]).answer is NO
    assert conclude(votes((YES, 0.55), (YES, 0.55), (YES, 0.55), (NO, 0.99))).answer is NO


class Watch:
    """One person before a camera, twice a second."""

    def __init__(self) -> None:
        self.verdicts = TrackVerdicts()
        self.at = 1000.0
        self.image = np.zeros((360, 640, 3), np.uint8)

    def see(self, *answers: Answer, score: float = 0.9, track_id: int | None = 1) -> Sequence[Detection | None]:
        found = []
        for answer in answers:
            self.at += 0.5
            body = Body(Person((100.0, 50.0, 180.0, 350.0), 0.8, track_id))
            judgement = Judgement(MASK, answer, score, "" if answer is not UNKNOWN else "turned away", FACE)
            found.append(self.verdicts.take(Frame(1, self.at, self.image), body, judgement, 30.0))
        return found


def test_a_detection_needs_three_judgements() -> None:
    first, second, third = Watch().see(YES, YES, YES)
    assert first is None
    assert second is None
    assert third is not None
    assert (third.type, third.box, third.track_id, third.present_s) == (MASK, (100, 50, 180, 350), 1, 30.0)


def test_it_goes_on_while_she_looks_away_for_a_moment_and_not_for_longer() -> None:
    watch = Watch()
    watch.see(YES, YES, YES, YES)
    assert [found is not None for found in watch.see(*[UNKNOWN] * 8)] == [True] * 6 + [False] * 2


def test_a_mask_put_on_ends_it() -> None:
    watch = Watch()
    watch.see(*[YES] * 6)
    assert watch.see(*[NO] * 7)[-1] is None


def test_people_do_not_vote_for_one_another_and_the_untracked_not_at_all() -> None:
    watch = Watch()
    watch.see(YES, YES, track_id=1)
    assert watch.see(YES, track_id=2) == [None]
    assert watch.see(*[YES] * 5, track_id=None) == [None] * 5


def test_it_says_what_it_was_concluded_from() -> None:
    watch = Watch()
    found = watch.see(YES, UNKNOWN, NO, YES, YES)[-1]
    assert found is not None
    assert found.why["votes"] == {"yes": 3, "no": 1, "unknown": 1}
    assert (found.why["person_px"], found.why["part_px"], found.why["present_s"]) == (300, 40, 30.0)
    assert found.why["scores"][1] == {"ago_s": 1.5, "answer": "unknown", "score": 0.9, "reason": "turned away"}


def test_the_best_few_crops_are_kept_a_second_apart_and_without_their_frames() -> None:
    watch = Watch()
    for score in (0.6, 0.9, 0.7, 0.95, 0.8, 0.99, 0.85, 0.97):
        found = watch.see(YES, score=score)[-1]
    assert found is not None
    assert [crop.score for crop in found.crops] == [0.99, 0.97, 0.95]
    assert {crop.kind for crop in found.crops} == {"face"}
    assert all(crop.image.base is None and max(crop.image.shape[:2]) == 64 for crop in found.crops)


def test_those_who_are_gone_are_forgotten() -> None:
    watch = Watch()
    watch.see(YES, YES)
    watch.verdicts.keep_only(frozenset({2}))
    assert watch.see(YES) == [None]
