"""What is exported answers as it was trained, in any batch, and says all about itself."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tests.vision.train.pictures import noise
from vision.detectors.classifier import Classifier, Facts, read_facts
from vision.detectors.crops import cut_all
from vision.models.manifest import PERSON
from vision.train.calibrate import Calibration
from vision.train.export import export, read_weights
from vision.train.network import Weights, start_weights
from vision.types import Answer

FACTS = Facts("mask", "7", ("mask", "no mask"), ("no mask",), "face", 64, 1.2, 20, 0.8, 0.7)
AS_IT_IS = Calibration(1.0, (0.0, 0.0))


@pytest.fixture(scope="module")
def weights(models_dir: Path) -> Weights:
    return start_weights(models_dir / PERSON.file_name, classes=2, side=64, seed=3)


@pytest.fixture
def classifier(weights: Weights, tmp_path: Path) -> Classifier:
    export(weights, AS_IT_IS, FACTS, tmp_path / "mask.onnx")
    return Classifier(tmp_path / "mask.onnx")


def crops(count: int) -> np.typing.NDArray[np.uint8]:
    return np.stack([noise(number, 64) for number in range(count)])


def test_a_batch_is_answered_in_its_order_and_as_one_by_one(classifier: Classifier) -> None:
    together = classifier.classify_crops(crops(5))
    alone = np.concatenate([classifier.classify_crops(crop[None]) for crop in crops(5)])
    assert np.allclose(together, alone, atol=1e-5)
    assert np.allclose(together.sum(1), 1, atol=1e-5)
    assert len({round(float(value), 4) for value in together[:, 0]}) == 5
    assert np.allclose(classifier.classify_crops(crops(5)[::-1].copy()), together[::-1], atol=1e-5)


def test_nobody_there_is_an_empty_answer(classifier: Classifier) -> None:
    assert classifier.classify(noise(1), []).shape == (0, 2)


def test_boxes_are_cut_as_training_cuts_them(classifier: Classifier) -> None:
    image, boxes = noise(4, 200), [(20.0, 30.0, 80.0, 110.0), (150.0, 150.0, 230.0, 230.0)]
    cut = cut_all(image, boxes, FACTS.margin, FACTS.side)
    assert np.array_equal(classifier.classify(image, boxes), classifier.classify_crops(cut))


def test_the_file_says_what_it_is(classifier: Classifier, tmp_path: Path) -> None:
    assert classifier.facts == FACTS == read_facts(tmp_path / "mask.onnx")
    assert classifier.label.startswith("mask-7@")


def test_the_calibration_is_part_of_the_file(weights: Weights, classifier: Classifier, tmp_path: Path) -> None:
    path = tmp_path / "cooler.onnx"
    export(weights, Calibration(2.0, (0.5, -0.5)), FACTS, path)
    logits = np.log(classifier.classify_crops(crops(4)))
    cooled = np.exp(logits / 2 + np.array([0.5, -0.5]))
    assert np.allclose(Classifier(path).classify_crops(crops(4)), cooled / cooled.sum(1, keepdims=True), atol=1e-4)


def test_training_can_go_on_from_the_file(weights: Weights, classifier: Classifier, tmp_path: Path) -> None:
    export(read_weights(tmp_path / "mask.onnx"), AS_IT_IS, FACTS, tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == (tmp_path / "mask.onnx").read_bytes()
    assert set(read_weights(tmp_path / "mask.onnx")) == set(weights)


@pytest.mark.parametrize(
    ("broken", "answer", "score"),
    [(0.8, Answer.YES, 0.8), (0.79, Answer.UNKNOWN, 0.79), (0.31, Answer.UNKNOWN, 0.69), (0.29, Answer.NO, 0.71)],
)
def test_between_the_thresholds_the_answer_is_unknown(
    classifier: Classifier, broken: float, answer: Answer, score: float
) -> None:
    found = classifier.decide(broken)
    assert found[0] is answer
    assert found[1] == pytest.approx(score)


def test_several_classes_may_break_a_rule(weights: Weights, tmp_path: Path) -> None:
    facts = dataclasses.replace(FACTS, yes=("mask", "no mask"))
    export(weights, AS_IT_IS, facts, tmp_path / "all.onnx")
    classifier = Classifier(tmp_path / "all.onnx")
    assert np.allclose(classifier.broken(classifier.classify_crops(crops(3))), 1, atol=1e-5)
