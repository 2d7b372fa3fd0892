"""One message: 4 bytes big-endian length, a JSON header of that length, then `header["size"]` bytes of payload."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

from backend.catalog.cameras import CameraState

Header = dict[str, Any]
LENGTH = struct.Struct("!I")
MAX_HEADER_BYTES = 65_536
MAX_PAYLOAD_BYTES = 128_000_000
# Made once: `json.dumps` with separators makes an encoder for every call.
_to_json = json.JSONEncoder(separators=(",", ":")).encode


class WireError(Exception):
    """The other end does not speak this protocol."""


def encode(header: Header, payload: bytes = b"") -> bytes:
    text = _to_json({**header, "size": len(payload)}).encode()
    return LENGTH.pack(len(text)) + text + payload


def decode_length(data: bytes) -> int:
    length: int = LENGTH.unpack(data)[0]
    if length > MAX_HEADER_BYTES:
        raise WireError("header too long")
    return length


def decode_header(data: bytes) -> Header:
    try:
        header = json.loads(data)
    except ValueError as error:
        raise WireError("header is not JSON") from error
    if not isinstance(header, dict):
        raise WireError("header is not an object")
    size = header.setdefault("size", 0)
    if not isinstance(size, int) or not 0 <= size <= MAX_PAYLOAD_BYTES:
        raise WireError("payload too long")
    return header


@dataclass(frozen=True, slots=True)
class StreamStarted:
    """A camera's stream begins or changes. `extradata`: SPS and PPS, Annex B. The next packet is a keyframe."""

    camera_id: int
    codec: str
    width: int
    height: int
    extradata: bytes


@dataclass(frozen=True, slots=True)
class PacketArrived:
    """One coded frame, Annex B; `at` epoch seconds; `pts` in `time_base` units; no reordering."""

    camera_id: int
    data: bytes
    pts: int
    time_base: tuple[int, int]
    is_keyframe: bool
    at: float


@dataclass(frozen=True, slots=True)
class StateChanged:
    camera_id: int
    state: CameraState


@dataclass(frozen=True, slots=True)
class ClipReady:
    """`start_at` epoch seconds: the keyframe at or before the wished start."""

    request_id: str
    start_at: float
    duration_s: float
    mp4: bytes


@dataclass(frozen=True, slots=True)
class ClipFailed:
    request_id: str
    error: str


@dataclass(frozen=True, slots=True)
class LeaseGranted:
    """The cameras that this reader, and nobody else, analyses from now on."""

    cameras: frozenset[int]


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The line to `media` broke: answers to open clip requests will not come. It is being built again."""


Message = StreamStarted | PacketArrived | StateChanged | LeaseGranted | ClipReady | ClipFailed | Disconnected


def to_message(header: Header, payload: bytes) -> Message | None:
    """None for an operation this version does not know."""
    try:
        return _to_message(header, payload)
    except (KeyError, TypeError, ValueError) as error:
        raise WireError(f"malformed {header.get('op')}") from error


def _to_message(header: Header, payload: bytes) -> Message | None:
    match header.get("op"):
        case "packet":
            numerator, denominator = header["time_base"]
            return PacketArrived(
                header["camera"], payload, header["pts"], (numerator, denominator), header["key"], header["at"]
            )
        case "stream":
            return StreamStarted(header["camera"], header["codec"], header["width"], header["height"], payload)
        case "state":
            return StateChanged(header["camera"], CameraState(header["state"]))
        case "lease":
            return LeaseGranted(frozenset(int(camera) for camera in header["cameras"]))
        case "clip" if "error" in header:
            return ClipFailed(header["id"], header["error"])
        case "clip":
            return ClipReady(header["id"], header["start"], header["duration"], payload)
    return None
