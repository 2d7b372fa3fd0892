"""The figures against values that were worked out by hand."""

from __future__ import annotations

import math

import pytest

from backend.catalog.violations import ViolationType
from vision.evaluate.intervals import Rate, poisson_upper, wilson
from vision.evaluate.metrics import Outcome, calibration, calibration_error, count, in_bucket, measure
from vision.types import Answer

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def outcome(
    truth: Answer, answer: Answer, score: float = 0.9, picture: str = "a", size: float | None = None
) -> Outcome:
    return Outcome(picture, ViolationType.MASK, "label", truth, answer, score, size=size)


# 6 found, 2 false alarms, 10 rightly quiet, 4 missed, 2 + 3 unknown
SOME = [
    *(outcome(YES, YES, picture=f"p{i}") for i in range(6)),
    *(outcome(NO, YES, picture=f"q{i}") for i in range(2)),
    *(outcome(NO, NO, picture=f"r{i}") for i in range(10)),
    *(outcome(YES, NO, picture=f"s{i}") for i in range(4)),
    *(outcome(YES, UNKNOWN, picture=f"t{i}") for i in range(2)),
    *(outcome(NO, UNKNOWN, picture=f"u{i}") for i in range(3)),
]


def test_unknown_is_neither_right_nor_wrong() -> None:
    counts = count(SOME)
    assert (counts.tp, counts.fp, counts.tn, counts.fn, counts.missed_yes, counts.missed_no) == (6, 2, 10, 4, 2, 3)
    figures = measure(SOME)
    assert figures.precision.value == 6 / 8
    assert figures.recall.value == 6 / 10
    assert figures.coverage.value == 22 / 27
    assert figures.f1.value == pytest.approx(2 * 6 / (2 * 6 + 2 + 4))


def test_strict_figures_take_an_unknown_violation_as_missed() -> None:
    figures = measure(SOME)
    assert figures.recall_strict.value == 6 / 12
    assert figures.f1_strict.value == pytest.approx(12 / (12 + 2 + 6))


def test_the_kept_rule_has_an_f1_of_its_own_and_macro_is_the_mean() -> None:
    figures = measure(SOME)
    assert figures.f1_kept.value == pytest.approx(20 / (20 + 4 + 2))
    assert figures.f1_macro.value == pytest.approx((12 / 18 + 20 / 26) / 2)


def test_without_any_answer_there_are_no_figures_and_no_division_by_zero() -> None:
    figures = measure([outcome(NO, UNKNOWN)])
    assert figures.precision.value is None
    assert figures.precision.interval is None
    assert figures.f1.value is None
    assert figures.calibration_error is None
    assert measure([]).coverage.value is None


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 20, 0.0, 0.1611), (20, 20, 0.8389, 1.0), (95, 100, 0.8882, 0.9785)],
)
def test_wilsons_interval_is_the_published_one(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-4)
    assert Rate(hits, total).interval == wilson(hits, total)


def test_no_event_in_a_day_still_allows_more_than_three() -> None:
    assert poisson_upper(0, 1.0) == pytest.approx(3.689, abs=1e-3)
    assert poisson_upper(0, 24.0) == pytest.approx(3.689 / 24, abs=1e-4)
    # Exact bounds of Garwood: 5.572 after one, 18.39 after ten.
    assert poisson_upper(1, 1.0) == pytest.approx(5.572, rel=0.02)
    assert poisson_upper(10, 1.0) == pytest.approx(18.39, rel=0.005)


def test_calibration_compares_score_and_share_of_right_answers() -> None:
    # Ten answers at 0.95 of which nine are right, five at 0.65 of which two are right.
    some = [outcome(YES, YES, 0.95)] * 9 + [outcome(NO, YES, 0.95)]
    some += [outcome(YES, YES, 0.65)] * 2 + [outcome(NO, YES, 0.65)] * 3
    some += [outcome(YES, UNKNOWN, 0.1)]
    assert [(number, round(right, 2)) for number, _, right in calibration(some)] == [(5, 0.4), (10, 0.9)]
    assert calibration_error(some) == pytest.approx((10 * 0.05 + 5 * 0.25) / 15)


def test_a_score_of_one_falls_into_the_last_bin() -> None:
    assert calibration_error([outcome(YES, YES, 1.0)]) == 0.0


def test_the_interval_of_f1_holds_it_and_is_the_same_each_time() -> None:
    first, again = measure(SOME).f1, measure(SOME).f1
    assert first == again
    assert first.value is not None
    assert first.low is not None
    assert first.high is not None
    assert first.low < first.value < first.high
    assert first.high - first.low > 0.2


def test_what_stands_in_one_picture_counts_as_one_draw() -> None:
    apart = [outcome(YES, YES if i % 2 else NO, picture=str(i)) for i in range(40)]
    together = [outcome(YES, YES if i % 2 else NO, picture=str(i % 2)) for i in range(40)]
    apart_f1, together_f1 = measure(apart).f1, measure(together).f1
    assert apart_f1.value == together_f1.value
    assert (together_f1.high or 0) - (together_f1.low or 0) > (apart_f1.high or 0) - (apart_f1.low or 0)


def test_a_size_belongs_to_the_bucket_that_begins_with_it() -> None:
    some = [outcome(YES, YES, size=size) for size in (11.9, 12.0, 24.0, 39.0)] + [outcome(YES, YES)]
    assert [one.size for one in in_bucket(some, 12, 24)] == [12.0]
    assert [one.size for one in in_bucket(some, 24, math.inf)] == [24.0, 39.0]
