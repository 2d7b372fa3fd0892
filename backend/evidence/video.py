"""Checks that bytes are an MP4 file and nothing else: its boxes must follow one another to the last byte."""

from __future__ import annotations

from backend.core.errors import InvalidError

MAX_BYTES = 25 * 1024 * 1024
_MAX_BOXES = 10_000
_KNOWN = frozenset(
    b"ftyp styp moov mdat moof mfra free skip wide sidx ssix emsg prft uuid meta pdin udta".split()  # ISO 14496-12
)


def check_mp4(data: bytes) -> None:
    """Raise InvalidError unless `data` is a complete MP4 with a header and media."""
    if len(data) > MAX_BYTES:
        raise InvalidError("video_too_large")
    seen: list[bytes] = []
    at = 0
    while at < len(data):
        kind, size = _box(data, at)
        if kind not in _KNOWN or len(seen) >= _MAX_BOXES:
            raise InvalidError("video_unreadable")
        seen.append(kind)
        at += size
    if not seen or seen[0] != b"ftyp" or b"moov" not in seen or b"mdat" not in seen:
        raise InvalidError("video_unreadable")


def _box(data: bytes, at: int) -> tuple[bytes, int]:
    """Type and size of the box at `at`; raises InvalidError when it does not fit into the file."""
    header, size = 8, int.from_bytes(data[at : at + 4])
    if size == 1:
        header, size = 16, int.from_bytes(data[at + 8 : at + 16])
    elif size == 0:
        size = len(data) - at  # "to the end of the file"
    if size < header or at + size > len(data):
        raise InvalidError("video_unreadable")
    return data[at + 4 : at + 8], size
