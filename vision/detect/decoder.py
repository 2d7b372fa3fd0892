"""Turns the packets of one camera into the one frame that is worth analysing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from fractions import Fraction

import av
import numpy as np
from av.codec.context import Flags
from av.error import FFmpegError

from vision.packets.wire import PacketArrived
from vision.types import Frame

log = logging.getLogger(__name__)


class Decoder:
    """H.264 only. A packet that cannot be decoded costs the frames up to the next keyframe, not the process."""

    def __init__(self, camera_id: int) -> None:
        self._camera_id = camera_id
        self._codec = _open_codec()
        self._is_broken = False

    def decode(self, packets: Sequence[PacketArrived]) -> Frame | None:
        """The frame of the last keyframe among `packets`, or else of the last packet; None when there is none.

        Keyframes are preferred because only they show whether a picture is frozen. All packets are decoded, since later
        ones refer to them, but only the chosen frame is converted.
        """
        chosen: tuple[av.VideoFrame, PacketArrived] | None = None
        for packet in packets:
            frame = self._decode_one(packet)
            if frame is not None and (packet.is_keyframe or chosen is None or not chosen[1].is_keyframe):
                chosen = frame, packet
        if chosen is None:
            return None
        frame, packet = chosen
        # On this thread: helpers would take their time from the other cameras, and more of it in all.
        image = np.asarray(frame.reformat(format="bgr24", threads=1).to_ndarray(), np.uint8)
        return Frame(self._camera_id, packet.at, image, packet.is_keyframe)

    def _decode_one(self, packet: PacketArrived) -> av.VideoFrame | None:
        if self._is_broken and not packet.is_keyframe:
            return None
        coded = av.Packet(packet.data)
        coded.pts = coded.dts = packet.pts
        coded.time_base = Fraction(*packet.time_base)
        try:
            frames = self._codec.decode(coded)
        except FFmpegError as error:
            if not self._is_broken:
                log.warning("camera %d: a packet cannot be decoded: %s", self._camera_id, error)
            self._is_broken = True
            self._codec = _open_codec()
            return None
        self._is_broken = False
        return frames[-1] if frames else None


def _open_codec() -> av.VideoCodecContext:
    codec = av.CodecContext.create("h264", "r")
    if not isinstance(codec, av.VideoCodecContext):
        raise TypeError("h264 is not a video codec here")
    # One thread and low delay: every packet gives its frame at once, and cameras share the cores fairly.
    codec.thread_count = 1
    codec.flags |= Flags.low_delay
    return codec
