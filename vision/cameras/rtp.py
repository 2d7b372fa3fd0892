"""RTP packets (RFC 3550): reading, putting UDP back in order, timestamps that do not wrap."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_WINDOW = 64
HEADER = struct.Struct("!BBHI")
# The first byte of a packet without padding, extension and contributors.
PLAIN_VERSION = 0x80


class RtpPacket(NamedTuple):
    """A tuple, because there are 200 of them a second and camera."""

    payload_type: int
    sequence: int
    timestamp: int
    is_marked: bool
    payload: bytes


def parse_rtp(data: bytes) -> RtpPacket | None:
    """None for anything that is not a well-formed RTP packet."""
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp = HEADER.unpack_from(data)
    start = 12 + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * struct.unpack_from("!H", data, start + 2)[0]
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if start >= end:
        return None
    return RtpPacket(second & 0x7F, sequence, timestamp, bool(second & 0x80), data[start:end])


class ReorderBuffer:
    """Gives packets in the order of their numbers; after `_WINDOW` waiting packets a gap counts as loss."""

    def __init__(self) -> None:
        self._next: int | None = None
        self._held: dict[int, RtpPacket] = {}

    def add(self, packet: RtpPacket) -> Iterator[RtpPacket]:
        if self._next is None:
            self._next = packet.sequence
        distance = (packet.sequence - self._next) & 0xFFFF
        if distance >= 0x8000:
            return  # late or doubled
        self._held[packet.sequence] = packet
        if len(self._held) > _WINDOW:
            current = self._next
            self._next = min(self._held, key=lambda sequence: (sequence - current) & 0xFFFF)
        while (found := self._held.pop(self._next, None)) is not None:
            self._next = (self._next + 1) & 0xFFFF
            yield found


class TimestampUnwrapper:
    """32-bit timestamps to a count that goes on past the wrap."""

    def __init__(self) -> None:
        self._last: int | None = None

    def unwrap(self, timestamp: int) -> int:
        if self._last is None:
            self._last = timestamp
        else:
            difference = (timestamp - self._last) & 0xFFFFFFFF
            self._last += difference - (1 << 32) if difference >= 1 << 31 else difference
        return self._last
