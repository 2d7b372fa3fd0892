"""The recipe of one classifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from backend.catalog.violations import ViolationType
from vision.train.augment import Conditions
from vision.train.data import Regions, Row, Sample, TrainingFolder, whole_or_box


def _whole_or_box(_models_dir: Path) -> Regions:
    return whole_or_box


def _nothing_more(_folder: TrainingFolder, _models_dir: Path) -> list[Sample]:
    return []


@dataclass(frozen=True)
class Recipe:
    """`labels`: the manifest's labels and the class of each; `yes`: the classes in which the rule is broken.

    `regions` is made with the folder of the model files, for recipes that look for faces or hands themselves.
    `more` adds samples that no row describes (drawn ones, other tasks' pictures). `wanted`: the share of right
    answers among those given on validation, from which the two thresholds follow. `folds`: 1 keeps a fifth aside;
    more train that many networks for the figures and one on everything for use.
    """

    name: str
    type: ViolationType
    task: str
    labels: dict[str, str]
    classes: tuple[str, ...]
    yes: tuple[str, ...]
    part: str
    margin: float
    regions: Callable[[Path], Regions] = _whole_or_box
    more: Callable[[TrainingFolder, Path], list[Sample]] = _nothing_more
    keep: Callable[[Row], bool] = lambda _row: True
    side: int = 64
    epochs: float = 12.0
    folds: int = 1
    rate: float = 1.5e-3
    batch: int = 32
    wanted: float = 0.97
    conditions: Conditions = field(default_factory=Conditions)
    data_notes: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
