"""What the video benches are played on: test cameras, and the product's `media` with a backend of ours behind it."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

from bench.footage import film
from bench.processes import python, started
from tests.fakes.backend import FakeBackend
from tests.harness.product import free_port
from tests.harness.waiting import until


@contextlib.contextmanager
def cameras(count: int) -> Iterator[list[str]]:
    """A process that is so many cameras; gives their addresses."""
    port, control = free_port(), free_port()
    shown = [f"cam{number}={film()}" for number in range(count)]
    with started(python("tools.camera", "--port", str(port), "--control-port", str(control), *shown)):
        until(lambda: answers(f"http://127.0.0.1:{control}/status"), 30, "the test camera answers")
        yield [f"rtsp://127.0.0.1:{port}/cam{number}" for number in range(count)]


@dataclass
class Media:
    """The product's `media` process and the keys to it. Cameras are numbered from 1."""

    pid: int
    port: int
    data: Path
    backend: FakeBackend

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_path(self) -> Path:
        return self.data / "run" / "media.sock"

    def ticket(self, camera_id: int) -> str:
        """What the backend issues to somebody who may watch."""
        claims = {"sub": "1", "cam": camera_id, "aud": "live", "exp": int(time.time()) + 60}
        return jwt.encode(claims, self.backend.live_private_key, algorithm="EdDSA")

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = answers(f"{self.url}/status") or {}
        return found

    def is_online(self) -> bool:
        states = [camera["state"] for camera in self.status().get("cameras", [])]
        return len(states) == len(self.backend.config["cameras"]) and set(states) == {"online"}


@contextlib.contextmanager
def media(folder: Path, addresses: Sequence[str]) -> Iterator[Media]:
    """`python -m vision media` with these cameras, all of them online. `folder` becomes its data folder."""
    with ExitStack() as stack:
        backend = stack.enter_context(FakeBackend({"cameras": []}))
        backend.config["cameras"] = [_camera(number, url) for number, url in enumerate(addresses, 1)]
        credential = {key: getattr(backend.device, key) for key in ("device_id", "private_key", "backend_url")}
        (folder / "device.json").write_text(json.dumps(credential))
        port = free_port()
        env = {
            "MINGCHU_DATA_DIR": str(folder),
            "MEDIA_PORT": str(port),
            "MEDIA_HOST": "127.0.0.1",
            "MEDIA_ICE_ADDRESSES": "127.0.0.1",
            "MINGCHU_ALLOW_LOOPBACK_CAMERAS": "1",
        }
        process = stack.enter_context(started(python("vision", "media"), env, folder / "media.log"))
        running = Media(process.pid, port, folder, backend)
        until(running.is_online, 30, "all cameras online")
        yield running


@dataclass(frozen=True)
class StockRelay:
    pid: int
    url: str


@contextlib.contextmanager
def stock_relay(camera: str) -> Iterator[StockRelay]:
    """The relay's peer, on the same camera."""
    port = free_port()
    with started(python("bench.stock_relay", "--camera", camera, "--port", str(port))) as process:
        until(lambda: answers(f"http://127.0.0.1:{port}/status"), 30, "the stock relay answers")
        yield StockRelay(process.pid, f"http://127.0.0.1:{port}/whep")


def _camera(number: int, url: str) -> dict[str, Any]:
    return {"id": number, "name": f"camera {number}", "main_url": url, "sub_url": None, "transport": "tcp", "rules": []}


def answers(url: str) -> Any:
    """The JSON of an answer; None while there is none."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return json.load(answer)
    except OSError:
        return None
