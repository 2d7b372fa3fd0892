"""One run over the demo footage on one core, in a process of its own. Prints its figures as JSON.

`python -m bench.detect_fps.worker product|bare --clip FILE --models FOLDER --core N`
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av

from backend.catalog.violations import ViolationType
from bench.processes import peak_memory_mb
from vision.cameras.packet import TIME_BASE
from vision.detect.decoder import Decoder
from vision.packets.wire import PacketArrived
from vision.pipeline import CameraPipeline, Models
from vision.rules.config import Calendar, CameraConfig, Rule

# As often as the product looks at each camera.
_PERIOD_S = 0.5
_CONFIG = CameraConfig(
    id=1,
    name="",
    is_ai_enabled=True,
    reference_sha256=None,
    uniform_colours=("#ffffff",),
    calendar=Calendar(),
    zones=(),
    rules=(Rule(1, ViolationType.CLOTHES, hold_s=5.0, min_height=80),),
)


class Recorder:
    """Stands before a model's session and keeps what it is asked."""

    def __init__(self, session: Any, asked: list[tuple[Any, dict[str, Any]]]) -> None:
        self._session, self._asked = session, asked

    def run(self, outputs: None, inputs: dict[str, Any]) -> Any:
        self._asked.append((self._session, inputs))
        return self._session.run(outputs, inputs)


def product(clip: Path, models: Models) -> dict[str, float]:
    """The analysis as the product runs it, and with the decoding before it. Processor time: the core has other work."""
    pipeline, decoder = CameraPipeline(models, _CONFIG), Decoder(_CONFIG.id)
    frames, analysing, decoding = 0, 0.0, 0.0
    for packets in _half_seconds(clip):
        begun = time.process_time()
        frame = decoder.decode(packets)
        decoded = time.process_time()
        decoding += decoded - begun
        if frame is not None:
            pipeline.analyse(frame)
            analysing += time.process_time() - decoded
            frames += 1
    return {
        "fps": frames / analysing,
        "fps_with_decoding": frames / (analysing + decoding),
        "peak_mb": peak_memory_mb(os.getpid()),
    }


def bare(clip: Path, models: Models) -> dict[str, float]:
    """The same sessions over the same inputs, with nothing between them."""
    asked: list[tuple[Any, dict[str, Any]]] = []
    people, poses = models.people, models.poses
    people._session = Recorder(people._session, asked)
    poses._detector, poses._landmarks = Recorder(poses._detector, asked), Recorder(poses._landmarks, asked)
    pipeline, decoder, frames, spent = CameraPipeline(models, _CONFIG), Decoder(_CONFIG.id), 0, 0.0
    for packets in _half_seconds(clip):
        frame = decoder.decode(packets)
        if frame is None:
            continue
        pipeline.analyse(frame)
        frames += 1
        begun = time.process_time()
        for session, inputs in asked:
            session.run(None, inputs)
        spent += time.process_time() - begun
        asked.clear()
    return {"fps": frames / spent}


def _half_seconds(clip: Path) -> Iterator[list[PacketArrived]]:
    """The packets of the file as `media` hands them out, by half seconds."""
    began, group = time.time(), list[PacketArrived]()
    with av.open(str(clip), "r") as container:
        to_annexb = av.BitStreamFilterContext("h264_mp4toannexb", container.streams.video[0])
        for coded in container.demux(video=0):
            for packet in to_annexb.filter(coded) if coded.size else []:
                assert packet.pts is not None
                assert packet.time_base is not None
                at = float(packet.pts * packet.time_base)
                if group and began + at - group[0].at >= _PERIOD_S:
                    yield group
                    group = []
                pts, base = round(at / TIME_BASE), (TIME_BASE.numerator, TIME_BASE.denominator)
                group.append(PacketArrived(_CONFIG.id, bytes(packet), pts, base, packet.is_keyframe, began + at))
    yield group


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.detect_fps.worker")
    parser.add_argument("side", choices=("product", "bare"))
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--core", type=int, required=True)
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {arguments.core})
    run = {"product": product, "bare": bare}[arguments.side]
    print(json.dumps(run(arguments.clip, Models.load(arguments.models))))


if __name__ == "__main__":
    main()
