"""`python -m tools.footage --out var/demo.mp4 [--uniform]`: one minute, 1280x720, 25 fps, H.264 without B-frames."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.camera.encode import encode
from tools.footage.story import FPS, LENGTH_S, STORY, UNIFORM_ONLY, frames

GOP_S = 2


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.footage")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--uniform", action="store_true", help="everybody wears white: nothing to report")
    parser.add_argument("--seconds", type=float, default=LENGTH_S)
    options = parser.parse_args()
    visits = UNIFORM_ONLY if options.uniform else STORY
    options.out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = options.out.with_suffix(".part")
    pictures = frames(visits, options.seconds)
    unfinished.write_bytes(encode(pictures, fps=FPS, gop=GOP_S * FPS, bitrate=3_000_000, preset="ultrafast"))
    unfinished.replace(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
