"""What `media` and its blurring process say to each other over two pipes: a JSON header, then bytes."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

_PREFIX = struct.Struct(">II")
PREFIX_SIZE = _PREFIX.size
MAX_HEADER = 64_000
MAX_BODY = 64_000_000

# Codes of refusals; the app has words for them.
NO_DETECTOR = "blur_no_detector"
FAILED = "blur_failed"
NO_PICTURE = "blur_no_picture"


@dataclass(frozen=True)
class Job:
    """`packets`: a keyframe and what follows it, Annex B; the last one is shown. `at`: when that was, epoch seconds."""

    camera_id: int
    at: float
    place: str
    name: str
    timezone: str
    packets: tuple[bytes, ...]

    def encode(self) -> bytes:
        header = {
            "camera_id": self.camera_id,
            "at": self.at,
            "place": self.place,
            "name": self.name,
            "timezone": self.timezone,
            "sizes": [len(packet) for packet in self.packets],
        }
        return encode(header, b"".join(self.packets))

    @classmethod
    def decode(cls, text: bytes, body: bytes) -> Job:
        header = json.loads(text)
        packets, start = [], 0
        for size in header.pop("sizes"):
            packets.append(body[start : start + size])
            start += size
        return cls(**header, packets=tuple(packets))


def encode(header: dict[str, Any], body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return _PREFIX.pack(len(text), len(body)) + text + body


def sizes(prefix: bytes) -> tuple[int, int]:
    """Lengths of header and body. Raises ValueError when that is nonsense."""
    header, body = _PREFIX.unpack(prefix)
    if header > MAX_HEADER or body > MAX_BODY:
        raise ValueError("not a message of ours")
    return header, body
