"""Footage: a file cut into access units that are ready to send."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tools.camera.encode import encode
from tools.camera.packetize import packetize
from vision.cameras.annexb import split_nals

Image = NDArray[np.uint8]
_CODECS = {"h264": "h264", "hevc": "h265"}
_FILTERS = {"h264": "h264_mp4toannexb", "h265": "hevc_mp4toannexb"}
_PARAMETER_SETS = {"h264": (7, 8), "h265": (32, 33, 34)}


@dataclass(frozen=True)
class AccessUnit:
    is_keyframe: bool
    payloads: list[bytes]
    # Presentation minus decoding position, in frames; not constant when the file has B-frames.
    reorder: int


@dataclass(frozen=True)
class Footage:
    codec: str
    fps: float
    access_units: list[AccessUnit]
    parameter_sets: list[bytes]
    source: Path | bytes

    def decode_keyframe(self, index: int) -> Image:
        """The picture of the last keyframe at or before access unit `index`, as RGB."""
        wanted = sum(unit.is_keyframe for unit in self.access_units[: index % len(self.access_units) + 1]) - 1
        with _open(self.source) as container:
            container.streams.video[0].codec_context.skip_frame = "NONKEY"
            frames = container.decode(video=0)
            frame = next(frame for number, frame in enumerate(frames) if number == max(wanted, 0))
            return frame.to_ndarray(format="rgb24").astype(np.uint8)


def load(source: Path | bytes) -> Footage:
    """Read a file (or its bytes) with one H.264 or H.265 track that starts with a keyframe."""
    with _open(source) as container:
        stream = container.streams.video[0]
        codec = _CODECS.get(stream.codec_context.name)
        if codec is None:
            raise ValueError(f"{stream.codec_context.name}: the camera sends only H.264 and H.265")
        to_annexb = av.BitStreamFilterContext(_FILTERS[codec], stream)
        packets = [out for packet in container.demux(stream) if packet.size for out in to_annexb.filter(packet)]
        fps = float(stream.average_rate or 25)
        frame_ticks = max(1, round(1 / (fps * float(stream.time_base or 1))))
    units, sets = [], {}
    for packet in packets:
        nals = list(split_nals(bytes(packet)))
        sets.update({kind: nal for nal in nals if (kind := nal_kind(nal, codec)) in _PARAMETER_SETS[codec]})
        reorder = round(((packet.pts or 0) - (packet.dts or 0)) / frame_ticks)
        units.append(AccessUnit(packet.is_keyframe, packetize(nals, codec), reorder))
    return Footage(codec, fps, units, [sets[kind] for kind in _PARAMETER_SETS[codec]], source)


def nal_kind(nal: bytes, codec: str) -> int:
    return nal[0] >> 1 & 0x3F if codec == "h265" else nal[0] & 0x1F


def still(image: Image, fps: float) -> Footage:
    """Two seconds of one picture: what a frozen or covered camera sends."""
    return load(encode([image] * round(2 * fps), fps=round(fps), gop=round(2 * fps), is_indexed=False))


def black(footage: Footage) -> Footage:
    height, width, _ = footage.decode_keyframe(0).shape
    return still(np.zeros((height, width, 3), np.uint8), footage.fps)


def frozen(footage: Footage, index: int) -> Footage:
    return still(footage.decode_keyframe(index), footage.fps)


def _open(source: Path | bytes) -> av.container.InputContainer:
    return av.open(io.BytesIO(source) if isinstance(source, bytes) else str(source), "r")
