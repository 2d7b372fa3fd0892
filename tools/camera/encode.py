"""Make footage: encode pictures and burn the frame index into them, so that latency is read from the picture."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, cast

import av
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
INDEX_BITS = 16
_BLOCK = 16
_ENCODERS = {"h264": "libx264", "h265": "libx265"}


def burn_index(image: Image, index: int) -> None:
    """Draw `index` into the upper left corner in place: one 16-pixel block per bit, most significant first."""
    for bit in range(INDEX_BITS):
        is_set = index >> (INDEX_BITS - 1 - bit) & 1
        image[:_BLOCK, bit * _BLOCK : (bit + 1) * _BLOCK] = 235 if is_set else 16


def read_index(image: Image) -> int:
    """The index that `burn_index` drew; works on grey and on colour pictures."""
    index = 0
    for bit in range(INDEX_BITS):
        block = image[4 : _BLOCK - 4, bit * _BLOCK + 4 : (bit + 1) * _BLOCK - 4]
        index = index << 1 | int(block.mean() > 128)
    return index


def encode(
    images: Iterable[Image],
    *,
    fps: int = 25,
    gop: int = 50,
    codec: str = "h264",
    b_frames: int = 0,
    bitrate: int = 2_000_000,
    is_indexed: bool = True,
    preset: str = "veryfast",
) -> bytes:
    """An MP4 file of RGB pictures of one size, as a camera would encode it (no B-frames unless asked for)."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream: av.VideoStream | None = None
        for index, image in enumerate(images):
            if stream is None:
                options = _options(codec, gop, b_frames, preset)
                stream = cast(av.VideoStream, container.add_stream(_ENCODERS[codec], rate=fps, options=options))
                stream.height, stream.width = image.shape[:2]
                stream.bit_rate, stream.pix_fmt = bitrate, "yuv420p"
            picture = image.copy()
            if is_indexed:
                burn_index(picture, index)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(cast(Any, picture), format="rgb24")))
        if stream is None:
            raise ValueError("no pictures to encode")
        container.mux(stream.encode(None))
    return buffer.getvalue()


def _options(codec: str, gop: int, b_frames: int, preset: str) -> dict[str, str]:
    if codec == "h265":
        return {"preset": "ultrafast", "x265-params": f"keyint={gop}:bframes={b_frames}:log-level=none:pools=1"}
    shape = f"keyint={gop}:min-keyint={gop}:scenecut=0:bframes={b_frames}:threads=1"
    return {"preset": preset, "x264-params": shape, **({} if b_frames else {"tune": "zerolatency"})}
