"""Small pictures and a small film, made when asked for."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def jpeg(width: int = 320, height: int = 240, colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def png(width: int, height: int) -> bytes:
    """A black one-bit PNG of any size; tiny as a file, however many pixels it claims."""
    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def mp4(payload: bytes = b"\0" * 64) -> bytes:
    """Boxes in the right order; it plays nothing."""
    return _box(b"ftyp", b"isom\0\0\2\0isomiso2") + _box(b"moov", b"") + _box(b"mdat", payload)


def _box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + kind + data
