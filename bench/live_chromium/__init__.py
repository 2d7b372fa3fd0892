"""First frame and latency of a live picture in Chromium, by WHEP and by MSE, against stock aiortc passthrough.

The latency is read from the picture: the camera burns in which frame it is and sends each at a known time.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page

from bench.footage import FPS, FRAMES
from bench.live_chromium.page import watching_page
from bench.result import Result, percentile
from bench.stage import Media, cameras, media, stock_relay

NAME = "live_chromium"
JOINS = 20
# The player may hurry to the present for this long before what it shows counts.
SETTLE_MS = 800
SAMPLE_MS = 1200
_GOP_S = 2.0
PEER = "stock aiortc passthrough"
PACKAGES = ("aiortc", "playwright")

Ticket = dict[str, Any]


@dataclass(frozen=True)
class Way:
    """One way to watch and what was seen of it, in milliseconds."""

    mode: str
    ticket: Callable[[], Ticket]
    first_frames: list[float] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)


def run() -> list[Result]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        [camera] = stack.enter_context(cameras(1))
        running = stack.enter_context(media(Path(folder), [camera]))
        stock = stack.enter_context(stock_relay(camera))
        page = stack.enter_context(watching_page())
        whep, mse = Way("whep", lambda: _ticket(running)), Way("mse", lambda: _ticket(running))
        peer = Way("whep", lambda: {"token": "none", "whep_url": stock.url})
        ways = (whep, mse, peer)
        for way in ways:
            _watch(page, way)
            way.first_frames.clear()
            way.ages.clear()
        for _ in range(JOINS):
            for way in ways:
                _watch(page, way)
    return [*_results("whep", whep, peer, (1000, 200)), *_results("mse", mse, peer, (None, None))]


def _ticket(running: Media) -> Ticket:
    url = running.url
    return {
        "token": running.ticket(1),
        "whep_url": f"{url}/whep/1",
        "mse_url": f"{url}/mse/1",
        "expires_at": "",
        "max_seconds": 600,
    }


def _watch(page: Page, way: Way) -> None:
    # Viewers come at any time of the camera's keyframe distance.
    time.sleep(random.uniform(0, _GOP_S / 4))
    arguments = {"mode": way.mode, "ticket": way.ticket(), "fps": FPS, "frames": FRAMES}
    seen = page.evaluate("asked => watch(asked)", {**arguments, "settleMs": SETTLE_MS, "sampleMs": SAMPLE_MS})
    if seen["firstFrameMs"] is None or seen["lost"]:
        raise RuntimeError(f"no picture by {way.mode}: {seen}")
    way.first_frames.append(seen["firstFrameMs"])
    way.ages.extend(seen["agesMs"])


def _results(name: str, ours: Way, peer: Way, aims: tuple[float | None, float | None]) -> list[Result]:
    first_frame_aim, latency_aim = aims
    return [
        _figure(f"{name}_first_frame_p95", ours.first_frames, peer.first_frames, 95, first_frame_aim),
        _figure(f"{name}_first_frame_p50", ours.first_frames, peer.first_frames, 50, None),
        _figure(f"{name}_latency_p50", ours.ages, peer.ages, 50, latency_aim),
        _figure(f"{name}_latency_p95", ours.ages, peer.ages, 95, None),
    ]


def _figure(name: str, ours: Sequence[float], peer: Sequence[float], percent: float, aim: float | None) -> Result:
    return Result(
        f"{NAME}_{name}",
        percentile(ours, percent),
        "ms",
        peer=PEER,
        peer_value=percentile(peer, percent),
        aim=aim,
        runs=ours,
        packages=PACKAGES,
    )
