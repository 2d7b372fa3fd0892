"""Processor time of `media` per camera, with all its duties and a reader of its packets, against `ffmpeg -c copy`."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.processes import share_of_core, started
from bench.result import Aim, Result, median, paired
from bench.stage import cameras, media
from vision.packets.client import PacketClient
from vision.recorder.ring import RING_S

NAME = "media_cpu"
CAMERAS = 6
# As long as the distance of two stills, so that each run holds one of every camera.
SECONDS = 20.0
_SETTLE_S = 4.0
PEER = "ffmpeg -c copy -f null, one process a camera"


def run() -> list[Result]:
    program = shutil.which("ffmpeg")
    if program is None:
        raise RuntimeError("no ffmpeg found: it is the peer of this bench")
    with TemporaryDirectory() as folder, ExitStack() as stack:
        addresses = stack.enter_context(cameras(CAMERAS))
        ours = stack.enter_context(media(Path(folder), addresses))
        stack.enter_context(_reader(ours.socket_path))
        time.sleep(RING_S)
        mine, theirs = paired(lambda: _share([ours.pid]), lambda: _peers(program, addresses))
        if not ours.is_online():
            raise RuntimeError("a camera went away while it was measured")
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


def _peers(program: str, addresses: Sequence[str]) -> float:
    with ExitStack() as stack:
        copying = [stack.enter_context(started(_copying(program, address))) for address in addresses]
        time.sleep(_SETTLE_S)
        share = _share([process.pid for process in copying])
        if any(process.poll() is not None for process in copying):
            raise RuntimeError("a peer ended while it was measured")
    return share


def _share(pids: Sequence[int]) -> float:
    return share_of_core(pids, SECONDS) / CAMERAS


def _copying(program: str, address: str) -> list[str]:
    quiet = [program, "-nostdin", "-loglevel", "error"]
    return [*quiet, "-rtsp_transport", "tcp", "-i", address, "-c", "copy", "-f", "null", "-"]


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
