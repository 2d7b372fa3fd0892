"""H.264 in Annex B form (ITU-T H.264, annex B): NAL units separated by start codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

START_CODE = b"\x00\x00\x00\x01"
IDR, SEI, SPS, PPS, DELIMITER = 5, 6, 7, 8, 9


def nal_type(nal: bytes) -> int:
    return nal[0] & 0x1F


def split_nals(data: bytes) -> Iterator[bytes]:
    """NAL units without start codes; trailing zero bytes belong to the next start code."""
    start = data.find(b"\x00\x00\x01")
    while start >= 0:
        end = data.find(b"\x00\x00\x01", start + 3)
        nal = data[start + 3 : end if end >= 0 else len(data)].rstrip(b"\x00")
        if nal:
            yield nal
        start = end


def join_nals(nals: Iterable[bytes]) -> bytes:
    return b"".join(START_CODE + nal for nal in nals)


def codec_string(sps: bytes) -> str:
    """RFC 6381 name for MSE, such as `avc1.64001f`."""
    return f"avc1.{sps[1:4].hex()}"
