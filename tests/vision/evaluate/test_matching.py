"""Which judgement is taken for which labelled box."""

from __future__ import annotations

import pytest

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.evaluate.matching import Match, closeness, match_boxes, overlap, whole_picture
from vision.types import Answer, Box, Judgement, Person

MASK, PHONE, CLOTHES, PEST = ViolationType.MASK, ViolationType.PHONE, ViolationType.CLOTHES, ViolationType.PEST


def match(
    kind: ViolationType = MASK,
    judged: Box | None = None,
    person: Box = (0, 0, 100, 300),
    face: Box | None = None,
    hands: tuple[Box, ...] = (),
    answer: Answer = Answer.YES,
    score: float = 0.8,
) -> Match:
    return Match(Judgement(kind, answer, score, box=judged), Body(Person(person, 0.9), face=face, hands=hands))


def test_overlap_is_intersection_over_union() -> None:
    assert overlap((0, 0, 10, 10), (5, 0, 15, 10)) == pytest.approx(50 / 150)
    assert overlap((0, 0, 10, 10), (10, 0, 20, 10)) == 0


def test_each_label_gets_the_judgement_of_its_own_face() -> None:
    left, right = match(judged=(10, 10, 30, 30)), match(judged=(60, 10, 80, 30))
    assert match_boxes([(61, 12, 81, 32), (9, 8, 29, 28)], [left, right]) == [right, left]


def test_a_judgement_answers_for_one_label_only() -> None:
    only = match(judged=(10, 10, 30, 30))
    assert match_boxes([(14, 10, 34, 30), (10, 10, 30, 30)], [only]) == [None, only]


def test_a_label_without_anybody_near_stays_without_an_answer() -> None:
    assert match_boxes([(200, 200, 220, 220)], [match(judged=(10, 10, 30, 30))]) == [None]


def test_a_small_label_inside_a_large_crop_is_that_crop() -> None:
    assert closeness((50, 50, 60, 60), match(PHONE, judged=(30, 30, 90, 90))) > 4


def test_the_face_decides_before_the_body_it_stands_in_front_of() -> None:
    behind = match(person=(0, 0, 200, 400), face=(80, 20, 120, 60))
    before = match(person=(20, 150, 120, 400), face=(50, 160, 80, 190))
    assert match_boxes([(50, 160, 80, 190)], [behind, before]) == [before]
    assert closeness((50, 160, 80, 190), behind) == 0


def test_a_face_that_was_not_found_still_belongs_to_its_person() -> None:
    turned = match(person=(0, 0, 100, 300), answer=Answer.UNKNOWN)
    assert match_boxes([(35, 10, 65, 50)], [turned]) == [turned]
    assert match_boxes([(35, 220, 65, 260)], [turned]) == [None]


def test_a_phone_is_looked_for_at_the_hands() -> None:
    holding = match(PHONE, hands=((60, 120, 90, 150),))
    assert closeness((70, 125, 82, 140), holding) > 2


def test_clothes_belong_to_the_person_around_them() -> None:
    first, second = match(CLOTHES, person=(0, 0, 100, 300)), match(CLOTHES, person=(150, 0, 250, 300))
    assert match_boxes([(160, 60, 240, 180)], [first, second]) == [second]


def test_what_is_judged_without_a_person_needs_its_own_box() -> None:
    rat = Match(Judgement(PEST, Answer.YES, 0.7, box=(5, 5, 40, 30)))
    assert match_boxes([(8, 6, 42, 33)], [rat]) == [rat]
    assert closeness((8, 6, 42, 33), Match(Judgement(PEST, Answer.YES, 0.7))) == 0


def test_one_violation_decides_about_a_whole_picture() -> None:
    kept, broken = match(answer=Answer.NO, score=0.99), match(answer=Answer.YES, score=0.6)
    unsure = match(answer=Answer.UNKNOWN, score=1.0)
    assert whole_picture([kept, broken, unsure]) is broken
    assert whole_picture([unsure, kept]) is kept
    assert whole_picture([unsure]) is unsure
    assert whole_picture([]) is None
