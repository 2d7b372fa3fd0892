"""Live pictures of a camera or a file, the newest first: what is not looked at in time is left out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from backend.catalog.cameras import CameraState
from vision.cameras.address import AddressPolicy
from vision.cameras.connection import CameraConnection
from vision.cameras.packet import TIME_BASE, EncodedPacket, StreamInfo
from vision.cameras.source import StreamAddress
from vision.detect.decoder import Decoder
from vision.detect.inbox import Inbox
from vision.evaluate.footage import FootageError, Shot, every, shots
from vision.packets.wire import PacketArrived
from vision.types import Frame

_CAMERA_ID = 1
_JOIN_S = 5.0


class Feed(Protocol):
    """`take`: the newest picture that was not taken before, or None. `state`: how the source is, in a word and a line.

    `start` raises FootageError when the source can never give a picture.
    """

    def start(self) -> None: ...

    def take(self) -> Frame | None: ...

    def state(self) -> tuple[str, str]: ...

    def stop(self) -> None: ...


class CameraFeed:
    """An RTSP camera, connected as `media` does it."""

    def __init__(self, address: StreamAddress, policy: AddressPolicy) -> None:
        self._connection = CameraConnection("tryout", address, policy, self)
        self._inbox = Inbox()
        self._decoder = Decoder(_CAMERA_ID)
        self._state: tuple[str, str] = (CameraState.CONNECTING.value, "")

    def start(self) -> None:
        self._connection.start()

    def stop(self) -> None:
        self._connection.stop()
        self._connection.join(_JOIN_S)

    def take(self) -> Frame | None:
        return self._decoder.decode(self._inbox.take(only_keys=False))

    def state(self) -> tuple[str, str]:
        return self._state

    def on_state(self, state: CameraState, detail: str) -> None:
        self._state = (state.value, detail)

    def on_stream(self, info: StreamInfo) -> None:
        self._inbox.clear()

    def on_packet(self, packet: EncodedPacket) -> None:
        base = (TIME_BASE.numerator, TIME_BASE.denominator)
        self._inbox.put(PacketArrived(_CAMERA_ID, packet.data, packet.pts, base, packet.is_keyframe, packet.at))


class FileFeed:
    """A video file in a loop at the pace of its own clock. A picture stands for the moment when it is shown."""

    def __init__(self, path: Path, period_s: float, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._period_s = period_s
        self._now = now
        self._newest: Frame | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._state: tuple[str, str] = (CameraState.ONLINE.value, path.name)
        self._thread = threading.Thread(target=self._run, name="footage", daemon=True)

    def start(self) -> None:
        next(shots(self._path, every(self._period_s)))
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(_JOIN_S)

    def take(self) -> Frame | None:
        with self._lock:
            newest, self._newest = self._newest, None
        return newest

    def state(self) -> tuple[str, str]:
        return self._state

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._play_once()
            except FootageError as error:
                self._state = (CameraState.UNREACHABLE.value, str(error))
                return

    def _play_once(self) -> None:
        begun_at = self._now()
        for shot in shots(self._path, every(self._period_s)):
            if self._stop.wait(max(0.0, begun_at + shot.at - self._now())):
                return
            self._show(shot)

    def _show(self, shot: Shot) -> None:
        with self._lock:
            self._newest = Frame(_CAMERA_ID, self._now(), shot.image, shot.is_key)
