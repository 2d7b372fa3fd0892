"""A new version of a classifier from people's answers to its alarms, compared with the version in use.

The answers are crops of alarms that people confirmed or called false, as the backend exports them: a zip or folder
with manifest.csv. Nothing is switched on here: the result is a proposal, a weights file and its figures.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vision.detectors.classifier import Facts, read_facts
from vision.train.calibrate import Floats, fit_calibration, softmax
from vision.train.data import Row, Sample, TrainingFolder, cut_samples, split_by_group
from vision.train.export import export, read_weights
from vision.train.fit import ask, fit, views
from vision.train.make import gather
from vision.train.measure import Figures, measure, thresholds
from vision.train.network import Weights
from vision.train.recipe import Recipe
from vision.types import Box, Image

LEAST_OF_EACH = 15
"""Answers of each kind below which nothing is learned: a handful of crops says nothing about the next hundred."""
STORED_MARGIN = 1.6
"""A stored crop shows 0.3 of its box more on every side."""

_FOLDS = 3
_EPOCHS = 8.0
_RATE = 4e-4


class TooFewAnswersError(Exception):
    """The message says how many there are of what."""


@dataclass(frozen=True)
class Proposal:
    """Both versions on the same answers, which neither had been trained on."""

    path: Path
    facts: Facts
    answers: dict[str, int]
    current: Figures
    proposed: Figures

    def as_json(self) -> dict[str, Any]:
        is_better = self.proposed.balanced > self.current.balanced
        return {
            "facts": self.facts.as_json(),
            "answers": self.answers,
            "current": asdict(self.current),
            "proposed": asdict(self.proposed),
            "is_better": is_better,
        }


def propose(
    recipe: Recipe,
    answers: TrainingFolder,
    current: Path,
    out: Path,
    version: str,
    seed: int,
    more: tuple[TrainingFolder, Path] | None = None,
) -> Proposal:
    """Go on training `current` with the answers. `more`: a labelled folder and the models' folder, to train on, too.

    Raises TooFewAnswersError.
    """
    facts, start = read_facts(current), read_weights(current)
    samples = _samples(recipe, answers)
    counts = {name: sum(s.label == index for s in samples) for index, name in enumerate(recipe.classes)}
    _check(recipe, counts)
    extra = [] if more is None else _extra(recipe, *more)
    labels = np.array([sample.label for sample in samples], np.int64)
    logits = _out_of_fold(recipe, samples, extra, start, seed)
    yes = [recipe.classes.index(name) for name in recipe.yes]
    calibration = fit_calibration(logits, labels)
    found = softmax(calibration.apply(logits))
    limits = _limits(facts, thresholds(found, labels, yes, recipe.wanted))
    proposed_facts = replace(facts, version=version, yes_from=limits[0], no_from=limits[1])
    weights = _fit(recipe, [*samples, *extra], start, seed)
    path = out / f"{recipe.name}.onnx"
    export(weights, calibration, proposed_facts, path)
    before = softmax(ask(start, views(samples, recipe.side)))
    in_use = measure(before, labels, yes, (facts.yes_from, facts.no_from))
    proposal = Proposal(path, proposed_facts, counts, in_use, measure(found, labels, yes, limits))
    (out / f"{recipe.name}.metrics.json").write_text(json.dumps(proposal.as_json(), indent=1) + "\n", encoding="utf-8")
    return proposal


def stored_part(row: Row, image: Image) -> Sequence[tuple[Box, str]]:
    """The part itself inside a stored crop, which shows a rim around it."""
    height, width = image.shape[:2]
    x, y = width * (1 - 1 / STORED_MARGIN) / 2, height * (1 - 1 / STORED_MARGIN) / 2
    return [((x, y, width - x, height - y), row.label)]


def _samples(recipe: Recipe, answers: TrainingFolder) -> list[Sample]:
    rows = [row for row in answers.rows(recipe.task) if row.label in recipe.labels]
    labels = {label: recipe.classes.index(name) for label, name in recipe.labels.items()}
    samples = cut_samples(answers, rows, stored_part, labels, recipe.margin)
    # All crops of a case show the same minute: they must not be torn apart.
    cases = {source: number for number, source in enumerate(sorted({row.source_path for row in rows}))}
    return [replace(sample, group=cases[row.source_path]) for sample, row in zip(samples, rows, strict=True)]


def _extra(recipe: Recipe, folder: TrainingFolder, models_dir: Path) -> list[Sample]:
    rows = [row for row in folder.rows(recipe.task) if row.label in recipe.labels]
    return [replace(sample, is_extra=True) for sample in gather(recipe, folder, rows, models_dir)]


def _check(recipe: Recipe, counts: dict[str, int]) -> None:
    broken = sum(counts[name] for name in recipe.yes)
    kept = sum(counts.values()) - broken
    if min(broken, kept) < LEAST_OF_EACH:
        raise TooFewAnswersError(
            f"{recipe.name}: {broken} confirmed and {kept} false alarms with crops; {LEAST_OF_EACH} of each are needed"
        )


def _fit(recipe: Recipe, samples: Sequence[Sample], start: Weights, seed: int) -> Weights:
    return fit(start, samples, recipe.conditions, recipe.side, _EPOCHS, seed, _RATE, recipe.batch)


def _out_of_fold(
    recipe: Recipe, samples: Sequence[Sample], extra: Sequence[Sample], start: Weights, seed: int
) -> Floats:
    logits = np.zeros((len(samples), len(recipe.classes)))
    for inside, outside in split_by_group(samples, _FOLDS, seed):
        if not outside:
            continue
        weights = _fit(recipe, [*(samples[index] for index in inside), *extra], start, seed)
        logits[outside] = ask(weights, views([samples[index] for index in outside], recipe.side))
    return logits


def _limits(facts: Facts, found: tuple[float, float]) -> tuple[float, float]:
    """Never looser than in use: alarms alone hold no overlooked violations and so cannot tell that it may be."""
    return max(found[0], facts.yes_from), max(found[1], facts.no_from)
