"""From an encoded keyframe to a picture."""

from __future__ import annotations

import av
import cv2
from av.video.frame import VideoFrame

_STILL_WIDTH = 1280
_QUALITY = 85


def decode_keyframe(data: bytes) -> VideoFrame | None:
    """The picture of one keyframe in Annex B form; None when it does not decode."""
    codec = av.CodecContext.create("h264", "r")
    codec.thread_count = 1
    try:
        frames = [*codec.decode(av.Packet(data)), *codec.decode(None)]
    except av.FFmpegError:
        return None
    return frames[0] if frames and isinstance(frames[0], VideoFrame) else None


def picture_size(data: bytes) -> tuple[int, int] | None:
    frame = decode_keyframe(data)
    return (frame.width, frame.height) if frame else None


def still_jpeg(data: bytes, max_width: int = _STILL_WIDTH) -> bytes | None:
    """A keyframe as JPEG, at most `max_width` pixels wide."""
    frame = decode_keyframe(data)
    if frame is None:
        return None
    width = min(frame.width, max_width)
    height = round(frame.height * width / frame.width)
    # Scaled before it becomes RGB, and on this thread: otherwise these two cost more than the decoding.
    scaled = frame.reformat(width=width, height=height, format="bgr24", interpolation="AREA", threads=1)
    is_encoded, jpeg = cv2.imencode(".jpg", scaled.to_ndarray(), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return jpeg.tobytes() if is_encoded else None
