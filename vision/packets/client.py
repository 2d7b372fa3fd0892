"""The detect side: one blocking connection that comes back by itself."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from vision.packets.wire import (
    Disconnected,
    Header,
    Message,
    WireError,
    decode_header,
    decode_length,
    encode,
    to_message,
)

log = logging.getLogger(__name__)

_RETRY_S = 1.0
_POLL_S = 0.5


class _Stopped(Exception):  # noqa: N818 - the wish to end, carried out of a blocking read
    pass


class PacketClient:
    """`messages()` belongs to one thread; the other methods may be called from any."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._wish: Header = {"op": "subscribe", "cameras": []}

    def subscribe(self, cameras: Iterable[int] | None) -> None:
        """Which cameras to hear from now on, also after a reconnection. None: all."""
        self._wish = {"op": "subscribe", "cameras": "all" if cameras is None else sorted(cameras)}
        self._send(self._wish)

    def share(self) -> None:
        """Share the cameras with the other readers that do, also after a reconnection: LeaseGranted says which."""
        self._wish = {"op": "share"}
        self._send(self._wish)

    def renew(self, cameras: Iterable[int]) -> bool:
        """Say that these of the leased cameras are being worked on. False when there is no connection."""
        return self._send({"op": "renew", "cameras": sorted(cameras)})

    def request_clip(self, request_id: str, camera_id: int, start: float, end: float) -> bool:
        """Ask for a clip of the main stream; ClipReady or ClipFailed follows. False when there is no connection."""
        return self._send({"op": "clip", "id": request_id, "camera": camera_id, "start": start, "end": end})

    def messages(self) -> Iterator[Message]:
        """Everything that arrives, across reconnections, until `stop`."""
        while not self._stop.is_set():
            try:
                yield from self._messages_once()
            except (_Stopped, GeneratorExit):
                self._disconnect()
                return
            except (OSError, EOFError, WireError) as error:
                log.debug("packet socket: %s", error)
            was_connected = self._disconnect()
            if was_connected:
                log.info("packet socket: connection to media lost")
                yield Disconnected()
            self._stop.wait(_RETRY_S)

    def stop(self) -> None:
        """`messages` ends within half a second."""
        self._stop.set()

    def _messages_once(self) -> Iterator[Message]:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(self._path))
        except OSError:
            connection.close()
            raise
        connection.settimeout(_POLL_S)
        with self._lock:
            self._socket = connection
        self._send(self._wish)
        while True:
            length = decode_length(self._read(connection, 4))
            header = decode_header(self._read(connection, length))
            message = to_message(header, self._read(connection, header["size"]))
            if message is not None:
                yield message

    def _read(self, connection: socket.socket, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            if self._stop.is_set():
                raise _Stopped
            try:
                part = connection.recv(min(size - len(data), 1 << 20))
            except TimeoutError:
                continue
            if not part:
                raise EOFError("closed by media")
            data += part
        return bytes(data)

    def _send(self, header: Header) -> bool:
        with self._lock:
            if self._socket is None:
                return False
            try:
                self._socket.sendall(encode(header))
            except OSError:
                return False
            return True

    def _disconnect(self) -> bool:
        with self._lock:
            connection, self._socket = self._socket, None
        if connection is None:
            return False
        with contextlib.suppress(OSError):
            connection.close()
        return True
