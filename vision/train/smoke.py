"""`python -m vision train smoke DIR`: weighs what NanoDet's backbone sees in close-ups of heads and hands.

A logistic function with a strong brake on its 1536 weights: on photographs kept apart it is better than a network of
two layers on the same features (area under the curve 0.89 against 0.87), and it is fitted within a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from vision.bodies.body import Body
from vision.detectors.closeup import CloseUps
from vision.detectors.crops import cut
from vision.detectors.nanodet import Floats as Seen
from vision.detectors.smoke import VIEW, SmokeFacts, describe
from vision.train.augment import Conditions, centre, kitchen
from vision.train.bodies import BodyFinder, further_away, pictures
from vision.train.calibrate import Floats, Labels, fit_calibration
from vision.train.data import WIDE_MARGIN, Row, Sample, TrainingFolder, group_alike, split_by_group
from vision.train.limits import BySize, least_score, smallest_size
from vision.types import Image

SIZES = (96, 64, 48, 32)
"""Pixels of the larger of head (0.29 m) and hands (0.24 m), for which is measured."""
_LABELS = {"smoking": 1, "not_smoking": 0}
_WORKERS = "clothes"
_DRAWS = 2
_MEASURED = 4
_WIDE = 216
_BRAKE = 0.1
_SPREAD = 0.05
_FOLDS = 5
_WORTH_LOOKING, _WORTH_A_NO = 0.5, 0.8
_RIGHT_YES, _RIGHT_NO = 0.92, 0.90
_CONDITIONS = Conditions(pixels=(28, 140))


@dataclass(frozen=True)
class Smoker:
    """One person. `views`: what is seen of her, first undisturbed; `smaller`: the same by pixels."""

    label: int
    is_worker: bool
    views: list[Seen]
    smaller: dict[int, Seen]
    sample: Sample


@dataclass(frozen=True)
class Fitted:
    """`apart`: the probability of each person by weights that had not seen her photograph, undisturbed views."""

    facts: SmokeFacts
    weights: Floats
    offset: float
    people: list[Smoker]
    apart: Floats
    by_size: BySize


def gather(folder: TrainingFolder, models_dir: Path, seed: int) -> list[Smoker]:
    """Smokers, others with hands at the face, and workers."""
    finder, close_ups = BodyFinder(models_dir), CloseUps(models_dir)
    chance = np.random.default_rng(seed)
    rows = [row for row in folder.rows("smoking", _WORKERS) if row.task == _WORKERS or row.label in _LABELS]
    people = []
    for number, (row, image) in enumerate(pictures(folder, rows)):
        body = finder.main_body(image)
        if body is not None and (body.head or body.hands):
            sizes = SIZES if number % _MEASURED == 0 else ()
            people.append(_smoker(close_ups, row, image, body, sizes, chance))
    grouped = group_alike([person.sample for person in people])
    return [replace(person, sample=sample) for person, sample in zip(people, grouped, strict=True)]


def fit(people: list[Smoker], version: str, seed: int) -> Fitted:
    """Fit on all; limits and calibration from cross-validation by photograph."""
    labels = np.array([person.label for person in people], np.int64)
    logits, smaller = np.zeros(len(people)), [dict[int, float]() for _ in people]
    for inside, outside in split_by_group([person.sample for person in people], _FOLDS, seed):
        weights, offset = _fit([people[index] for index in inside])
        for index in outside:
            logits[index] = people[index].views[0] @ weights + offset
            smaller[index] = {size: float(seen @ weights + offset) for size, seen in people[index].smaller.items()}
    calibration = fit_calibration(np.stack([np.zeros(len(logits)), logits], 1), labels)
    slope, shift = 1 / calibration.temperature, calibration.shift[1] - calibration.shift[0]
    apart = _logistic(logits * slope + shift)
    shares = _shares(people)
    yes_from = least_score(apart, labels == 1, shares, _RIGHT_YES)
    no_from = least_score(1 - apart, labels == 0, shares, _RIGHT_NO)
    by_size = {size: _at_size(people, smaller, size, slope, shift, yes_from) for size in SIZES}
    smallest, surest = smallest_size(by_size, _WORTH_LOOKING), smallest_size(by_size, _WORTH_A_NO)
    weights, offset = _fit(people)
    facts = SmokeFacts(version, smallest, surest, yes_from, no_from)
    return Fitted(facts, weights * slope, offset * slope + shift, people, apart, by_size)


def _smoker(
    close_ups: CloseUps, row: Row, image: Image, body: Body, sizes: Sequence[int], chance: np.random.Generator
) -> Smoker:
    parts = [(box, margin) for _, box, margin in VIEW.parts_of(body)]
    side = max(max(box[2] - box[0], box[3] - box[1]) for box, _ in parts)
    wide = [cut(image, box, margin * WIDE_MARGIN, _WIDE) for box, margin in parts]
    crops = [centre(each, VIEW.side, WIDE_MARGIN) for each in wide]
    for _ in range(_DRAWS):
        crops += [kitchen(each, VIEW.side, WIDE_MARGIN, _CONDITIONS, chance) for each in wide]
    smaller = [size for size in sizes if size < side]
    for size in smaller:
        crops += [cut(*further_away(image, box, size / side), margin, VIEW.side) for box, margin in parts]
    _, cells = close_ups.see(np.stack(crops))
    seen = [describe(cells[at : at + len(parts)]) for at in range(0, len(crops), len(parts))]
    sizes_seen = dict(zip(smaller, seen[1 + _DRAWS :], strict=True))
    is_worker = row.task == _WORKERS
    label = 0 if is_worker else _LABELS[row.label]
    return Smoker(label, is_worker, seen[: 1 + _DRAWS], sizes_seen, Sample(image, label, round(side), row.source))


def _fit(people: Sequence[Smoker]) -> tuple[Floats, float]:
    """Weights and offset for features as they come."""
    seen = np.stack([view for person in people for view in person.views]).astype(np.float64)
    labels: Labels = np.repeat([person.label for person in people], 1 + _DRAWS)
    shares = np.repeat(_shares(people), 1 + _DRAWS) / (1 + _DRAWS)
    middle, spread = seen.mean(0), seen.std(0) + _SPREAD
    scaled = (seen - middle) / spread

    def loss(values: Floats) -> tuple[float, Floats]:
        logits = scaled @ values[:-1] + values[-1]
        error = shares * (_logistic(logits) - labels)
        total = float((shares * (np.logaddexp(0, logits) - labels * logits)).sum())
        brake = _BRAKE * float(values[:-1] @ values[:-1]) / 2
        return total + brake, np.append(scaled.T @ error + _BRAKE * values[:-1], error.sum())

    found = minimize(loss, np.zeros(seen.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ middle)


def _shares(people: Sequence[Smoker]) -> Floats:
    """Smokers weigh as much as all others together, workers as much as the hard negatives."""
    kinds = [(person.label, person.is_worker) for person in people]
    share = {(1, False): 0.5, (0, False): 0.25, (0, True): 0.25}
    return np.array([share[kind] / kinds.count(kind) for kind in kinds], np.float64)


def _logistic(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))), np.float64)


def _at_size(
    people: Sequence[Smoker], smaller: Sequence[dict[int, float]], size: int, slope: float, shift: float, least: float
) -> tuple[int, int, int, int]:
    counts = [0, 0, 0, 0]
    for person, logits in zip(people, smaller, strict=True):
        if size in logits:
            place = 0 if person.label else 2
            counts[place] += bool(_logistic(np.array(logits[size] * slope + shift)) >= least)
            counts[place + 1] += 1
    return counts[0], counts[1], counts[2], counts[3]
