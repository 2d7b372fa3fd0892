"""The blurring process: jobs in on standard input, pictures out on standard output, gone when the input ends.

`python -m vision.blur.worker <models folder> <font file>`; started by `media` when somebody watches.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import av
import cv2
import numpy as np
from av.error import FFmpegError

from vision.blur import wire
from vision.blur.picture import Stamp, encode, hide, shrink
from vision.blur.regions import MIN_SCORE, Region, RegionFinder
from vision.blur.wire import Job
from vision.detectors.person import PersonDetector
from vision.detectors.pose import PoseEstimator
from vision.models.assembly import ModelError, verify
from vision.types import Image

log = logging.getLogger(__name__)

_ANALYSED_WIDTH = 960
# A person that is missed in one picture was most likely seen in the one before.
_REMEMBERED = 2
_FORGET_S = 5.0
_NICE = 5


class JobRefused(Exception):  # noqa: N818 - an answer
    """`code`: why there is no picture."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Blurrer:
    """From packets to a picture that may be shown. `finder` is None where the models are missing."""

    finder: RegionFinder | None
    stamp: Stamp
    _seen: dict[int, deque[tuple[float, list[Region]]]] = field(default_factory=dict)

    def blur(self, job: Job) -> tuple[bytes, int]:
        """JPEG and number of hidden regions. Raises JobRefused; a clear picture is never an answer."""
        if self.finder is None:
            raise JobRefused(wire.NO_DETECTOR)
        image = decode_last(job.packets)
        if image is None:
            raise JobRefused(wire.NO_PICTURE)
        try:
            regions = self.finder.find(image)
        except Exception as error:
            log.exception("camera %d: people cannot be looked for", job.camera_id)
            raise JobRefused(wire.FAILED) from error
        small = shrink(image)
        hide(small, [*self._remembered(job), *regions])
        self._remember(job, regions)
        return encode(self.stamp.put(small, job.place, job.name, job.at, job.timezone)), len(regions)

    def _remembered(self, job: Job) -> list[Region]:
        seen = self._seen.get(job.camera_id, ())
        return [region for at, regions in seen if abs(job.at - at) < _FORGET_S for region in regions]

    def _remember(self, job: Job, regions: list[Region]) -> None:
        self._seen.setdefault(job.camera_id, deque(maxlen=_REMEMBERED)).append((job.at, regions))


def decode_last(packets: tuple[bytes, ...]) -> Image | None:
    """The last picture of a keyframe and its followers, at most as large as is analysed."""
    codec = av.CodecContext.create("h264", "r")
    codec.thread_count = 1
    last: av.VideoFrame | None = None
    try:
        for data in packets:
            last = _newest(codec.decode(av.Packet(data)), last)
        last = _newest(codec.decode(None), last)
    except FFmpegError:
        return None
    if last is None:
        return None
    width = min(last.width, _ANALYSED_WIDTH)
    height = round(last.height * width / last.width)
    scaled = last.reformat(width=width, height=height, format="bgr24", interpolation="AREA", threads=1)
    return np.ascontiguousarray(scaled.to_ndarray(), np.uint8)


def _newest(frames: object, before: av.VideoFrame | None) -> av.VideoFrame | None:
    found = [frame for frame in frames if isinstance(frame, av.VideoFrame)]  # type: ignore[attr-defined]  # PyAV's union
    return found[-1] if found else before


def load(models_dir: Path) -> RegionFinder | None:
    try:
        verify(models_dir)
        return RegionFinder(PersonDetector(models_dir, MIN_SCORE), PoseEstimator(models_dir))
    except (ModelError, OSError, RuntimeError, ValueError) as error:
        log.error("no blurred pictures: %s", error)
        return None


def serve(source: BinaryIO, sink: BinaryIO, blurrer: Blurrer) -> None:
    """Until the source ends."""
    while prefix := _read(source, wire.PREFIX_SIZE):
        header_size, body_size = wire.sizes(prefix)
        header, body = _read(source, header_size), _read(source, body_size)
        sink.write(_answer(blurrer, header, body))
        sink.flush()


def _answer(blurrer: Blurrer, header: bytes, body: bytes) -> bytes:
    began = time.process_time()
    try:
        jpeg, count = blurrer.blur(Job.decode(header, body))
    except JobRefused as refusal:
        return wire.encode({"code": refusal.code})
    except Exception:
        log.exception("a picture could not be blurred")
        return wire.encode({"code": wire.FAILED})
    return wire.encode({"code": "", "regions": count, "cpu_s": time.process_time() - began}, jpeg)


def _read(source: BinaryIO, size: int) -> bytes:
    """Exactly so many bytes, or none at the end."""
    data = source.read(size)
    return data if len(data) == size else b""


def main(arguments: list[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s blur: %(message)s", stream=sys.stderr)
    models_dir, font_file = Path(arguments[0]), Path(arguments[1])
    # Whatever a library prints must not land between the pictures.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(_NICE)  # the relay's packets go first
    cv2.setNumThreads(1)
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        serve(sys.stdin.buffer, sink, Blurrer(load(models_dir), Stamp(font_file)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
