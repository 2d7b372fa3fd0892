"""Masks and caps by the shipped classifiers, on a photograph; and when nothing is said."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from backend.catalog.violations import ViolationType
from tests.vision.conftest import TakePicture
from vision.bodies.body import Body, Facing
from vision.bodies.builder import build_bodies
from vision.detectors.cap import CapJudge, covered_box
from vision.detectors.classifier import Classifier, Probabilities
from vision.detectors.clothes import ClothesJudge
from vision.detectors.face import Face, FaceFinder
from vision.detectors.mask import MaskJudge
from vision.models.shipped import shipped_file
from vision.pipeline import Models
from vision.types import Answer, Box, Image, Judgement, Person

WOMAN: Box = (60, 0, 440, 512)
HEAD: Box = (166, 10, 288, 170)
FACE: Box = (176, 68, 276, 172)


@pytest.fixture(scope="module")
def masks() -> Classifier:
    return Classifier(shipped_file(ViolationType.MASK))


@pytest.fixture(scope="module")
def caps() -> Classifier:
    return Classifier(shipped_file(ViolationType.CAP))


@pytest.fixture(scope="module")
def faces(models_dir: Path) -> FaceFinder:
    return FaceFinder(models_dir)


@pytest.fixture(scope="module")
def photograph() -> Image:
    picture = np.asarray(data.astronaut(), np.uint8)  # type: ignore[no-untyped-call]
    return np.ascontiguousarray(picture[..., ::-1])


@pytest.fixture(scope="module")
def masked(photograph: Image) -> Image:
    """A surgical mask, drawn: light blue from ear to ear, with folds, the loops to the ears."""
    image = photograph.copy()
    outline = np.array([[182, 112], [226, 104], [272, 112], [268, 150], [228, 172], [188, 150]])
    cv2.fillPoly(image, [outline], (228, 212, 190))
    for y in (122, 134, 146):
        cv2.line(image, (190, y), (264, y), (206, 190, 168), 1)
    return image


def body(facing: Facing = Facing.FRONT, box: Box = WOMAN, head: Box | None = HEAD, face: Box | None = FACE) -> Body:
    return Body(Person(box, 0.9), None, head, face, facing)


class NoFaces:
    def find(self, image: Image, region: Box, margin: float = 1.0) -> Face | None:
        return None


def test_the_face_is_found_where_it_is(photograph: Image, faces: FaceFinder) -> None:
    found = faces.find(photograph, (0, 0, 512, 512))
    assert found is not None
    assert found.score > 0.8
    assert np.abs(np.array(found.box) - (176, 69, 282, 175)).max() < 12
    assert faces.find(np.full((200, 200, 3), 120, np.uint8), (0, 0, 200, 200)) is None


def test_a_bare_face_breaks_the_rule_and_a_masked_one_keeps_it(
    photograph: Image, masked: Image, masks: Classifier, faces: FaceFinder
) -> None:
    judge = MaskJudge(masks, faces)
    (bare,), (worn,) = judge.judge(photograph, [body()]), judge.judge(masked, [body()])
    assert (bare.answer, worn.answer) == (Answer.YES, Answer.NO)
    assert min(bare.score, worn.score) > 0.8
    assert bare.box == FACE


def test_colour_does_not_decide(photograph: Image, masked: Image, masks: Classifier, faces: FaceFinder) -> None:
    judge = MaskJudge(masks, faces)
    for image, answer in ((photograph, Answer.YES), (masked, Answer.NO)):
        grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        assert judge.judge(np.asarray(grey, np.uint8), [body()])[0].answer is answer


@pytest.mark.parametrize(
    ("seen", "reason"),
    [(body(Facing.AWAY), "turned away"), (body(face=None), "no face"), (body(face=(180, 80, 200, 180)), "small")],
)
def test_a_face_that_cannot_be_judged_is_unknown(
    photograph: Image, masks: Classifier, faces: FaceFinder, seen: Body, reason: str
) -> None:
    (judgement,) = MaskJudge(masks, faces).judge(photograph, [seen])
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, reason)


def test_a_bare_face_that_is_no_face_is_unknown(photograph: Image, masks: Classifier) -> None:
    (judgement,) = MaskJudge(masks, NoFaces()).judge(photograph, [body()])
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, "no face found")


def test_a_smeared_face_is_unknown(photograph: Image, masks: Classifier, faces: FaceFinder) -> None:
    smeared = np.asarray(cv2.GaussianBlur(photograph, (0, 0), 9), np.uint8)
    (judgement,) = MaskJudge(masks, faces).judge(smeared, [body()])
    assert judgement.answer is Answer.UNKNOWN


def test_a_face_behind_the_head_of_somebody_nearer_is_unknown(
    photograph: Image, masks: Classifier, faces: FaceFinder
) -> None:
    nearer = body(box=(150, 40, 400, 700), head=(180, 90, 300, 200), face=None)
    judgement = MaskJudge(masks, faces).judge(photograph, [body(), nearer])[0]
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, "occluded")


def test_what_is_between_the_thresholds_is_unknown(
    photograph: Image, faces: FaceFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = Classifier(shipped_file(ViolationType.MASK))
    monkeypatch.setattr(strict, "facts", dataclasses.replace(strict.facts, yes_from=1.1, no_from=1.1))
    (judgement,) = MaskJudge(strict, faces).judge(photograph, [body()])
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, "not sure")
    assert judgement.score > 0.8


def test_all_crops_go_through_the_network_as_one_batch(
    photograph: Image, masked: Image, faces: FaceFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier = Classifier(shipped_file(ViolationType.MASK))
    sizes: list[int] = []
    plain = classifier.classify_crops

    def counting(crops: np.typing.NDArray[np.uint8]) -> Probabilities:
        sizes.append(len(crops))
        return plain(crops)

    monkeypatch.setattr(classifier, "classify_crops", counting)
    both = np.hstack([photograph, masked])
    moved = tuple(value + 512 * (index % 2 == 0) for index, value in enumerate(FACE))
    other: Body = body(box=(572, 0, 952, 512), head=None, face=(moved[0], moved[1], moved[2], moved[3]))
    bodies: Sequence[Body] = [other, body(face=None), body()]
    answers = [judgement.answer for judgement in MaskJudge(classifier, faces).judge(both, bodies)]
    assert answers == [Answer.NO, Answer.UNKNOWN, Answer.YES]
    assert sizes == [2]


def test_a_white_hat_covers_the_head(photograph: Image, caps: Classifier) -> None:
    canvas = np.asarray(
        cv2.copyMakeBorder(photograph, 120, 0, 0, 0, cv2.BORDER_CONSTANT, value=(120, 130, 125)), np.uint8
    )
    hat = canvas.copy()
    cv2.rectangle(hat, (172, 90), (284, 178), (240, 240, 238), -1)
    cv2.ellipse(hat, (228, 84), (74, 44), 0, 0, 360, (246, 246, 244), -1)
    for x in range(186, 280, 16):
        cv2.line(hat, (x, 100), (x, 170), (214, 214, 212), 2)
    seen = body(box=(60, 40, 440, 632), head=(166, 130, 288, 290))
    (covered,) = CapJudge(caps).judge(hat, [seen])
    assert covered.answer is Answer.NO
    assert CapJudge(caps).judge(canvas, [seen])[0].answer is not Answer.NO


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (body(Facing.AWAY), "turned away"),
        (body(head=None), "no head"),
        (body(head=(166, 0, 288, 100)), "cut by the edge"),
        (body(head=(220, 40, 228, 50)), "small"),
    ],
)
def test_a_head_that_cannot_be_judged_is_unknown(photograph: Image, caps: Classifier, seen: Body, reason: str) -> None:
    (judgement,) = CapJudge(caps).judge(photograph, [seen])
    assert (judgement.answer, judgement.reason) == (Answer.UNKNOWN, reason)


def test_the_room_for_a_hat_ends_at_the_rim_of_the_picture() -> None:
    assert covered_box((100, 60, 200, 181), 640, 360) == (80, 10, 220, 181)
    assert covered_box((0, 10, 100, 131), 640, 360) == (0, 0, 120, 131)


@pytest.fixture
def coats(monkeypatch: pytest.MonkeyPatch) -> Classifier:
    """Sure that everything is street clothes."""
    classifier = Classifier(shipped_file(ViolationType.CLOTHES))
    monkeypatch.setattr(classifier, "decide", lambda _broken: (Answer.YES, 0.95))
    return classifier


def clothes(models: Models, image: Image, colours: Sequence[str], classifier: Classifier | None) -> Judgement:
    bodies = build_bodies(image, people := models.people.find(image), people, models.poses)
    (judgement,) = ClothesJudge(colours, classifier=classifier).judge(image, bodies)
    return judgement


def test_the_classifier_is_asked_where_no_colours_are_set(
    models: Models, kitchen: TakePicture, coats: Classifier
) -> None:
    assert clothes(models, kitchen(12.0), [], None).reason == "no colours"
    judgement = clothes(models, kitchen(12.0), [], coats)
    assert (judgement.answer, judgement.score) == (Answer.YES, 0.95)


def test_where_colours_tell_the_classifier_is_not_asked(
    models: Models, kitchen: TakePicture, coats: Classifier
) -> None:
    image = kitchen(12.0)
    by_colours = clothes(models, image, ["#ffffff"], None)
    assert by_colours.answer is Answer.YES
    assert clothes(models, image, ["#ffffff"], coats) == by_colours


def test_of_mixed_colours_the_classifier_may_say_nothing_worse_than_unknown(
    models: Models, kitchen: TakePicture, coats: Classifier
) -> None:
    assert clothes(models, kitchen(45.0), ["#ffffff"], None).reason == "mixed colours"
    assert clothes(models, kitchen(45.0), ["#ffffff"], coats).answer is Answer.UNKNOWN
