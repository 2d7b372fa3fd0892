"""A listener that keeps what a connection tells it, and waiting for it with patience."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network

from backend.catalog.cameras import CameraState, StreamTransport
from vision.cameras.address import AddressPolicy
from vision.cameras.connection import CameraConnection
from vision.cameras.packet import EncodedPacket, StreamInfo
from vision.cameras.rtsp_transport import Patience
from vision.cameras.source import PATIENCE, StreamAddress

LOOPBACK = AddressPolicy((ip_network("10.0.0.0/8"),), is_loopback_allowed=True)


class Listener:
    def __init__(self) -> None:
        self.states: list[CameraState] = []
        self.streams: list[StreamInfo] = []
        self.packets: list[EncodedPacket] = []

    def on_state(self, state: CameraState, detail: str) -> None:
        self.states.append(state)

    def on_stream(self, info: StreamInfo) -> None:
        self.streams.append(info)

    def on_packet(self, packet: EncodedPacket) -> None:
        self.packets.append(packet)

    @property
    def state(self) -> CameraState | None:
        return self.states[-1] if self.states else None


def wait_until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def watching(
    url: str, transport: StreamTransport = StreamTransport.TCP, patience: Patience = PATIENCE
) -> Iterator[Listener]:
    listener = Listener()
    connection = CameraConnection("test", StreamAddress(url, transport), LOOPBACK, listener, patience)
    connection.start()
    try:
        yield listener
    finally:
        connection.stop()
        connection.join(5)
