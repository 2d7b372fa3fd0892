"""Scores mean what they say, and thresholds follow from them."""

from __future__ import annotations

import numpy as np
import pytest

from vision.train.calibrate import Floats, Labels, expected_error, fit_calibration, softmax
from vision.train.measure import Figures, measure, smallest_size, thresholds


def boasting(temperature: float) -> tuple[Floats, Labels]:
    """Logits that claim `temperature` times more than is true."""
    chance = np.random.default_rng(7)
    true = chance.normal(0, 2, (4000, 2))
    share = softmax(true)[:, 1]
    labels = (chance.random(len(share)) < share).astype(np.int64)
    return true * temperature, labels


def test_a_boasting_network_is_brought_down_to_what_it_knows() -> None:
    logits, labels = boasting(3.0)
    calibration = fit_calibration(logits, labels)
    assert calibration.temperature == pytest.approx(3.0, abs=0.3)
    before, after = (expected_error(softmax(each), labels) for each in (logits, calibration.apply(logits)))
    assert before > 0.1
    assert after < 0.02


def test_an_honest_network_is_left_as_it_is() -> None:
    logits, labels = boasting(1.0)
    assert fit_calibration(logits, labels).temperature == pytest.approx(1.0, abs=0.1)


def test_the_calibration_error_is_the_distance_of_score_and_share() -> None:
    claimed = np.tile([0.1, 0.9], (10, 1))
    labels = np.array([1] * 6 + [0] * 4)
    assert expected_error(claimed, labels) == pytest.approx(0.3)


def test_thresholds_are_the_least_at_which_enough_answers_are_right() -> None:
    broken = np.repeat([0.95, 0.8, 0.65, 0.3, 0.05], 100)
    labels = np.concatenate([np.ones(100), [1] * 98 + [0] * 2, [1] * 60 + [0] * 40, [0] * 97 + [1] * 3, np.zeros(100)])
    found = thresholds(np.stack([1 - broken, broken], 1), labels.astype(np.int64), [1], wanted=0.97)
    assert 0.65 < found[0] <= 0.8
    assert found[1] <= 0.7


def test_figures_count_the_broken_rule_as_what_is_looked_for() -> None:
    broken = np.array([0.9, 0.8, 0.4, 0.2, 0.7])
    labels = np.array([1, 1, 1, 0, 0])
    figures = measure(np.stack([1 - broken, broken], 1), labels, [1], (0.75, 0.75))
    assert figures.precision == pytest.approx(2 / 3)
    assert figures.recall == pytest.approx(2 / 3)
    assert figures.unknown == pytest.approx(2 / 5)
    assert figures.right_when_answered == 1.0


def figures_at(balanced: float) -> Figures:
    return Figures(100, balanced, balanced, balanced, balanced, balanced, 0.0)


def test_the_smallest_size_is_the_first_from_which_on_all_are_good() -> None:
    found = {12: 0.95, 16: 0.80, 24: 0.94, 32: 0.96, 64: 0.96}
    assert smallest_size({size: figures_at(value) for size, value in found.items()}) == 24
