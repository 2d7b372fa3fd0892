"""Where RTP comes in: between the RTSP messages of the TCP connection, or on a pair of UDP ports."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from backend.catalog.cameras import CameraState
from vision.cameras.failure import CameraFailure

_READ_SIZE = 262_144
_MAX_MESSAGE = 65_536
_UDP_BUFFER = 4_000_000
_MAX_BATCH = 256
_FIRST_PORT, _LAST_PORT = 20_000, 60_000

Message = tuple[int, dict[str, list[str]], bytes]


def no_gathering() -> float:
    return 0.0


@dataclass(frozen=True)
class Patience:
    """A camera may begin only at its next keyframe; once it has begun, it has no reason to pause.

    `gather_s` is asked before each wait: how long what arrives may stay with the kernel first. Most of what a stream
    costs is being woken for each of its pictures.
    """

    first_s: float = 6.0
    silence_s: float = 2.5
    gather_s: Callable[[], float] = no_gathering


class MediaReader(Protocol):
    def packets(self, patience: Patience) -> Iterator[list[bytes]]:
        """RTP packets, those that arrived together in one list: a step per packet would cost more than reading it."""

    def close(self) -> None: ...


class InterleavedReader:
    """Takes the stream of one TCP connection apart: `$` frames and RTSP responses (RFC 2326 section 10.12)."""

    def __init__(self, connection: socket.socket) -> None:
        self.channel = 0
        self.connection = connection
        self._buffer = b""

    def response(self, timeout_s: float) -> Message:
        """The next response; media frames on the way are dropped. TimeoutError, EOFError, ValueError."""
        deadline = time.monotonic() + timeout_s
        while True:
            item = self._next()
            if isinstance(item, tuple):
                return item
            if item is None:
                self._fill(deadline - time.monotonic())

    def packets(self, patience: Patience) -> Iterator[list[bytes]]:
        """RTP of `channel`. Any byte from the camera would reset a plain socket timeout, so media is timed apart."""
        deadline = time.monotonic() + patience.first_s
        while True:
            if frames := self._take_frames():
                deadline = time.monotonic() + patience.silence_s
                yield frames
            elif self._next() is None:
                time.sleep(patience.gather_s())
                self._wait_for_media(deadline)

    def drain(self) -> None:
        """Take what has arrived and drop it; EOFError when the camera has closed."""
        while isinstance(self._next(), bytes | tuple):
            pass
        self._fill(1.0)

    def close(self) -> None:
        pass

    def _wait_for_media(self, deadline: float) -> None:
        try:
            self._fill(deadline - time.monotonic())
        except TimeoutError as error:
            raise CameraFailure(CameraState.SILENT, "the camera stopped sending") from error
        except (OSError, EOFError) as error:
            raise CameraFailure(CameraState.UNREACHABLE, "the camera closed the connection") from error

    def _fill(self, timeout_s: float) -> None:
        if timeout_s <= 0:
            raise TimeoutError
        self.connection.settimeout(timeout_s)
        data = self.connection.recv(_READ_SIZE)
        if not data:
            raise EOFError
        self._buffer += data

    def _take_frames(self) -> list[bytes]:
        """The media frames of `channel` that have arrived whole, up to the next response, at one go."""
        buffer, at, frames = self._buffer, 0, []
        size = len(buffer)
        while size - at >= 4 and buffer[at] == 0x24:
            end = at + 4 + (buffer[at + 2] << 8 | buffer[at + 3])
            if end > size:
                break
            if buffer[at + 1] == self.channel:
                frames.append(buffer[at + 4 : end])
            at = end
        self._buffer = buffer[at:]
        return frames

    def _next(self) -> bytes | Message | None:
        """A media frame (empty when it is of another channel), a response, or None: more bytes are needed."""
        buffer = self._buffer
        if not buffer:
            return None
        if buffer[0] == 0x24:
            if len(buffer) < 4 or len(buffer) < (end := 4 + (buffer[2] << 8 | buffer[3])):
                return None
            self._buffer = buffer[end:]
            return buffer[4:end] if buffer[1] == self.channel else b""
        return self._next_message()

    def _next_message(self) -> Message | None:
        buffer = self._buffer
        head_end = buffer.find(b"\r\n\r\n")
        if head_end < 0:
            if len(buffer) > _MAX_MESSAGE:
                raise EOFError("no end of a message in sight")
            return None
        first, *lines = buffer[:head_end].decode("utf-8", "replace").lstrip("\r\n").split("\r\n")
        headers: dict[str, list[str]] = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers.setdefault(name.strip().lower(), []).append(value.strip())
        length = headers.get("content-length", ["0"])[0]
        end = head_end + 4 + (int(length) if length.isdigit() else 0)
        if end > _MAX_MESSAGE:
            raise EOFError("a message longer than any camera sends")
        if len(buffer) < end:
            return None
        body, self._buffer = buffer[head_end + 4 : end], buffer[end:]
        status = first.split(" ")[1] if first.startswith("RTSP/") and " " in first else "0"
        headers.setdefault("www-authenticate", [])
        return int(status) if status.isdigit() else 0, headers, body


class UdpReader:
    """RTP on an even port and RTCP on the next, taken only from the camera's own address."""

    def __init__(self, control: InterleavedReader, address: str) -> None:
        self._control = control
        self._address = address
        self._family = socket.AF_INET6 if ":" in address else socket.AF_INET
        local = control.connection.getsockname()[0]
        self._rtp, self._rtcp, self.port = self._bind_pair(local)

    def packets(self, patience: Patience) -> Iterator[list[bytes]]:
        deadline = time.monotonic() + patience.first_s
        with selectors.DefaultSelector() as selector:
            for source in (self._rtp, self._rtcp, self._control.connection):
                selector.register(source, selectors.EVENT_READ)
            while (left := deadline - time.monotonic()) > 0:
                for key, _ in selector.select(left):
                    if key.fileobj is self._rtp:
                        time.sleep(patience.gather_s())
                        if received := list(islice(self._receive(self._rtp), _MAX_BATCH)):
                            deadline = time.monotonic() + patience.silence_s
                            yield received
                    elif key.fileobj is self._rtcp:
                        list(self._receive(self._rtcp))
                    else:
                        self._read_control()
        raise CameraFailure(CameraState.SILENT, "no datagrams arrive from the camera")

    def close(self) -> None:
        self._rtp.close()
        self._rtcp.close()

    def _receive(self, source: socket.socket) -> Iterator[bytes]:
        while True:
            try:
                data, sender = source.recvfrom(_READ_SIZE)
            except OSError:  # nothing left, or an ICMP message about an earlier datagram
                return
            if sender[0] == self._address:
                yield data

    def _read_control(self) -> None:
        try:
            self._control.drain()
        except TimeoutError:
            return
        except (OSError, EOFError) as error:
            raise CameraFailure(CameraState.UNREACHABLE, "the camera closed the connection") from error

    def _bind_pair(self, local: str) -> tuple[socket.socket, socket.socket, int]:
        for port in range(_FIRST_PORT + (id(self) >> 4) % 10_000 * 2, _LAST_PORT, 2):
            rtp = self._bound(local, port)
            rtcp = self._bound(local, port + 1) if rtp else None
            if rtp and rtcp:
                return rtp, rtcp, port
            if rtp:
                rtp.close()
        raise CameraFailure(CameraState.UNREACHABLE, "no free pair of UDP ports on this machine")

    def _bound(self, local: str, port: int) -> socket.socket | None:
        created = socket.socket(self._family, socket.SOCK_DGRAM)
        created.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _UDP_BUFFER)
        created.setblocking(False)
        try:
            created.bind((local, port))
        except OSError:
            created.close()
            return None
        return created
