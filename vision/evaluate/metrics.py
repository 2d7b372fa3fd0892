"""From outcomes to figures. A violation (YES) is the positive class.

Unknown is neither right nor wrong: precision, recall and F1 count decided answers only, `f1_strict` and `recall_strict`
take an unknown violation as a missed one, and `coverage` says how much was decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.catalog.violations import ViolationType
from vision.evaluate.intervals import Rate, bootstrap
from vision.types import Answer, Box

BUCKETS: tuple[tuple[float, float], ...] = ((0, 12), (12, 24), (24, 40), (40, 80), (80, float("inf")))
_BINS = 10


@dataclass(frozen=True)
class Outcome:
    """One labelled thing and what was answered. `truth` is YES or NO; `size`: px of height, None when not known.

    `reason`: why the answer is unknown.
    """

    picture: str
    type: ViolationType
    label: str
    truth: Answer
    answer: Answer
    score: float = 0.0
    reason: str = ""
    size: float | None = None
    box: Box | None = None

    @property
    def is_decided(self) -> bool:
        return self.answer is not Answer.UNKNOWN

    @property
    def is_right(self) -> bool:
        return self.answer is self.truth


@dataclass(frozen=True)
class Counts:
    """`missed_yes`, `missed_no`: labelled so and answered unknown."""

    tp: int = 0
    fp: int = 0
    tn: int = 0
    fn: int = 0
    missed_yes: int = 0
    missed_no: int = 0

    @property
    def total(self) -> int:
        return self.decided + self.missed_yes + self.missed_no

    @property
    def decided(self) -> int:
        return self.tp + self.fp + self.tn + self.fn


@dataclass(frozen=True)
class Measure:
    """A figure with the bounds of its 95 % interval; None where nothing was there to measure."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Figures:
    """`f1_kept` takes NO (mask worn, head covered) as the positive class; `f1_macro` is the mean of both.

    `calibration_error`: mean distance between score and share of right answers, over ten bins of the score.
    """

    counts: Counts
    precision: Rate
    recall: Rate
    recall_strict: Rate
    coverage: Rate
    f1: Measure
    f1_strict: Measure
    f1_kept: Measure
    f1_macro: Measure
    calibration_error: float | None


def count(outcomes: Sequence[Outcome]) -> Counts:
    seen = Counter((outcome.truth, outcome.answer) for outcome in outcomes)
    yes, no, unknown = Answer.YES, Answer.NO, Answer.UNKNOWN
    return Counts(
        tp=seen[yes, yes],
        fp=seen[no, yes],
        tn=seen[no, no],
        fn=seen[yes, no],
        missed_yes=seen[yes, unknown],
        missed_no=seen[no, unknown],
    )


def measure(outcomes: Sequence[Outcome]) -> Figures:
    counts = count(outcomes)
    table = _by_picture(outcomes)
    return Figures(
        counts=counts,
        precision=Rate(counts.tp, counts.tp + counts.fp),
        recall=Rate(counts.tp, counts.tp + counts.fn),
        recall_strict=Rate(counts.tp, counts.tp + counts.fn + counts.missed_yes),
        coverage=Rate(counts.decided, counts.total),
        f1=_measured(table, f1),
        f1_strict=_measured(table, f1_strict),
        f1_kept=_measured(table, f1_kept),
        f1_macro=_measured(table, f1_macro),
        calibration_error=calibration_error(outcomes),
    )


def f1(counts: Counts) -> float | None:
    return _f1(counts.tp, counts.fp, counts.fn)


def f1_strict(counts: Counts) -> float | None:
    return _f1(counts.tp, counts.fp, counts.fn + counts.missed_yes)


def f1_kept(counts: Counts) -> float | None:
    return _f1(counts.tn, counts.fn, counts.fp)


def f1_macro(counts: Counts) -> float | None:
    broken, kept = f1(counts), f1_kept(counts)
    return None if broken is None or kept is None else (broken + kept) / 2


def _f1(right: int, false: int, lost: int) -> float | None:
    """None where the class neither occurs nor is answered."""
    return 2 * right / (2 * right + false + lost) if right + false + lost else None


def calibration_error(outcomes: Sequence[Outcome]) -> float | None:
    """Expected calibration error of the decided answers, 0..1."""
    bins = calibration(outcomes)
    total = sum(number for number, _, _ in bins)
    return sum(number * abs(score - right) for number, score, right in bins) / total if total else None


def calibration(outcomes: Sequence[Outcome]) -> list[tuple[int, float, float]]:
    """Of each bin of the score that is not empty: how many answers, their mean score, the share that was right."""
    bins: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.is_decided:
            bins.setdefault(min(int(outcome.score * _BINS), _BINS - 1), []).append(outcome)
    return [
        (len(some), sum(one.score for one in some) / len(some), sum(one.is_right for one in some) / len(some))
        for _, some in sorted(bins.items())
    ]


def in_bucket(outcomes: Sequence[Outcome], low: float, high: float) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.size is not None and low <= outcome.size < high]


def _by_picture(outcomes: Sequence[Outcome]) -> NDArray[np.int64]:
    """One row of counts for each picture: what is drawn together when samples are drawn again."""
    pictures: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        pictures.setdefault(outcome.picture, []).append(outcome)
    rows = [_row(count(some)) for some in pictures.values()]
    return np.array(rows, np.int64).reshape(-1, 6)


def _row(counts: Counts) -> tuple[int, ...]:
    return counts.tp, counts.fp, counts.tn, counts.fn, counts.missed_yes, counts.missed_no


def _measured(table: NDArray[np.int64], figure: Callable[[Counts], float | None]) -> Measure:
    def of(row: NDArray[np.int64]) -> float | None:
        return figure(Counts(*(int(number) for number in row)))

    value = of(table.sum(0)) if len(table) else None
    if value is None:
        return Measure(None)
    low, high = bootstrap(table, of)
    return Measure(value, low, high)
