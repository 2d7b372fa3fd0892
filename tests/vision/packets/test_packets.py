"""Packets from media to detect: both ends over a real socket, with readers that are slow, gone or rude."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.catalog.cameras import CameraState
from tests.vision.cameras.listening import wait_until
from vision.cameras.packet import EncodedPacket, StreamInfo
from vision.packets.client import PacketClient
from vision.packets.server import ClipUnavailable, PacketServer
from vision.packets.wire import ClipFailed, ClipReady, Disconnected, Message, PacketArrived, StateChanged, StreamStarted

INFO = StreamInfo("h264", 640, 360, b"sets")


async def _clip(camera: int, start: float, end: float) -> tuple[float, float, bytes]:
    if camera != 7:
        raise ClipUnavailable("no such camera")
    return start - 1, end - start + 1, b"mp4" * 1000


class RunningServer:
    """The media side on a loop of its own."""

    def __init__(self, path: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self.server = PacketServer(path, _clip)
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> RunningServer:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.server.start(), self._loop).result(5)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.server.stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def do(self, action: Callable[..., None], *arguments: object) -> None:
        async def act() -> None:
            action(*arguments)

        asyncio.run_coroutine_threadsafe(act(), self._loop).result(5)

    def send(self, number: int, *, is_keyframe: bool = False, camera: int = 7, size: int = 100) -> None:
        packet = EncodedPacket(bytes(size), number, is_keyframe, 1000.0 + number)
        self.do(self.server.publish_packet, camera, packet)


class Reader:
    """The detect side on a thread of its own."""

    def __init__(self, path: Path, cameras: list[int] | None = None) -> None:
        self.client = PacketClient(path)
        self.client.subscribe(cameras)
        self.messages: list[Message] = []
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.stop()
        self._thread.join(5)

    def numbers(self) -> list[int]:
        return [message.pts for message in self.messages if isinstance(message, PacketArrived)]

    def has(self, kind: type) -> bool:
        return any(isinstance(message, kind) for message in self.messages)

    def _read(self) -> None:
        for message in self.client.messages():
            self.messages.append(message)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "media.sock"


def test_a_subscriber_hears_stream_state_and_packets_from_a_keyframe_on(path: Path) -> None:
    with RunningServer(path) as media:
        media.do(media.server.publish_stream, 7, INFO)
        media.do(media.server.publish_state, 7, CameraState.ONLINE)
        with Reader(path) as reader:
            wait_until(lambda: len(reader.messages) == 2)
            for number in range(1, 5):
                media.send(number, is_keyframe=number == 2)
            wait_until(lambda: len(reader.messages) == 5)
    assert reader.messages[0] == StreamStarted(7, "h264", 640, 360, b"sets")
    assert reader.messages[1] == StateChanged(7, CameraState.ONLINE)
    assert reader.messages[2] == PacketArrived(7, bytes(100), 2, (1, 90_000), True, 1002.0)
    assert reader.numbers() == [2, 3, 4]


def test_a_subscriber_hears_only_the_cameras_it_asked_for(path: Path) -> None:
    with RunningServer(path) as media, Reader(path, [8]) as reader:
        wait_until(lambda: media.server._wanting(8))
        media.send(1, is_keyframe=True, camera=7)
        media.send(2, is_keyframe=True, camera=8)
        wait_until(lambda: reader.messages)
        assert reader.numbers() == [2]


def test_a_clip_comes_back_under_its_own_name(path: Path) -> None:
    with RunningServer(path) as media, Reader(path) as reader:
        wait_until(lambda: media.server._wanting(7))
        assert reader.client.request_clip("a", 7, 100.0, 110.0)
        assert reader.client.request_clip("b", 9, 100.0, 110.0)
        wait_until(lambda: len(reader.messages) == 2)
    assert ClipReady("a", 99.0, 11.0, b"mp4" * 1000) in reader.messages
    assert ClipFailed("b", "no such camera") in reader.messages


def test_a_slow_reader_loses_packets_up_to_a_keyframe_and_delays_nobody(path: Path) -> None:
    with RunningServer(path) as media, Reader(path) as fast, socket.socket(socket.AF_UNIX) as slow:
        slow.connect(str(path))
        text = b'{"op":"subscribe","cameras":"all"}'
        slow.sendall(len(text).to_bytes(4, "big") + text)
        wait_until(lambda: len(media.server._wanting(7)) == 2)
        for start in range(0, 200, 10):
            for number in range(start, start + 10):
                media.send(number, is_keyframe=number == start, size=100_000)
            # On a busy machine the fast reader, too, would otherwise fall behind this burst.
            wait_until(lambda wanted=start + 10: len(fast.numbers()) == wanted)  # type: ignore[misc]
        received = _numbers(slow)
        media.send(200, size=100_000)
        media.send(201, is_keyframe=True)
        wait_until(lambda: len(fast.numbers()) == 202)
        received += _numbers(slow)
    assert len(received) < 100
    assert received[-1] == 201
    assert 200 not in received
    for before, after in zip(received, received[1:], strict=False):
        assert after == before + 1 or after % 10 == 0 or after == 201


def _numbers(slow: socket.socket) -> list[int]:
    """The packet numbers that wait in the socket until nothing more comes for a while."""
    slow.settimeout(0.5)
    data = b""
    try:
        while True:
            data += slow.recv(1 << 20)
    except TimeoutError:
        pass
    return [int(part.split(b",")[0]) for part in data.split(b'"pts":')[1:]]


def test_the_client_comes_back_when_media_was_restarted(path: Path) -> None:
    with Reader(path, [7]) as reader:
        with RunningServer(path) as media:
            wait_until(lambda: media.server._wanting(7))
        wait_until(lambda: reader.has(Disconnected))
        assert not reader.client.request_clip("a", 7, 1.0, 2.0)
        with RunningServer(path) as media:
            wait_until(lambda: media.server._wanting(7))
            media.send(5, is_keyframe=True)
            wait_until(lambda: reader.numbers() == [5])


def test_a_socket_left_by_a_killed_process_is_replaced(path: Path) -> None:
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert path.exists()
    with RunningServer(path) as media, Reader(path):
        wait_until(lambda: media.server._wanting(7))
    assert not path.exists()


def test_a_second_media_process_does_not_take_the_socket_of_the_first(path: Path) -> None:
    with RunningServer(path) as media:
        with pytest.raises(RuntimeError, match="another media process"):
            asyncio.run(PacketServer(path, _clip).start())
        with Reader(path):
            wait_until(lambda: media.server._wanting(7))


@pytest.mark.parametrize(
    "nonsense", [b"\xff" * 64, b'\0\0\0\x0d{"op":"clip"}', b"\0\0\0\3[1]", b"GET / HTTP/1.1\r\n\r\n"], ids=range(4)
)
def test_a_reader_that_talks_nonsense_is_closed_and_the_others_go_on(path: Path, nonsense: bytes) -> None:
    with RunningServer(path) as media, Reader(path) as reader:
        wait_until(lambda: media.server._wanting(7))
        with socket.socket(socket.AF_UNIX) as rude:
            rude.connect(str(path))
            rude.settimeout(5)
            rude.sendall(nonsense)
            assert rude.recv(1) == b""
        media.send(1, is_keyframe=True)
        wait_until(lambda: reader.numbers() == [1])


def test_only_the_owner_may_read_the_pictures(path: Path) -> None:
    with RunningServer(path):
        assert path.stat().st_mode & 0o077 == 0
