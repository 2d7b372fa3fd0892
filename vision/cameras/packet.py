"""What a camera gives: copied once from the network, then shared by everyone, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

CLOCK_RATE = 90_000  # ticks a second of RTP video (RFC 6184 section 8.2.1)
TIME_BASE = Fraction(1, CLOCK_RATE)


@dataclass(frozen=True, slots=True)
class EncodedPacket:
    """One access unit in Annex B form. `pts` counts `TIME_BASE` ticks; `at` is its arrival, epoch seconds.

    A keyframe always begins with SPS and PPS. There is no reordering: decoding order is presentation order.
    """

    data: bytes
    pts: int
    is_keyframe: bool
    at: float


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """Known from the first keyframe of a connection. `extradata` is SPS and PPS in Annex B form."""

    codec: str
    width: int
    height: int
    extradata: bytes
