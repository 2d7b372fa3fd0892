"""How the memory of an analysis grows: one camera with one person, BENCH_SECONDS of simulated time (600 by default).

The frames come as fast as they are analysed; an hour of a camera (BENCH_SECONDS=3600) takes about ten minutes of a
core.
"""

from __future__ import annotations

import os

from bench.detect_fps import MODELS, PACKAGES, measure
from bench.footage import kitchen
from bench.result import Result

NAME = "detect_memory"
_DEFAULT_S = 600.0
_AIM_PERCENT = 2.0


def run() -> list[Result]:
    seconds = float(os.environ.get("BENCH_SECONDS") or _DEFAULT_S)
    figures = measure("memory", kitchen(1), MODELS, seconds)
    growth = 100 * (figures["ended_mb"] / figures["begun_mb"] - 1)
    unit = f"% growth over {seconds:g} s of a camera"
    return [Result(NAME, growth, unit, aim=_AIM_PERCENT, runs=list(figures.values()), packages=PACKAGES)]
