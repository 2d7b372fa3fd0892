"""From a recipe and a folder of pictures to weights, figures and a model card."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vision.detectors.classifier import Facts
from vision.models.manifest import PERSON
from vision.train.calibrate import Floats, Labels, fit_calibration, softmax
from vision.train.data import Row, Sample, TrainingFolder, cut_samples, split_by_group
from vision.train.export import export
from vision.train.fit import ask, fit, kitchen_views, views
from vision.train.measure import SIZES, Figures, measure, smallest_size, thresholds
from vision.train.network import Weights, start_weights
from vision.train.recipe import Recipe

_HELD_BACK = 5
_POOLED_PIXELS = 20


@dataclass(frozen=True)
class Made:
    """What a training gave. `kitchen`: validation under bad conditions and large enough; `by_size`: by pixels."""

    recipe: Recipe
    facts: Facts
    path: Path
    sha256: str
    seed: int
    counts: dict[str, int]
    sources: dict[str, str]
    clean: Figures
    kitchen: Figures
    by_size: dict[int, Figures]


@dataclass(frozen=True)
class _Asked:
    """Logits of samples that the asked network had not been trained on; `sizes`: in a kitchen, by pixels."""

    clean: Floats
    sizes: dict[int, Floats]
    labels: Labels

    def pooled(self) -> tuple[Floats, Labels]:
        """Those of the sizes that are judged at all, with their labels."""
        chosen = [logits for size, logits in self.sizes.items() if size >= _POOLED_PIXELS]
        return np.concatenate(chosen), np.tile(self.labels, len(chosen))


def make(recipe: Recipe, folder: TrainingFolder, models_dir: Path, out: Path, version: str, seed: int) -> Made:
    """Train, calibrate on validation, choose thresholds and smallest size, export. Never sees the test split."""
    rows = [row for row in folder.rows(recipe.task) if row.label in recipe.labels and recipe.keep(row)]
    samples = gather(recipe, folder, rows, models_dir)
    start = start_weights(models_dir / PERSON.file_name, len(recipe.classes), recipe.side, seed)
    weights, asked = _train(recipe, samples, start, seed)
    logits, labels = asked.pooled()
    calibration = fit_calibration(logits, labels)
    yes = [recipe.classes.index(name) for name in recipe.yes]
    limits = thresholds(softmax(calibration.apply(logits)), labels, yes, recipe.wanted)
    sizes = {size: softmax(calibration.apply(logits)) for size, logits in asked.sizes.items()}
    by_size = {size: measure(found, asked.labels, yes, limits) for size, found in sizes.items()}
    facts = _facts(recipe, version, smallest_size(by_size), limits)
    path = out / f"{recipe.name}.onnx"
    export(weights, calibration, facts, path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    clean = measure(softmax(calibration.apply(asked.clean)), asked.labels, yes, limits)
    kitchen_figures = _honest(logits, labels, yes, limits)
    counts = {name: sum(s.label == index for s in samples) for index, name in enumerate(recipe.classes)}
    return Made(recipe, facts, path, sha256, seed, counts, _sources(rows), clean, kitchen_figures, by_size)


def gather(recipe: Recipe, folder: TrainingFolder, rows: Sequence[Row], models_dir: Path) -> list[Sample]:
    labels = {label: recipe.classes.index(name) for label, name in recipe.labels.items()}
    return cut_samples(folder, rows, recipe.regions(models_dir), labels, recipe.margin, recipe.more(folder, models_dir))


def _facts(recipe: Recipe, version: str, smallest: int, limits: tuple[float, float]) -> Facts:
    return Facts(
        recipe.name,
        version,
        recipe.classes,
        recipe.yes,
        recipe.part,
        recipe.side,
        recipe.margin,
        smallest,
        *limits,
    )


def _train(recipe: Recipe, samples: Sequence[Sample], start: Weights, seed: int) -> tuple[Weights, _Asked]:
    folds = split_by_group(samples, recipe.folds if recipe.folds > 1 else _HELD_BACK, seed)
    parts, weights = [], start
    for inside, outside in folds if recipe.folds > 1 else folds[:1]:
        chosen = [samples[index] for index in inside]
        weights = fit(start, chosen, recipe.conditions, recipe.side, recipe.epochs, seed, recipe.rate, recipe.batch)
        parts.append(_ask(weights, recipe, [samples[index] for index in outside if not samples[index].is_extra], seed))
    if recipe.folds > 1:
        weights = fit(start, samples, recipe.conditions, recipe.side, recipe.epochs, seed, recipe.rate, recipe.batch)
    return weights, _together(parts)


def _ask(weights: Weights, recipe: Recipe, samples: Sequence[Sample], seed: int) -> _Asked:
    labels = np.array([sample.label for sample in samples], np.int64)
    sizes = {}
    for size in SIZES:
        pixels = round(size * recipe.margin)
        conditions = replace(recipe.conditions, few_pixels=1.0, pixels=(pixels, pixels))
        sizes[size] = ask(weights, kitchen_views(samples, recipe.side, conditions, seed))
    return _Asked(ask(weights, views(samples, recipe.side)), sizes, labels)


def _together(parts: Sequence[_Asked]) -> _Asked:
    return _Asked(
        np.concatenate([part.clean for part in parts]),
        {size: np.concatenate([part.sizes[size] for part in parts]) for size in SIZES},
        np.concatenate([part.labels for part in parts]),
    )


def _honest(logits: Floats, labels: Labels, yes: Sequence[int], limits: tuple[float, float]) -> Figures:
    """Figures in which no sample was judged with a calibration that had seen it: two halves calibrate each other."""
    found = np.empty_like(logits)
    first = np.arange(len(found)) < len(found) // 2
    for half in (first, ~first):
        found[half] = softmax(fit_calibration(logits[~half], labels[~half]).apply(logits[half]))
    return measure(found, labels, yes, limits)


def _sources(rows: Sequence[Row]) -> dict[str, str]:
    """Licence by source."""
    return {row.source: row.licence for row in rows}
