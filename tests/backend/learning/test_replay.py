"""Replaying stored observations against a change of the rule."""

from __future__ import annotations

from backend.catalog.learning import SuggestionKind, Truth
from backend.learning.policy.replay import Replay, Sample, Suggestion, suggest

_LIMITS = {"min_height": 30.0, "min_score": 0.5, "hold_s": 5.0}


def sample(case_id: int, height: float = 100, score: float = 0.9, lasted_s: float | None = None) -> Sample:
    return Sample(case_id, (height,), ((case_id / 100, case_id / 100),), score, lasted_s)


def found(replay: Replay, kind: SuggestionKind) -> Suggestion | None:
    return next((each for each in suggest(replay, **_LIMITS) if each.kind is kind), None)


def test_the_gentlest_value_that_ends_most_is_suggested() -> None:
    samples = [sample(n, 40 + n) for n in range(1, 15)] + [sample(n, 200) for n in range(15, 18)]
    truths = dict.fromkeys(range(1, 18), Truth.FALSE) | {20: Truth.TRUE}

    best = found(Replay([*samples, sample(20, 80)], truths), SuggestionKind.MIN_HEIGHT)

    assert best is not None
    assert (best.value, best.false_gone, best.false_all, best.true_lost) == (60.0, 14, 17, 0)


def test_a_case_is_gone_only_when_all_its_observations_are() -> None:
    samples = [sample(1, 40), sample(1, 200), sample(2, 40), sample(3, 40)]
    replay = Replay(samples, dict.fromkeys((1, 2, 3), Truth.FALSE))

    best = found(replay, SuggestionKind.MIN_HEIGHT)

    assert best is not None
    assert best.false_gone == 2


def test_what_lasted_an_unknown_time_stays() -> None:
    truths = dict.fromkeys((1, 2, 3), Truth.FALSE)
    assert found(Replay([sample(n) for n in truths], truths), SuggestionKind.HOLD_S) is None

    short = found(Replay([sample(n, lasted_s=7.0) for n in truths], truths), SuggestionKind.HOLD_S)

    assert short is not None
    assert (short.value, short.false_gone) == (8.0, 3)


def test_one_false_alarm_is_no_reason_to_change_anything() -> None:
    assert suggest(Replay([sample(1, 40)], {1: Truth.FALSE}), **_LIMITS) == []
