"""One viewer of the camera: RTP over its RTSP connection or over UDP."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import Sequence
from typing import Protocol

from tools.camera.sdp import AUDIO_TYPE, VIDEO_TYPE

_SLOW_READER_BYTES = 4_000_000
_NTP_EPOCH = 2_208_988_800


class Channel(Protocol):
    def rtp(self, packets: Sequence[bytes]) -> None: ...

    def rtcp(self, packet: bytes) -> None: ...

    def is_congested(self) -> bool: ...

    def close(self) -> None: ...


class InterleavedChannel:
    """RTP between the RTSP messages of one TCP connection (RFC 2326 section 10.12)."""

    def __init__(self, writer: asyncio.StreamWriter, number: int) -> None:
        self._writer = writer
        self._number = number

    def rtp(self, packets: Sequence[bytes]) -> None:
        self._write(packets, self._number)

    def rtcp(self, packet: bytes) -> None:
        self._write([packet], self._number + 1)

    def is_congested(self) -> bool:
        return self._writer.transport.get_write_buffer_size() > _SLOW_READER_BYTES

    def close(self) -> None:
        pass

    def _write(self, packets: Sequence[bytes], number: int) -> None:
        framed = b"".join(struct.pack("!cBH", b"$", number, len(packet)) + packet for packet in packets)
        self._writer.write(framed)


class UdpChannel:
    """RTP and RTCP from a pair of sockets of our own to the two ports that the client named."""

    def __init__(self, host: str, client_port: int) -> None:
        self._address = (host, client_port)
        self._control = (host, client_port + 1)
        self._rtp = self._socket()
        self._rtcp = self._socket()
        self.ports = f"{self._rtp.getsockname()[1]}-{self._rtcp.getsockname()[1]}"

    @staticmethod
    def _socket() -> socket.socket:
        created = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        created.bind(("127.0.0.1", 0))
        created.setblocking(False)
        return created

    def rtp(self, packets: Sequence[bytes]) -> None:
        for packet in packets:
            self._send(self._rtp, packet, self._address)

    def rtcp(self, packet: bytes) -> None:
        self._send(self._rtcp, packet, self._control)

    def is_congested(self) -> bool:
        return False

    def close(self) -> None:
        self._rtp.close()
        self._rtcp.close()

    @staticmethod
    def _send(source: socket.socket, packet: bytes, address: tuple[str, int]) -> None:
        try:
            source.sendto(packet, address)
        except OSError:
            return  # a network that loses a datagram says nothing either


class Session:
    """Numbers and stamps what one viewer gets, from whatever frame is next; after congestion from a keyframe."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.ssrc = random.getrandbits(32)
        self._sequence = random.getrandbits(16)
        self._base = random.getrandbits(32)
        self._is_waiting = False

    def send_video(self, payloads: Sequence[bytes], ticks: int, *, is_keyframe: bool) -> None:
        """`ticks`: presentation time on the 90 kHz clock."""
        if self.channel.is_congested():
            self._is_waiting = True
        if self._is_waiting and not is_keyframe:
            return
        self._is_waiting = False
        last = len(payloads) - 1
        self.channel.rtp([self._packet(p, VIDEO_TYPE, ticks, i == last) for i, p in enumerate(payloads)])

    def send_audio(self, payload: bytes, ticks: int) -> None:
        self.channel.rtp([self._packet(payload, AUDIO_TYPE, ticks, False)])

    def send_report(self, now: float, ticks: int) -> None:
        ntp = now + _NTP_EPOCH
        fraction = int(ntp % 1 * 2**32)
        stamp = (self._base + ticks) & 0xFFFFFFFF
        self.channel.rtcp(struct.pack("!BBHIIIIII", 0x80, 200, 6, self.ssrc, int(ntp), fraction, stamp, 0, 0))

    def _packet(self, payload: bytes, kind: int, ticks: int, is_last: bool) -> bytes:
        stamp = (self._base + ticks) & 0xFFFFFFFF
        self._sequence = (self._sequence + 1) & 0xFFFF
        return struct.pack("!BBHII", 0x80, kind | is_last << 7, self._sequence, stamp, self.ssrc) + payload
