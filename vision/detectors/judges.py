"""Which judges there are: those of the process, and what a camera adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from backend.catalog.violations import ViolationType
from vision.detectors.clothes import ClothesJudge
from vision.detectors.judge import Judge
from vision.rules.config import CameraConfig

Judges = Mapping[ViolationType, Judge]


def load_judges(models_dir: Path, threads: int = 1) -> Judges:
    """Judges that every camera shares. `models_dir`: where the files are that set-up assembled."""
    return {}


def judges_for(config: CameraConfig, shared: Judges) -> Judges:
    """What judges the people of this camera; a type that is missing here is not judged."""
    return {**shared, ViolationType.CLOTHES: ClothesJudge(config.uniform_colours)}
