"""What a change of a rule would have done: the stored observations go through the rule once more.

The tests are those of `vision/rules`: height and score of a detection, its foot point against zones to ignore, and the
time that it lasted. A case is gone when each of its observations would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from backend.catalog.learning import SuggestionKind, Truth

Point = tuple[float, float]
Polygon = list[list[float]]

_LEAST_GONE = 2
# Where nothing true is known, nothing says what a change would lose: no more than twice of today.
_FARTHEST_BLIND = 2.0
_HEIGHTS = range(20, 410, 10)
_SCORES = tuple(round(0.05 * n, 2) for n in range(2, 20))
_HOLDS = (3.0, 5.0, 8.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0)
_REACHES = (0.04, 0.08, 0.12)  # shares of the picture: false alarms of a poster or a pot stand close together
_MARGIN = 0.03


@dataclass(frozen=True)
class Sample:
    """One observation. `heights` in pixels and `feet` in shares of the picture, one each for every box."""

    case_id: int
    heights: tuple[float, ...]
    feet: tuple[Point, ...]
    score: float
    lasted_s: float | None  # None: nobody knows when it was over


@dataclass(frozen=True)
class Suggestion:
    """`value` of the parameter, or `polygon` of the zone. `now`: the value today."""

    kind: SuggestionKind
    value: float | None
    now: float | None
    polygon: Polygon | None
    false_gone: int
    false_all: int
    true_lost: int
    true_all: int


Test = Callable[[Sample], bool]


@dataclass(frozen=True)
class Replay:
    """Answered cases of one type on one camera."""

    samples: Sequence[Sample]
    truths: Mapping[int, Truth]

    def count(self, truth: Truth) -> int:
        return sum(each is truth for each in self.truths.values())

    def gone(self, is_gone: Test) -> tuple[int, int]:
        """False and true cases that would not have been opened."""
        stays = {sample.case_id for sample in self.samples if not is_gone(sample)}
        seen = {sample.case_id for sample in self.samples}
        left_out = [self.truths[case_id] for case_id in seen - stays if case_id in self.truths]
        return left_out.count(Truth.FALSE), left_out.count(Truth.TRUE)


def suggest(replay: Replay, *, min_height: float, min_score: float, hold_s: float) -> list[Suggestion]:
    """At most one of each kind: the gentlest change that ends most false alarms and loses nothing true."""
    found = [
        _best(replay, SuggestionKind.MIN_HEIGHT, min_height, ((float(v), _lower_than(v)) for v in _HEIGHTS)),
        _best(replay, SuggestionKind.MIN_SCORE, min_score, ((v, _weaker_than(v)) for v in _SCORES)),
        _best(replay, SuggestionKind.HOLD_S, hold_s, ((v, _shorter_than(v)) for v in _HOLDS)),
        _zone(replay),
    ]
    return sorted((each for each in found if each is not None), key=lambda each: -each.false_gone)


def _lower_than(height: float) -> Test:
    return lambda sample: bool(sample.heights) and max(sample.heights) < height


def _weaker_than(score: float) -> Test:
    return lambda sample: sample.score < score


def _shorter_than(seconds: float) -> Test:
    return lambda sample: sample.lasted_s is not None and sample.lasted_s < seconds


def _best(
    replay: Replay, kind: SuggestionKind, now: float, candidates: Iterable[tuple[float, Test]]
) -> Suggestion | None:
    most = now * _FARTHEST_BLIND if replay.count(Truth.TRUE) == 0 else None
    best: Suggestion | None = None
    for value, is_gone in candidates:
        is_tried = value > now and (most is None or value <= most)
        false_gone, true_lost = replay.gone(is_gone) if is_tried else (0, 0)
        if true_lost == 0 and false_gone >= max(_LEAST_GONE, best.false_gone + 1 if best else 0):
            best = _suggestion(replay, kind, false_gone, value=value, now=now)
    return best


def _zone(replay: Replay) -> Suggestion | None:
    """A zone to ignore around a place where false alarms gather."""
    best: Suggestion | None = None
    for polygon in _places(replay):
        false_gone, true_lost = replay.gone(_inside(polygon))
        if true_lost == 0 and false_gone >= max(_LEAST_GONE, best.false_gone + 1 if best else 0):
            best = _suggestion(replay, SuggestionKind.IGNORE_ZONE, false_gone, polygon=polygon)
    return best


def _places(replay: Replay) -> Iterator[Polygon]:
    feet = [
        foot for sample in replay.samples if replay.truths.get(sample.case_id) is Truth.FALSE for foot in sample.feet
    ]
    for reach, (x, y) in product(_REACHES, feet):
        near = [(a, b) for a, b in feet if abs(a - x) <= reach and abs(b - y) <= reach]
        yield _around(near)


def _around(points: Sequence[Point]) -> Polygon:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right = max(0.0, min(xs) - _MARGIN), min(1.0, max(xs) + _MARGIN)
    top, bottom = max(0.0, min(ys) - _MARGIN), min(1.0, max(ys) + _MARGIN)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [[round(x, 3), round(y, 3)] for x, y in corners]


def _inside(polygon: Polygon) -> Test:
    (left, top), (right, bottom) = polygon[0], polygon[2]
    return lambda sample: bool(sample.feet) and all(left <= x <= right and top <= y <= bottom for x, y in sample.feet)


def _suggestion(
    replay: Replay,
    kind: SuggestionKind,
    false_gone: int,
    *,
    value: float | None = None,
    now: float | None = None,
    polygon: Polygon | None = None,
) -> Suggestion:
    return Suggestion(kind, value, now, polygon, false_gone, replay.count(Truth.FALSE), 0, replay.count(Truth.TRUE))
