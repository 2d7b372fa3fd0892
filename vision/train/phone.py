"""`python -m vision train phone DIR`: what NanoDet's score for a phone in a close-up of a hand is worth.

Too few labelled phones in hands exist to train a network (see the card), so three numbers are fitted: a logistic
function of the score and of whether a hand is at the ear.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from vision.bodies.body import Body
from vision.detectors.closeup import CloseUps
from vision.detectors.crops import cut
from vision.detectors.nanodet import PHONE_CLASS
from vision.detectors.phone import VIEW, PhoneFacts, is_at_ear, logit, probability
from vision.train.bodies import BodyFinder, further_away, pictures
from vision.train.calibrate import Floats, Labels
from vision.train.data import TrainingFolder
from vision.train.limits import BySize, least_score, smallest_size
from vision.types import Box, Image

SIZES = (96, 64, 48, 32, 24)
"""Pixels of a hand's box, 0.24 m, for which is measured."""
_LABELS = {"mobile_phone": 1, "no_phone": 0}
_WORKERS = "clothes"
_OTHERS_MEASURED = 3
# Hands are looked at while a fifth of what the best size finds is found; an empty one is believed while half is.
_WORTH_LOOKING, _WORTH_A_NO = 0.2, 0.5
_RIGHT_YES, _RIGHT_NO = 0.92, 0.90
_STEEPEST = 3.0


@dataclass(frozen=True)
class Hands:
    """One person with hands in view. `scores`: NanoDet's best for a phone, by pixels of the hand's box."""

    label: int
    is_worker: bool
    at_ear: bool
    scores: dict[int, float]

    @property
    def largest(self) -> float:
        return self.scores[max(self.scores)]


@dataclass(frozen=True)
class Calibrated:
    facts: PhoneFacts
    hands: list[Hands]
    by_size: BySize


def gather(folder: TrainingFolder, models_dir: Path) -> list[Hands]:
    """Phones and hard negatives, and workers' hands, in which a phone is as good as never seen."""
    finder, close_ups = BodyFinder(models_dir), CloseUps(models_dir)
    rows = [row for row in folder.rows("phone", _WORKERS) if row.task == _WORKERS or row.label in _LABELS]
    found = []
    for number, (row, image) in enumerate(pictures(folder, rows)):
        body = finder.main_body(image)
        if body is None or not body.hands:
            continue
        label = 0 if row.task == _WORKERS else _LABELS[row.label]
        sizes = SIZES if label or number % _OTHERS_MEASURED == 0 else ()
        scores = _scores(close_ups, image, body, sizes)
        found.append(Hands(label, row.task == _WORKERS, is_at_ear(body), scores))
    return found


def calibrate(hands: list[Hands], version: str) -> Calibrated:
    """Fit, then choose thresholds and the smallest size."""
    features = np.array([[logit(each.largest), each.at_ear] for each in hands], np.float64)
    labels = np.array([each.label for each in hands], np.int64)
    weights = _weights(hands)
    slope, at_ear, offset = fit_logistic(features, labels, weights)
    phone = 1 / (1 + np.exp(-(features @ np.array([slope, at_ear]) + offset)))
    yes_from = least_score(phone, labels == 1, weights, _RIGHT_YES)
    no_from = least_score(1 - phone, labels == 0, weights, _RIGHT_NO)
    facts = PhoneFacts(version, slope, offset, at_ear, SIZES[0], SIZES[0], yes_from, no_from)
    by_size = {size: _at_size(facts, hands, size) for size in SIZES}
    smallest, surest = smallest_size(by_size, _WORTH_LOOKING), smallest_size(by_size, _WORTH_A_NO)
    return Calibrated(replace(facts, min_pixels=smallest, min_pixels_no=surest), hands, by_size)


def fit_logistic(features: Floats, labels: Labels, weights: Floats) -> tuple[float, float, float]:
    """Slope of the score (not below 0), weight of a hand at the ear, offset: of least weighted loss."""

    def loss(values: Floats) -> tuple[float, Floats]:
        logits = features @ values[:2] + values[2]
        error = weights * (1 / (1 + np.exp(-logits)) - labels)
        total = float((weights * (np.logaddexp(0, logits) - labels * logits)).sum())
        return total, np.array([*(features.T @ error), error.sum()])

    bounds = [(0.0, _STEEPEST), (-1.0, 2.0), (None, None)]
    found = minimize(loss, np.zeros(3), jac=True, method="L-BFGS-B", bounds=bounds).x
    slope, at_ear, offset = (round(float(value), 4) for value in found)
    return slope, at_ear, offset


def _weights(hands: list[Hands]) -> Floats:
    """Phones weigh as much as all others together, workers as much as the hard negatives."""
    kinds = [(each.label, each.is_worker) for each in hands]
    share = {(1, False): 0.5, (0, False): 0.25, (0, True): 0.25}
    return np.array([share[kind] / kinds.count(kind) for kind in kinds], np.float64)


def _scores(close_ups: CloseUps, image: Image, body: Body, sizes: tuple[int, ...]) -> dict[int, float]:
    """In the picture as it is, and as a camera that is further away would show it."""
    side = max(max(x2 - x1, y2 - y1) for x1, y1, x2, y2 in body.hands)
    wanted = [round(side), *(size for size in sizes if size < side)]
    crops = [_crop(image, box, size / side) for size in wanted for box in body.hands]
    classes, _ = close_ups.see(np.stack(crops))
    best = classes[:, PHONE_CLASS].reshape(len(wanted), -1).max(1)
    return dict(zip(wanted, (float(score) for score in best), strict=True))


def _crop(image: Image, box: Box, scale: float) -> Image:
    margin = VIEW.margins[0][1]
    if scale >= 1:
        return cut(image, box, margin, VIEW.side)
    return cut(*further_away(image, box, scale), margin, VIEW.side)


def _at_size(facts: PhoneFacts, hands: list[Hands], size: int) -> tuple[int, int, int, int]:
    counts = [0, 0, 0, 0]
    for each in hands:
        if size in each.scores:
            place = 0 if each.label else 2
            counts[place] += probability(facts, each.scores[size], each.at_ear) >= facts.yes_from
            counts[place + 1] += 1
    return counts[0], counts[1], counts[2], counts[3]
