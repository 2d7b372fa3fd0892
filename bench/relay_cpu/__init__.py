"""Processor time of the relay for 1 to 64 viewers of one 1080p25 camera, against packets passed on by stock aiortc."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.processes import ROOT, python, share_of_core
from bench.result import Aim, Result, median
from bench.stage import cameras, media, stock_relay

NAME = "relay_cpu"
VIEWERS = (1, 8, 32, 64)
# Below this the camera's own share hides what a viewer costs.
AIMED_FROM = 8
SECONDS = 5.0
RUNS = 3
# The last viewer's first pictures, which come at once, are none of the steady state.
_SETTLE_S = 3.0
PEER = "stock aiortc passthrough"
PACKAGES = ("aiortc", "aioice", "av")


@dataclass(frozen=True)
class Relay:
    pid: int
    url: str
    ticket: Callable[[], str]


@dataclass(frozen=True)
class Seen:
    """Of each run: percent of a core, frames a second of the worst viewer; packets that did not come, in all runs."""

    cpu: list[float]
    fps: list[float]
    lost: int


def run() -> list[Result]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        [camera] = stack.enter_context(cameras(1))
        running = stack.enter_context(media(Path(folder), [camera]))
        stock = stack.enter_context(stock_relay(camera))
        relays = [
            Relay(running.pid, f"{running.url}/whep/1", lambda: running.ticket(1)),
            Relay(stock.pid, stock.url, str),
        ]
        crowd = stack.enter_context(_crowd())
        measured = {count: [_measure(relay, crowd, count) for relay in relays] for count in VIEWERS}
    return [result for count, (ours, peer) in measured.items() for result in _results(count, ours, peer)]


def _results(count: int, ours: Seen, peer: Seen) -> list[Result]:
    is_aimed = count >= AIMED_FROM
    name = f"{NAME}_{count}"
    return [
        Result(
            name, median(ours.cpu), "% of a core", peer=PEER, peer_value=median(peer.cpu),
            aim=0.6 if is_aimed else None, is_ratio_aimed=is_aimed, runs=ours.cpu, packages=PACKAGES,
        ),
        Result(
            f"{name}_fps", median(ours.fps), "fps of the worst viewer", peer=PEER, peer_value=median(peer.fps),
            aim=24.5, direction=Aim.AT_LEAST, runs=ours.fps, packages=PACKAGES,
        ),
        Result(
            f"{name}_lost", ours.lost, "packets", peer=PEER, peer_value=peer.lost, aim=0, packages=PACKAGES
        ),
    ]  # fmt: skip


def _measure(relay: Relay, crowd: Crowd, count: int) -> Seen:
    crowd.ask(op="join", url=relay.url, token=relay.ticket(), count=count)
    time.sleep(_SETTLE_S)
    cpu, seen = [], []
    for _ in range(RUNS):
        share: list[float] = []
        watch = threading.Thread(target=lambda into=share: into.append(share_of_core([relay.pid], SECONDS)))
        watch.start()
        seen.append(crowd.ask(op="count", seconds=SECONDS))
        watch.join()
        cpu += share
    crowd.ask(op="leave")
    if sum(window["undecrypted"] for window in seen):
        raise RuntimeError("packets that do not decrypt")
    return Seen(cpu, [window["fps"] for window in seen], sum(window["lost"] for window in seen))


@dataclass(frozen=True)
class Crowd:
    """The process that holds the viewers."""

    process: subprocess.Popen[str]

    def ask(self, **command: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found


@contextmanager
def _crowd() -> Iterator[Crowd]:
    process = subprocess.Popen(
        python("bench.relay_cpu.viewers"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Crowd(process)
    finally:
        process.terminate()
        process.communicate()
