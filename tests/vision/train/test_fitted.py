"""What phone and smoke are fitted with: scores, limits and sizes."""

from __future__ import annotations

import numpy as np
import pytest

from vision.train.limits import BySize, least_score, smallest_size
from vision.train.phone import Hands, calibrate, fit_logistic


def test_the_least_score_is_the_first_from_which_enough_answers_are_right() -> None:
    scores = np.array([0.55, 0.605, 0.7, 0.8, 0.9])
    is_right = np.array([False, False, True, True, True])
    assert least_score(scores, is_right, np.ones(5), 0.95) == pytest.approx(0.61)
    assert least_score(scores, is_right, np.ones(5), 0.6) == 0.5


def test_no_score_is_enough_where_all_are_wrong() -> None:
    assert least_score(np.array([0.9]), np.array([False]), np.ones(1), 0.9) == 0.99


def test_a_lucky_small_size_does_not_count() -> None:
    by_size: BySize = {96: (10, 20, 0, 9), 64: (9, 20, 0, 9), 48: (2, 20, 0, 9), 32: (10, 20, 0, 9)}
    assert smallest_size(by_size, 0.5) == 64
    assert smallest_size(by_size, 0.1) == 32


def test_a_score_that_means_nothing_gets_no_slope() -> None:
    features = np.array([[0.5, 0.0], [-0.5, 0.0]] * 20)
    slope, _, offset = fit_logistic(features, np.array([0, 1] * 20), np.ones(40))
    assert slope == 0
    assert offset == pytest.approx(0, abs=1e-3)


def test_the_fitted_phone_tells_phones_from_the_rest() -> None:
    chance = np.random.default_rng(0)
    phones = [Hands(1, False, False, {96: float(score)}) for score in chance.uniform(0.4, 0.9, 40)]
    others = [
        Hands(0, worker, False, {96: float(score)})
        for worker in (False, True)
        for score in chance.uniform(0.01, 0.3, 40)
    ]
    facts = calibrate([*phones, *others], "t").facts
    assert facts.slope > 0
    assert (facts.min_pixels, facts.min_pixels_no) == (96, 96)
