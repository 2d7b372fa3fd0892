"""A ring of packets: whole GOPs, so that every cut can begin at a keyframe."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from vision.cameras.packet import EncodedPacket, StreamInfo

RING_S = 30.0
_MAX_BYTES = 64_000_000


@dataclass(frozen=True)
class Cut:
    """Packets of one clip; `start_at` is when its first frame arrived, epoch seconds."""

    info: StreamInfo
    packets: tuple[EncodedPacket, ...]

    @property
    def start_at(self) -> float:
        return self.packets[0].at

    @property
    def duration_s(self) -> float:
        return self.packets[-1].at - self.packets[0].at


@dataclass
class _Gop:
    info: StreamInfo
    packets: list[EncodedPacket]
    size: int = 0

    def add(self, packet: EncodedPacket) -> None:
        self.packets.append(packet)
        self.size += len(packet.data)


class ClipRing:
    """Holds at least the last `seconds`, unless the stream is so fat that memory says otherwise."""

    def __init__(self, seconds: float = RING_S, max_bytes: int = _MAX_BYTES) -> None:
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._gops: deque[_Gop] = deque()
        self._info: StreamInfo | None = None
        self._bytes = 0

    def start_stream(self, info: StreamInfo) -> None:
        """A new connection or new parameter sets: a clip never spans two of them."""
        self._info = info

    def add(self, packet: EncodedPacket) -> None:
        if self._info is None:
            return
        if packet.is_keyframe:
            self._gops.append(_Gop(self._info, []))
        elif not self._gops or self._gops[-1].info is not self._info:
            return
        self._gops[-1].add(packet)
        self._bytes += len(packet.data)
        self._evict(packet.at)

    @property
    def newest_at(self) -> float:
        return self._gops[-1].packets[-1].at if self._gops else 0.0

    @property
    def newest_keyframe(self) -> EncodedPacket | None:
        return self._gops[-1].packets[0] if self._gops else None

    @property
    def newest_gop(self) -> tuple[EncodedPacket, ...]:
        return tuple(self._gops[-1].packets) if self._gops else ()

    def cut(self, start: float, end: float) -> Cut | None:
        """From the keyframe at or before `start` to `end`; None when nothing of that time is left."""
        gops = [gop for gop in self._gops if gop.packets[0].at <= end and gop.packets[-1].at >= start]
        gops = [gop for gop in gops if gop.info is gops[-1].info]
        packets = tuple(packet for gop in gops for packet in gop.packets if packet.at <= end)
        return Cut(gops[-1].info, packets) if packets else None

    def _evict(self, now: float) -> None:
        while len(self._gops) > 1 and (
            self._gops[1].packets[0].at < now - self._seconds or self._bytes > self._max_bytes
        ):
            self._bytes -= self._gops.popleft().size
