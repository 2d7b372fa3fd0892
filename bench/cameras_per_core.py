"""How many cameras one core analyses at two frames a second, with nobody, one and four people in the picture.

Decoding is included, receiving is not. Judges of all kinds watch whose models are there.
"""

from __future__ import annotations

from pathlib import Path

from bench.detect_fps import MODELS, PACKAGES, measure
from bench.footage import kitchen
from bench.result import Aim, Result, median

NAME = "cameras_per_core"
RUNS = 3


def run() -> list[Result]:
    found = []
    for people in (0, 1, 4):
        clip = kitchen(people)
        found.append(_result(people, [_cameras(clip) for _ in range(RUNS)]))
    return found


def _cameras(clip: Path) -> float:
    return 1 / measure("camera", clip, MODELS)["core_share"]


def _result(people: int, runs: list[float]) -> Result:
    name, unit = f"{NAME}_with_{people}_people", "cameras of 720p25"
    return Result(name, median(runs), unit, direction=Aim.AT_LEAST, runs=runs, packages=PACKAGES)
