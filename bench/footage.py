"""The footage of the video benches: 1080p, 25 frames a second, about 2 Mbit/s, frame index burnt in; a loop of 10 s."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.detect_fps.scenes import pictures
from tests.fakes.camera import moving_pictures
from tools.camera.encode import Image, encode

FPS = 25
FRAMES = 250
_WIDTH, _HEIGHT = 1920, 1080
_GRAIN = 12
_FOLDER = Path(os.environ.get("MINGCHU_DATA_DIR") or Path(__file__).resolve().parents[1] / "var") / "bench"


def film() -> Path:
    """Encoded once and kept in the data folder: it takes longer than most of what is measured with it."""
    path = _FOLDER / f"{_HEIGHT}p{FPS}-grain{_GRAIN}.mp4"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(encode(_grainy_pictures(), fps=FPS, gop=2 * FPS, bitrate=2_000_000))
        part.replace(path)
    return path


def kitchen(people: int) -> Path:
    """The demo kitchen in 720p with so many people who move; a loop of 12 s."""
    path = _FOLDER / f"kitchen-{people}.mp4"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(encode(pictures(people, 12.0, FPS), fps=FPS, gop=2 * FPS, is_indexed=False))
        part.replace(path)
    return path


def _grainy_pictures() -> Iterator[Image]:
    """Moving blocks under the noise of a sensor, without which nothing would fill 2 Mbit/s."""
    random = np.random.default_rng(7)
    grain = random.integers(-_GRAIN, _GRAIN + 1, (5, _HEIGHT, _WIDTH, 1), dtype=np.int16)
    for number, picture in enumerate(moving_pictures(FRAMES, _WIDTH, _HEIGHT)):
        yield np.clip(picture + grain[number % len(grain)], 0, 255).astype(np.uint8)
