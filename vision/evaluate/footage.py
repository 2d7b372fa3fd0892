"""Frames of a video file at the times when the camera would have sent them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from vision.types import Image

_ROUNDING_S = 1e-6


class FootageError(Exception):
    """The file cannot be played; the message says why."""


@dataclass(frozen=True)
class Shot:
    """`at`: seconds since the first frame, by the file's own clock."""

    at: float
    image: Image
    is_key: bool


def every(seconds: float) -> Callable[[], float]:
    return lambda: seconds


def shots(path: Path, period_s: Callable[[], float]) -> Iterator[Shot]:
    """A frame each period, evenly; `period_s` is asked after each one. All are decoded, but only these converted.

    Raises FootageError when there is no video in the file. A file that breaks off ends there.
    """
    try:
        container = av.open(str(path))
    except (OSError, FFmpegError) as error:
        raise FootageError(f"{path}: cannot be opened as video ({error})") from error
    with container:
        if not container.streams.video:
            raise FootageError(f"{path}: has no video")
        due, begun = 0.0, None
        try:
            for number, frame in enumerate(container.decode(video=0)):
                seconds = frame.time if frame.time is not None else number / 25
                begun = seconds if begun is None else begun
                at = seconds - begun
                if at + _ROUNDING_S < due:
                    continue
                image = np.asarray(frame.reformat(format="bgr24").to_ndarray(), np.uint8)
                yield Shot(at, image, bool(frame.key_frame))
                due = max(due + period_s(), at)
        except FFmpegError as error:
            if begun is None:
                raise FootageError(f"{path}: cannot be decoded ({error})") from error
    if begun is None:
        raise FootageError(f"{path}: has no frames")
