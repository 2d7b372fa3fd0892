"""RTP payloads of H.264 (RFC 6184) and H.265 (RFC 7798): single NAL units and fragments.

Kept apart from the relay's packetizer on purpose: the two must agree through the standard, not through shared code.
"""

from __future__ import annotations

from collections.abc import Iterable

PAYLOAD_SIZE = 1400
_FU_A, _FU_H265 = 28, 49
_START, _END = 0x80, 0x40


def packetize(nals: Iterable[bytes], codec: str) -> list[bytes]:
    """Payloads of one access unit, in sending order."""
    payloads: list[bytes] = []
    for nal in nals:
        if len(nal) <= PAYLOAD_SIZE:
            payloads.append(nal)
        else:
            payloads += _fragments(nal, codec)
    return payloads


def _fragments(nal: bytes, codec: str) -> list[bytes]:
    header_size = 2 if codec == "h265" else 1
    if codec == "h265":
        prefix, kind = bytes(((nal[0] & 0x81) | _FU_H265 << 1, nal[1])), nal[0] >> 1 & 0x3F
    else:
        prefix, kind = bytes(((nal[0] & 0xE0) | _FU_A,)), nal[0] & 0x1F
    body = nal[header_size:]
    room = PAYLOAD_SIZE - header_size - 1
    parts = [body[at : at + room] for at in range(0, len(body), room)]
    last = len(parts) - 1
    return [
        prefix + bytes((kind | (_START if i == 0 else 0) | (_END if i == last else 0),)) + part
        for i, part in enumerate(parts)
    ]
