"""The video track in a camera's description (RFC 8866, RFC 6184 section 8.2.1)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from urllib.parse import urljoin

_STATIC_CODECS = {"26": "jpeg", "31": "h261", "32": "mpeg"}


@dataclass
class VideoTrack:
    payload_type: int
    codec: str = ""
    clock_rate: int = 90_000
    control: str = ""
    parameter_sets: list[bytes] = field(default_factory=list)


def find_video(sdp: str) -> VideoTrack | None:
    """The first video track, or None."""
    track: VideoTrack | None = None
    for line in sdp.splitlines():
        key, _, value = line.strip().partition("=")
        if key == "m":
            if track is not None:
                break
            fields = value.split()
            if len(fields) >= 4 and fields[0] == "video" and fields[3].isdigit():
                track = VideoTrack(int(fields[3]), _STATIC_CODECS.get(fields[3], ""))
        elif key == "a" and track is not None:
            _read_attribute(track, value)
    return track


def control_url(base: str, control: str) -> str:
    """The address for SETUP: absolute as given, or below the base (RFC 2326 appendix C.1.1)."""
    if control in ("", "*"):
        return base
    if "://" in control:
        return control
    if control.startswith("/"):
        return urljoin(base.replace("rtsp", "http", 1), control).replace("http", "rtsp", 1)
    return f"{base.rstrip('/')}/{control}"


def _read_attribute(track: VideoTrack, attribute: str) -> None:
    name, _, value = attribute.partition(":")
    kind, _, rest = value.partition(" ")
    if name == "control":
        track.control = value.strip()
    elif name == "rtpmap" and kind == str(track.payload_type):
        codec, _, rate = rest.strip().partition("/")
        track.codec = codec.lower()
        track.clock_rate = int(rate.partition("/")[0] or 90_000)
    elif name == "fmtp" and kind == str(track.payload_type):
        track.parameter_sets = _parameter_sets(rest)


def _parameter_sets(parameters: str) -> list[bytes]:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "sprop-parameter-sets":
            try:
                return [base64.b64decode(part) for part in value.split(",") if part]
            except binascii.Error:
                return []
    return []
