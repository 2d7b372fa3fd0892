"""Frames a second that `detect` analyses on one core, against its models alone on the same inputs; peak memory."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence

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
    pairs = [(_measure("product"), _measure("bare")) for _ in range(RUNS)]
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


def _measure(side: str) -> Figures:
    core = max(os.sched_getaffinity(0))
    command = python("bench.detect_fps.worker", side, "--clip", str(CLIP), "--models", str(MODELS), "--core", str(core))
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: Figures = json.loads(output.splitlines()[-1])
    return figures
