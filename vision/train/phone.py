"""`python -m vision train phone DIR`: what NanoDet's score for a phone in a close-up of a hand is worth.

Too few labelled phones in hands exist to train a network (see the card), so three numbers are fitted: a logistic
function of the score and of whether a hand is at the ear.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from scipy.optimize import minimize

from vision.bodies.body import Body
from vision.detectors.closeup import CloseUps
from vision.detectors.crops import cut
from vision.detectors.phone import VIEW, PhoneFacts, is_at_ear, logit
from vision.detectors.nanodet import PHONE_CLASS
from vision.train.bodies import BodyFinder, pictures
from vision.train.calibrate import Floats, Labels
from vision.train.data import TrainingFolder
from vision.types import Image

SIZES = (96, 64, 48, 40, 32, 24, 18)
_FULL = 1.1
_LABELS = {"mobile_phone": 1, "no_phone": 0}
_WORKERS_TASK = "clothes"
# Half as many YES as at the best size is where judging ends.
_LEAST_RECALL = 0.5
# Of all that the rule would call a phone, this share is to be one when phones and other things are equally frequent.
_WANTED = 0.95
_STEEPEST = 3.0


@dataclass(frozen=True)
class Hands:
    """One person with hands in view. `scores`: NanoDet's best for a phone, by pixels of the hand's box."""

    label: int
    is_worker: bool
    at_ear: bool
    source: str
    scores: dict[int, float]

    @property
    def largest(self) -> float:
        return self.scores[max(self.scores)]


@dataclass(frozen=True)
class Calibrated:
    """`found`: per size the share of phones that get YES, then of others, with the numbers of both."""

    facts: PhoneFacts
    hands: list[Hands]
    found: dict[int, tuple[float, int, float, int]]


def gather(folder: TrainingFolder, models_dir: Path) -> list[Hands]:
    """Phones and hard negatives, and workers' hands, in which a phone is as good as never seen."""
    finder, close_ups = BodyFinder(models_dir), CloseUps(models_dir)
    rows = [row for row in folder.rows("phone", _WORKERS_TASK) if row.task == _WORKERS_TASK or row.label in _LABELS]
    found = []
    for row, image in pictures(folder, rows):
        body = finder.main_body(image)
        if body is not None and body.hands and (scores := _scores(close_ups, image, body)):
            is_worker = row.task == _WORKERS_TASK
            label = 0 if is_worker else _LABELS[row.label]
            found.append(Hands(label, is_worker, is_at_ear(body), row.source, scores))
    return found


def calibrate(hands: list[Hands], version: str) -> Calibrated:
    features = np.array([[logit(each.largest), each.at_ear] for each in hands], np.float64)
    labels = np.array([each.label for each in hands], np.int64)
    slope, at_ear, offset = _fit(features, labels, _weights(hands))
    probabilities = 1 / (1 + np.exp(-(features @ [slope, at_ear] + offset)))
    weights = _weights(hands)
    yes_from = _least(probabilities, labels == 1, weights)
    no_from = _least(1 - probabilities, labels == 0, weights)
    facts = PhoneFacts(version, slope, offset, at_ear, 0, yes_from, no_from)
    found = {size: _at_size(facts, hands, size) for size in SIZES}
    smallest = _smallest({size: figures[0] for size, figures in found.items()})
    return Calibrated(PhoneFacts(**{**facts.as_json(), "min_pixels": smallest}), hands, found)
