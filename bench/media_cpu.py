"""Processor time of `media` per camera, with all its duties and a reader of its packets, against `ffmpeg -c copy`."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.processes import cpu_s, started
from bench.result import Aim, Result, median
from bench.stage import cameras, media
from vision.packets.client import PacketClient

NAME = "media_cpu"
CAMERAS = 6
# Three turns of the stills, so that each run holds the same work.
SECONDS = 20.0
RUNS = 3
_SETTLE_S = 5.0
PEER = "ffmpeg -c copy -f null, one process a camera"


def run() -> list[Result]:
    program = shutil.which("ffmpeg")
    if program is None:
        raise RuntimeError("no ffmpeg found: it is the peer of this bench")
    with TemporaryDirectory() as folder, ExitStack() as stack:
        addresses = stack.enter_context(cameras(CAMERAS))
        ours = stack.enter_context(media(Path(folder), addresses))
        stack.enter_context(_reader(ours.socket_path))
        peers = [stack.enter_context(started(_copying(program, address))).pid for address in addresses]
        time.sleep(_SETTLE_S)
        pairs = [_measure(ours.pid, peers) for _ in range(RUNS)]
        if not ours.is_online():
            raise RuntimeError("a camera went away while it was measured")
    mine, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return [
        Result(
            NAME,
            median(mine),
            "% of a core per 1080p25 camera",
            peer=PEER,
            peer_value=median(theirs),
            aim=1.5,
            direction=Aim.AT_MOST,
            is_ratio_aimed=True,
            runs=mine,
            packages=("av",),
        )
    ]


def _copying(program: str, address: str) -> list[str]:
    quiet = [program, "-nostdin", "-loglevel", "error"]
    return [*quiet, "-rtsp_transport", "tcp", "-i", address, "-c", "copy", "-f", "null", "-"]


def _measure(ours: int, peers: list[int]) -> tuple[float, float]:
    """Both at the same time, so that the machine's other work weighs on both alike."""
    started_at, mine, theirs = time.monotonic(), cpu_s(ours), cpu_s(*peers)
    time.sleep(SECONDS)
    scale = 100 / CAMERAS / (time.monotonic() - started_at)
    return (cpu_s(ours) - mine) * scale, (cpu_s(*peers) - theirs) * scale


@contextlib.contextmanager
def _reader(path: Path) -> Iterator[None]:
    """Takes every packet of every camera, as `detect` does."""
    client = PacketClient(path)
    client.subscribe(None)
    thread = threading.Thread(target=lambda: [None for _ in client.messages()], daemon=True)
    thread.start()
    try:
        yield
    finally:
        client.stop()
        thread.join()
