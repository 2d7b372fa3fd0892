"""Everything that reaches behind aiortc's public interface, pinned to aiortc 1.16.

Why: aiortc packetizes and keeps history per viewer; we packetize once per camera and per viewer only number, encrypt
and send, which halves the cost of a viewer. Its sender still negotiates, answers RTCP and owns the encryption keys.
What is used: RTCRtpSender._ssrc, ._rtx_ssrc, ._retransmit, ._send_keyframe and its counters for sender reports;
RTCRtpTransceiver._codecs, ._headerExtensions; RTCDtlsTransport._tx_srtp; RTCIceTransport._connection;
aioice Connection._nominated. tests/vision/relay fails when an update changes any of them.
"""

from __future__ import annotations

import asyncio
import random
import struct
from collections.abc import Callable
from typing import Any, cast

import aioice.ice
import ifaddr
from aiortc import MediaStreamTrack, RTCRtpTransceiver, clock
from aiortc.codecs import is_rtx

from vision.relay.datagrams import BatchSender
from vision.relay.packetize import Frame

# More than one keyframe of a 1080p camera; aiortc's own 128 packets are less.
_HISTORY = 1024
_CONGESTED_BYTES = 262_144
_HEADER = struct.Struct("!BBHII")
_MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"


def offer_addresses(addresses: tuple[str, ...]) -> None:
    """Local addresses for ICE. Empty: all of the machine, and loopback, which aioice leaves out."""

    def local(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        if addresses:
            return list(addresses)
        found = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
        return sorted(set(found), key=lambda address: address.startswith("127."))

    aioice.ice.get_host_addresses = local


class IdleTrack(MediaStreamTrack):
    """Keeps aiortc's own sending loop asleep; the frames go past it."""

    kind = "video"

    async def recv(self) -> Any:
        await asyncio.Event().wait()


def has_h264(transceiver: RTCRtpTransceiver) -> bool:
    """Whether negotiation ended with H.264 as the codec to send."""
    return bool(transceiver._codecs) and transceiver._codecs[0].mimeType.lower() == "video/h264"


class RtpViewer:
    """Writes ready RTP payloads to one connected peer. `on_picture_lost` is called when it asks for a keyframe."""

    def __init__(self, transceiver: RTCRtpTransceiver, on_picture_lost: Callable[[], None]) -> None:
        sender = transceiver.sender
        codec = transceiver._codecs[0]
        self._sender = sender
        self._payload_type = int(codec.payloadType or 0)
        rtx = [c for c in transceiver._codecs if is_rtx(c) and c.parameters["apt"] == codec.payloadType]
        self._rtx_type = int(rtx[0].payloadType or 0) if rtx else 0
        self._extension = _mid_extension(transceiver)
        self._version = 0x90 if self._extension else 0x80
        dtls = sender.transport
        self._protect = dtls._tx_srtp.protect
        self._ice = dtls.transport._connection
        self._sequence = random.randrange(32768)
        self._rtx_sequence = random.randrange(32768)
        self._origin = random.getrandbits(32)
        self._history: list[tuple[int, int, bool, bytes] | None] = [None] * _HISTORY
        self._datagrams = BatchSender()
        self._is_waiting = True
        self.dropped_frames = 0
        self.sent_packets = 0
        self.sent_bytes = 0
        self.resent_packets = 0
        sender._retransmit = self._retransmit  # type: ignore[method-assign,assignment]  # only the argument's name differs
        sender._send_keyframe = on_picture_lost  # type: ignore[method-assign]

    def send(self, frame: Frame) -> None:
        if self._is_congested():
            self._is_waiting = True
        if self._is_waiting and not frame.is_keyframe:
            self.dropped_frames += 1
            return
        self._is_waiting = False
        self._write(frame.payloads, frame.timestamp)

    def replay(self, frames: list[Frame]) -> None:
        """A whole GOP, squeezed between the last frame's time and the next one's, so that time never runs back."""
        if self._is_congested():
            return
        self._is_waiting = False
        step = max(1, min(90, 2700 // len(frames)))
        latest = frames[-1].timestamp
        for number, frame in enumerate(frames, 1):
            self._write(frame.payloads, latest + number * step)

    def _is_congested(self) -> bool:
        pair = self._ice._nominated.get(1)
        if pair is None:
            return True
        # asyncio's datagram transport has a send buffer, but its type does not say so.
        buffered = cast(asyncio.WriteTransport, pair.protocol.transport).get_write_buffer_size()
        return buffered > _CONGESTED_BYTES

    def _write(self, payloads: tuple[bytes, ...], timestamp: int) -> None:
        stamp = (self._origin + timestamp) & 0xFFFFFFFF
        pair = self._ice._nominated[1]
        packets: list[bytes] = []
        protect, extension = self._protect, self._extension
        last, sequence, ssrc = len(payloads) - 1, self._sequence, self._sender._ssrc
        for number, payload in enumerate(payloads):
            marker = number == last
            header = _HEADER.pack(self._version, self._payload_type | marker << 7, sequence, stamp, ssrc)
            self._history[sequence % _HISTORY] = (sequence, stamp, marker, payload)
            packets.append(protect(header + extension + payload))
            sequence = (sequence + 1) & 0xFFFF
        self._sequence = sequence
        self._datagrams.send(pair.protocol.transport, packets, pair.remote_addr)
        self.sent_packets += len(payloads)
        self.sent_bytes += sum(map(len, payloads))
        self._report(stamp)

    def _report(self, stamp: int) -> None:
        """Give aiortc's sender reports the numbers of what went past it."""
        counters = {
            "ntp_timestamp": clock.current_ntp_time(),
            "rtp_timestamp": stamp,
            "packet_count": self.sent_packets,
            "octet_count": self.sent_bytes,
        }
        for name, value in counters.items():
            setattr(self._sender, f"_RTCRtpSender__{name}", value)

    async def _retransmit(self, sequence: int) -> None:
        """Answer a NACK (RFC 4585), as RTX (RFC 4588) where it was negotiated."""
        kept = self._history[sequence % _HISTORY]
        pair = self._ice._nominated.get(1)
        if kept is None or kept[0] != sequence or pair is None:
            return
        _, stamp, marker, payload = kept
        if not self._rtx_type:
            kind, number, ssrc, prefix = self._payload_type, sequence, self._sender._ssrc, b""
        else:
            self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
            kind, number, ssrc = self._rtx_type, self._rtx_sequence, self._sender._rtx_ssrc
            prefix = sequence.to_bytes(2, "big")
        header = _HEADER.pack(self._version, kind | marker << 7, number, stamp, ssrc)
        packet = self._protect(header + self._extension + prefix + payload)
        pair.protocol.transport.sendto(packet, pair.remote_addr)
        self.resent_packets += 1


def _mid_extension(transceiver: RTCRtpTransceiver) -> bytes:
    """The one-byte header extension (RFC 8285) that says which media section a packet belongs to."""
    number = next((e.id for e in transceiver._headerExtensions if e.uri == _MID_URI), None)
    mid = (transceiver.mid or "").encode()
    if number is None or not 1 <= len(mid) <= 16:
        return b""
    element = bytes((number << 4 | len(mid) - 1,)) + mid
    element += bytes(-len(element) % 4)
    return struct.pack("!HH", 0xBEDE, len(element) // 4) + element
