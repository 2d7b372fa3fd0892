"""Blurred pictures a second of one core, against decoding and encoding the same pictures without hiding anybody."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import av

from bench.processes import ROOT, python
from bench.result import Aim, Result, median
from tests.harness.product import SET_UP
from vision.blur.picture import Stamp, encode, shrink
from vision.blur.wire import Job
from vision.blur.worker import Blurrer, decode_last, load

NAME = "blurred_fps"
CLIP = SET_UP / "demo.mp4"
MODELS = SET_UP / "models"
FONT = SET_UP / "fonts" / "NotoSerifSC_400Regular.ttf"
RUNS = 3
PICTURES = 60
PEER = "decode, shrink and encode alone"
PACKAGES = ("onnxruntime", "opencv-python-headless", "numpy", "av")


def run() -> list[Result]:
    if not CLIP.exists():
        raise RuntimeError(f"{CLIP} is missing: run `make setup`")
    pairs = [(_measure("product"), _measure("bare")) for _ in range(RUNS)]
    ours, peers = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return [
        Result(
            NAME,
            median(ours),
            "blurred pictures per second of one core",
            peer=PEER,
            peer_value=median(peers),
            aim=4.0,
            direction=Aim.AT_LEAST,
            runs=ours,
            packages=PACKAGES,
        )
    ]


def _measure(side: str) -> float:
    """In a process of its own, so that its processor time is that of the work."""
    command = python("bench.blurred_fps", side)
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return float(json.loads(answer.stdout.splitlines()[-1])["fps"])


def keyframes(clip: Path) -> list[bytes]:
    """Keyframes in Annex B, over and over until there are enough."""
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        annexb = av.BitStreamFilterContext("h264_mp4toannexb", stream)
        packets = (out for packet in container.demux(stream) if packet.size for out in annexb.filter(packet))
        found = [bytes(packet) for packet in packets if packet.is_keyframe]
    return [found[number % len(found)] for number in range(PICTURES)]


def _blurring() -> Callable[[Job], object]:
    finder = load(MODELS)
    if finder is None:
        raise RuntimeError("the models are missing: run `make setup`")
    return Blurrer(finder, Stamp(FONT)).blur


def _bare(job: Job) -> object:
    image = decode_last(job.packets)
    return None if image is None else encode(shrink(image))


def main(arguments: Sequence[str]) -> None:
    work = _blurring() if arguments[0] == "product" else _bare
    jobs = [Job(1, float(n), "示例中学", "烹饪区", "Asia/Shanghai", (data,)) for n, data in enumerate(keyframes(CLIP))]
    work(jobs[0])  # the first run of a model prepares it
    began = time.process_time()
    for job in jobs:
        work(job)
    print(json.dumps({"fps": len(jobs) / (time.process_time() - began)}))  # noqa: T201 - read by `_measure`


if __name__ == "__main__":
    main(sys.argv[1:])
