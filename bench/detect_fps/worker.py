"""One run on one core, in a process of its own. Prints its figures as JSON.

`python -m bench.detect_fps.worker product|bare --models FOLDER --core N --clip FILE`: the demo footage.
`python -m bench.detect_fps.worker camera|memory --models FOLDER --core N --clip FILE --seconds S`: a camera for so
long, at two analysed frames a second of simulated time.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import av
import onnxruntime

from backend.catalog.violations import ViolationType
from bench.processes import memory_mb, peak_memory_mb
from vision.cameras.packet import TIME_BASE
from vision.detect.decoder import Decoder
from vision.detect.inbox import Inbox
from vision.packets.wire import PacketArrived
from vision.pipeline import CameraPipeline, Models
from vision.rules.config import Calendar, CameraConfig, Rule

# As often as the product looks at each camera.
_PERIOD_S = 0.5
# The gate has closed over an empty room by then, and every buffer is as large as it gets.
_WARM_UP_S = 20.0
_PEOPLE_TYPES = (
    ViolationType.CLOTHES,
    ViolationType.MASK,
    ViolationType.CAP,
    ViolationType.PHONE,
    ViolationType.SMOKE,
)
_CONFIG = CameraConfig(
    id=1,
    name="",
    is_ai_enabled=True,
    reference_sha256=None,
    uniform_colours=("#ffffff",),
    calendar=Calendar(),
    zones=(),
    rules=tuple(Rule(number, kind, hold_s=5.0, min_height=80) for number, kind in enumerate(_PEOPLE_TYPES, 1)),
)
Figures = dict[str, float]
_Asked = list[tuple[Any, Any, Any]]


def product(clip: Path, models: Models) -> Figures:
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


def bare(clip: Path, models: Models) -> Figures:
    """The same sessions over the same inputs, with nothing between them."""
    pipeline, decoder, frames, spent = CameraPipeline(models, _CONFIG), Decoder(_CONFIG.id), 0, 0.0
    for packets in _half_seconds(clip):
        frame = decoder.decode(packets)
        if frame is None:
            continue
        with _asked() as asked:
            pipeline.analyse(frame)
        frames += 1
        begun = time.process_time()
        for session, outputs, inputs in asked:
            session.run(outputs, inputs)
        spent += time.process_time() - begun
    return {"fps": frames / spent}


@contextmanager
def _asked() -> Iterator[_Asked]:
    """Everything that models are asked meanwhile: session, outputs, inputs."""
    asked: _Asked = []
    real = onnxruntime.InferenceSession.run

    def run(session: Any, outputs: Any, inputs: Any) -> Any:
        asked.append((session, outputs, inputs))
        return real(session, outputs, inputs)

    onnxruntime.InferenceSession.run = run
    try:
        yield asked
    finally:
        onnxruntime.InferenceSession.run = real


def camera(clip: Path, models: Models, seconds: float) -> Figures:
    """What share of a core one camera takes, receiving excluded, once it has run for a while."""
    frames, spent = 0, 0.0
    for at, has_analysed, took in _watch(clip, models):
        if at >= _WARM_UP_S:
            frames += has_analysed
            spent += took
        if at >= _WARM_UP_S + seconds:
            break
    return {"core_share": spent / seconds, "analysed_fps": frames / seconds}


def memory(clip: Path, models: Models, seconds: float) -> Figures:
    """How much resident memory grows from the end of the warm-up on."""
    begun, now = 0.0, 0.0
    for at, _, _ in _watch(clip, models):
        now = memory_mb(os.getpid())
        begun = begun or (now if at >= _WARM_UP_S else 0.0)
        if at >= _WARM_UP_S + seconds:
            break
    return {"begun_mb": begun, "ended_mb": now}


def _watch(clip: Path, models: Models) -> Iterator[tuple[float, bool, float]]:
    """Simulated time, whether a frame was analysed, and the processor time that it took; for ever."""
    pipeline, inbox, decoder = CameraPipeline(models, _CONFIG), Inbox(), Decoder(_CONFIG.id)
    began = time.time()
    for packets in _looped(clip, began):
        for packet in packets:
            inbox.put(packet)
        begun, now = time.process_time(), packets[-1].at
        frame = decoder.decode(inbox.take(only_keys=not pipeline.wants_all(now)))
        if frame is not None:
            pipeline.analyse(frame)
        yield now - began, frame is not None, time.process_time() - begun


def _looped(clip: Path, began: float) -> Iterator[list[PacketArrived]]:
    """The footage over and over, as a live camera would send it."""
    for _ in count():
        last = began
        for packets in _half_seconds(clip, began):
            last = packets[-1].at
            yield packets
        began = last + 1 / 25


def _half_seconds(clip: Path, began: float | None = None) -> Iterator[list[PacketArrived]]:
    """The packets of the file as `media` hands them out, by half seconds."""
    began, group = time.time() if began is None else began, list[PacketArrived]()
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
    parser.add_argument("side", choices=("product", "bare", "camera", "memory"))
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--core", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    os.sched_setaffinity(0, {options.core})
    models = Models.load(options.models)
    if options.side in ("product", "bare"):
        figures = {"product": product, "bare": bare}[options.side](options.clip, models)
    else:
        figures = {"camera": camera, "memory": memory}[options.side](options.clip, models, options.seconds)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
