"""Frames a second that `detect` analyses on one core, against its models alone on the same inputs; peak memory."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.processes import ROOT, python
from bench.result import Aim, Result, median
from tests.harness.product import SET_UP

NAME = "detect_fps"
CLIP = SET_UP / "demo.mp4"
MODELS = SET_UP / "models"
RUNS = 3
PEER = "the bare models in a loop"
PACKAGES = ("onnxruntime", "opencv-python-headless", "numpy", "av")

Figures = dict[str, float]


def run() -> list[Result]:
    if not CLIP.exists():
        raise RuntimeError(f"{CLIP} is missing: run `make setup`")
    pairs = [(measure("product", CLIP, MODELS), measure("bare", CLIP, MODELS)) for _ in range(RUNS)]
    ours, peers = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return [
        _result(NAME, ours, peers, "fps", "analysed frames per second of one core", aim=0.85),
        _result(f"{NAME}_with_decoding", ours, peers, "fps_with_decoding", "analysed frames per second of one core"),
        Result(
            f"{NAME}_peak_memory",
            median([figures["peak_mb"] for figures in ours]),
            "MB resident",
            runs=[figures["peak_mb"] for figures in ours],
            packages=PACKAGES,
        ),
    ]


def _result(
    name: str, ours: Sequence[Figures], peers: Sequence[Figures], key: str, unit: str, aim: float | None = None
) -> Result:
    values = [figures[key] for figures in ours]
    return Result(
        name,
        median(values),
        unit,
        peer=PEER,
        peer_value=median([figures["fps"] for figures in peers]),
        aim=aim,
        direction=Aim.AT_LEAST,
        is_ratio_aimed=True,
        runs=values,
        packages=PACKAGES,
    )


def measure(side: str, clip: Path, models: Path, seconds: float = 30.0) -> Figures:
    """A run of the worker on one core. `seconds` of simulated time, for the sides that take any."""
    core = max(os.sched_getaffinity(0))
    options = ("--clip", str(clip), "--models", str(models), "--core", str(core), "--seconds", str(seconds))
    command = python("bench.detect_fps.worker", side, *options)
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: Figures = json.loads(output.splitlines()[-1])
    return figures
