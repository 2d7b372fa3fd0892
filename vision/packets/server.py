"""The media side: publishes to every subscriber and answers clip requests; a slow reader loses packets, not time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from backend.catalog.cameras import CameraState
from vision.cameras.packet import TIME_BASE, EncodedPacket, StreamInfo
from vision.packets.leases import RENEW_EVERY_S, LeaseBook
from vision.packets.wire import Header, WireError, decode_header, decode_length, encode

log = logging.getLogger(__name__)

_SLOW_BYTES = 4_000_000
_TIME_BASE = [TIME_BASE.numerator, TIME_BASE.denominator]


class ClipUnavailable(Exception):  # noqa: N818 - an answer, not a defect
    """There is nothing of the wished time; the text says why."""


# Takes camera, start and end; gives start, duration and the file. It waits until `end` has passed.
CutClip = Callable[[int, float, float], Awaitable[tuple[float, float, bytes]]]


class _Subscriber:
    """One connected reader."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._cameras: frozenset[int] | None = frozenset()
        self._in_step: set[int] = set()

    def subscribe(self, cameras: frozenset[int] | None) -> None:
        """None means all."""
        self._cameras = cameras
        self._in_step.clear()

    def lease(self, cameras: frozenset[int]) -> frozenset[int]:
        """These and no others; what it had before goes on where it was. Returns those that are new."""
        before, self._cameras = self._cameras or frozenset(), cameras
        self._in_step &= cameras
        return cameras - before

    def wants(self, camera_id: int) -> bool:
        return self._cameras is None or camera_id in self._cameras

    def send(self, message: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(message)

    def send_packet(self, camera_id: int, packet: EncodedPacket, message: bytes) -> None:
        if self._writer.transport.get_write_buffer_size() > _SLOW_BYTES:
            self._in_step.discard(camera_id)
            return
        if packet.is_keyframe:
            self._in_step.add(camera_id)
        if camera_id in self._in_step:
            self.send(message)

    def restart(self, camera_id: int) -> None:
        self._in_step.discard(camera_id)


class PacketServer:
    """Lives on the event loop of `media`; its publish methods are called there and never block."""

    def __init__(self, path: Path, cut_clip: CutClip) -> None:
        self._path = path
        self._cut_clip = cut_clip
        self._subscribers: set[_Subscriber] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._streams: dict[int, bytes] = {}
        self._states: dict[int, bytes] = {}
        self._leases = LeaseBook[_Subscriber]()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(self._path)
        self._server = await asyncio.start_unix_server(self._serve, self._path)
        self._path.chmod(0o600)
        self._keep(asyncio.create_task(self._watch_leases()))

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # the turn in which closed connections let go of their sockets
        self._path.unlink(missing_ok=True)

    def publish_stream(self, camera_id: int, info: StreamInfo) -> None:
        header = {
            "op": "stream", "camera": camera_id, "codec": info.codec, "width": info.width, "height": info.height,
        }  # fmt: skip
        self._streams[camera_id] = message = encode(header, info.extradata)
        self._offer()
        for subscriber in self._wanting(camera_id):
            subscriber.restart(camera_id)
            subscriber.send(message)

    def publish_packet(self, camera_id: int, packet: EncodedPacket) -> None:
        wanting = self._wanting(camera_id)
        if not wanting:
            return
        header = {
            "op": "packet", "camera": camera_id, "at": packet.at, "key": packet.is_keyframe,
            "pts": packet.pts, "time_base": _TIME_BASE,
        }  # fmt: skip
        message = encode(header, packet.data)
        for subscriber in wanting:
            subscriber.send_packet(camera_id, packet, message)

    def publish_state(self, camera_id: int, state: CameraState) -> None:
        self._states[camera_id] = message = encode({"op": "state", "camera": camera_id, "state": state.value})
        for subscriber in self._wanting(camera_id):
            subscriber.send(message)

    def forget(self, camera_id: int) -> None:
        """The camera was removed from the configuration."""
        self._streams.pop(camera_id, None)
        self._states.pop(camera_id, None)
        self._offer()

    def _offer(self) -> None:
        self._leases.offer(self._streams)
        self._settle()

    def _settle(self) -> None:
        """Tell those whose lease has changed."""
        for subscriber, cameras in self._leases.settle(time.monotonic()).items():
            fresh = subscriber.lease(cameras)
            subscriber.send(encode({"op": "lease", "cameras": sorted(cameras)}))
            self._introduce(subscriber, fresh)

    def _introduce(self, subscriber: _Subscriber, cameras: Iterable[int]) -> None:
        for camera_id in cameras:
            for known in (self._streams, self._states):
                if camera_id in known:
                    subscriber.send(known[camera_id])

    async def _watch_leases(self) -> None:
        """Give away what somebody holds who has fallen silent."""
        while True:
            await asyncio.sleep(RENEW_EVERY_S / 2)
            self._settle()

    def _wanting(self, camera_id: int) -> list[_Subscriber]:
        return [subscriber for subscriber in self._subscribers if subscriber.wants(camera_id)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        subscriber = _Subscriber(writer)
        self._subscribers.add(subscriber)
        task = asyncio.current_task()
        if task is not None:
            self._keep(task)
        try:
            while True:
                length = decode_length(await reader.readexactly(4))
                header = decode_header(await reader.readexactly(length))
                await reader.readexactly(header["size"])
                self._handle(subscriber, header)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the reader has left, or `stop` ends us; asyncio would log the cancellation as an error
        except (WireError, KeyError, TypeError, ValueError) as error:
            log.warning("packet socket: reader sent nonsense (%s); closed", error)
        finally:
            self._subscribers.discard(subscriber)
            self._leases.leave(subscriber)
            self._settle()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def _handle(self, subscriber: _Subscriber, header: Header) -> None:
        match header.get("op"):
            case "subscribe":
                wished: Any = header["cameras"]
                subscriber.subscribe(None if wished == "all" else frozenset(int(camera) for camera in wished))
                known = self._streams.keys() | self._states.keys()
                self._introduce(subscriber, filter(subscriber.wants, sorted(known)))
            case "share":
                self._leases.join(subscriber, time.monotonic())
                self._settle()
            case "renew":
                self._leases.renew(subscriber, [int(camera) for camera in header["cameras"]], time.monotonic())
                self._settle()
            case "clip":
                request = (str(header["id"]), int(header["camera"]), float(header["start"]), float(header["end"]))
                self._keep(asyncio.create_task(self._answer_clip(subscriber, *request)))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer_clip(
        self, subscriber: _Subscriber, request_id: str, camera_id: int, start: float, end: float
    ) -> None:
        header: Header = {"op": "clip", "id": request_id}
        try:
            start_at, duration, mp4 = await self._cut_clip(camera_id, start, end)
        except ClipUnavailable as error:
            subscriber.send(encode({**header, "error": str(error)}))
        except Exception:
            log.exception("camera %s: the clip could not be cut", camera_id)
            subscriber.send(encode({**header, "error": "internal error"}))
        else:
            subscriber.send(encode({**header, "start": start_at, "duration": duration}, mp4))


def _remove_stale(path: Path) -> None:
    """A socket that nobody listens on is left from a process that was killed; a live one is an error."""
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
        try:
            trial.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
        else:
            raise RuntimeError(f"{path}: another media process is running")
