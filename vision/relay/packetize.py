"""H.264 access units as RTP payloads (RFC 6184, packetization mode 1): once per camera, for all its viewers."""

from __future__ import annotations

from dataclasses import dataclass

from vision.cameras.annexb import DELIMITER, nal_type, split_nals

# Leaves room for SRTP, header extensions and a tunnel below the usual 1500 bytes.
MAX_PAYLOAD = 1200
_STAP_A, _FU_A = 24, 28
_START, _END = 0x80, 0x40


@dataclass(frozen=True, slots=True)
class Frame:
    """One access unit ready to send; `timestamp` on the 90 kHz clock, 32 bits."""

    is_keyframe: bool
    timestamp: int
    payloads: tuple[bytes, ...]
    size: int


def packetize(annexb: bytes) -> tuple[bytes, ...]:
    payloads: list[bytes] = []
    small: list[bytes] = []
    for nal in split_nals(annexb):
        if nal_type(nal) == DELIMITER:
            continue
        if len(nal) > MAX_PAYLOAD:
            payloads += _flush(small)
            payloads += _fragments(nal)
        else:
            if small and _aggregate_size(small) + 2 + len(nal) > MAX_PAYLOAD:
                payloads += _flush(small)
            small.append(nal)
    return (*payloads, *_flush(small))


def _aggregate_size(nals: list[bytes]) -> int:
    return 1 + sum(2 + len(nal) for nal in nals)


def _flush(small: list[bytes]) -> list[bytes]:
    """Small units that follow each other (SPS, PPS, SEI) share one packet."""
    nals = small[:]
    small.clear()
    if len(nals) < 2:
        return nals
    importance = max(nal[0] & 0x60 for nal in nals)
    return [bytes((importance | _STAP_A,)) + b"".join(len(nal).to_bytes(2, "big") + nal for nal in nals)]


def _fragments(nal: bytes) -> list[bytes]:
    indicator, kind, body = (nal[0] & 0xE0) | _FU_A, nal_type(nal), nal[1:]
    room = MAX_PAYLOAD - 2
    parts = [body[at : at + room] for at in range(0, len(body), room)]
    last = len(parts) - 1
    return [
        bytes((indicator, kind | (_START if i == 0 else 0) | (_END if i == last else 0))) + part
        for i, part in enumerate(parts)
    ]
