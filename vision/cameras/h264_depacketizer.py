"""RTP payloads back to H.264 access units (RFC 6184, packetization modes 0 and 1)."""

from __future__ import annotations

from typing import NamedTuple

from vision.cameras.annexb import IDR, PPS, SPS, join_nals, nal_type
from vision.cameras.rtp import HEADER, PLAIN_VERSION, RtpPacket

_STAP_A, _FU_A = 24, 28
# A camera that never ends a frame must not fill the memory.
_MAX_UNIT_BYTES = 8_000_000


class AccessUnit(NamedTuple):
    nals: tuple[bytes, ...]
    timestamp: int
    is_keyframe: bool


class H264Depacketizer:
    """Feed packets in order. The first unit is a keyframe; after a loss everything up to the next one is dropped."""

    def __init__(self, parameter_sets: list[bytes]) -> None:
        self._sets = {nal_type(nal): nal for nal in parameter_sets if nal}
        self._nals: list[bytes] = []
        self._size = 0
        self._fragment: bytearray | None = None
        self._timestamp: int | None = None
        self._payload_type = 0
        self._sequence = -1
        # The references are gone until a keyframe; this very unit has a hole.
        self._is_broken = True
        self._is_damaged = False

    @property
    def extradata(self) -> bytes:
        """SPS and PPS as last seen, in Annex B form."""
        return join_nals(self._sets[kind] for kind in (SPS, PPS) if kind in self._sets)

    def add(self, packet: RtpPacket) -> list[AccessUnit]:
        """The units that this packet completes: none, one, or two when a marker was missing."""
        units: list[AccessUnit] = []
        has_gap = self._sequence >= 0 and packet.sequence != (self._sequence + 1) & 0xFFFF
        if has_gap:
            self._break()
        self._payload_type, self._sequence = packet.payload_type, packet.sequence
        if packet.timestamp != self._timestamp:
            units += self._finish()
            self._timestamp = packet.timestamp
            self._is_damaged = has_gap
        self._read(packet.payload)
        if packet.is_marked:
            units += self._finish()
        return units

    def skim(self, datagram: bytes) -> bool:
        """Take the next middle piece of a fragmented unit, which most packets are, without parsing it as a packet.

        False: it is something else, for `add`. With several cameras this is most of what receiving them costs.
        """
        if self._fragment is None or len(datagram) < 15:
            return False
        version, kind, sequence, timestamp = HEADER.unpack_from(datagram)
        is_next = sequence == (self._sequence + 1) & 0xFFFF and timestamp == self._timestamp
        is_plain = version == PLAIN_VERSION and kind == self._payload_type
        if not is_next or not is_plain or datagram[12] & 0x1F != _FU_A or datagram[13] & 0xC0:
            return False
        self._sequence = sequence
        self._fragment += datagram[14:]
        if len(self._fragment) > _MAX_UNIT_BYTES:
            self._break()
        return True

    def unit_data(self, unit: AccessUnit) -> bytes:
        """Annex B bytes; a keyframe that comes without SPS and PPS gets the ones of the description."""
        if unit.is_keyframe and not {SPS, PPS} <= {nal_type(nal) for nal in unit.nals}:
            rest = tuple(nal for nal in unit.nals if nal_type(nal) not in (SPS, PPS))
            return self.extradata + join_nals(rest)
        return join_nals(unit.nals)

    def _break(self) -> None:
        self._is_broken = self._is_damaged = True
        self._fragment = None
        self._nals = []
        self._size = 0

    def _finish(self) -> list[AccessUnit]:
        nals, self._nals, self._fragment, self._size = tuple(self._nals), [], None, 0
        # Parameter sets that travel alone are remembered, but are no picture.
        kinds = [nal_type(nal) for nal in nals]
        if self._timestamp is None or self._is_damaged or not any(1 <= kind <= IDR for kind in kinds):
            return []
        unit = AccessUnit(nals, self._timestamp, IDR in kinds)
        if self._is_broken and not unit.is_keyframe:
            return []
        self._is_broken = False
        return [unit]

    def _read(self, payload: bytes) -> None:
        kind = nal_type(payload)
        if 1 <= kind <= 23:
            self._take(payload)
        elif kind == _STAP_A:
            self._read_aggregate(payload)
        elif kind == _FU_A and len(payload) > 2:
            self._read_fragment(payload)

    def _read_aggregate(self, payload: bytes) -> None:
        at = 1
        while at + 2 < len(payload):
            size = int.from_bytes(payload[at : at + 2], "big")
            self._take(payload[at + 2 : at + 2 + size])
            at += 2 + size

    def _read_fragment(self, payload: bytes) -> None:
        header = payload[1]
        if header & 0x80:
            self._fragment = bytearray(((payload[0] & 0xE0) | (header & 0x1F),))
        if self._fragment is None:
            self._is_broken = self._is_damaged = True
            return
        self._fragment += payload[2:]
        if len(self._fragment) > _MAX_UNIT_BYTES:
            self._break()
        elif header & 0x40:
            self._take(bytes(self._fragment))
            self._fragment = None

    def _take(self, nal: bytes) -> None:
        if not nal:
            return
        kind = nal_type(nal)
        if kind in (SPS, PPS):
            self._sets[kind] = nal
        self._nals.append(nal)
        self._size += len(nal)
        if self._size > _MAX_UNIT_BYTES:
            self._break()
