"""A cut of packets as an MP4 file that any phone plays: the same coded frames in another wrapper."""

from __future__ import annotations

import io

import av
from av.stream import Stream

from vision.cameras.packet import TIME_BASE, EncodedPacket
from vision.recorder.ring import Cut

# Room for the index in front of the media: its fixed part, and what each frame adds to its tables.
_INDEX_BYTES, _INDEX_BYTES_PER_FRAME = 4096, 32


def mux_clip(cut: Cut) -> bytes:
    """MP4 with the index in front, so that it starts playing before it is loaded."""
    buffer = io.BytesIO()
    index_size = _INDEX_BYTES + _INDEX_BYTES_PER_FRAME * len(cut.packets)
    with av.open(buffer, "w", format="mp4", options={"moov_size": str(index_size)}) as container:
        stream = add_h264_stream(container, cut.packets[0].data)
        first = cut.packets[0].pts
        for packet in cut.packets:
            container.mux_one(coded_packet(packet, packet.pts - first, stream))
    return buffer.getvalue()


def add_h264_stream(container: av.container.OutputContainer, keyframe: bytes) -> av.VideoStream:
    """A stream for coded packets; its parameters are read from a keyframe with SPS and PPS."""
    with av.open(io.BytesIO(keyframe), "r", format="h264") as probe:
        stream = container.add_stream_from_template(probe.streams.video[0])
    stream.time_base = TIME_BASE
    return stream


def coded_packet(packet: EncodedPacket, pts: int, stream: av.VideoStream) -> av.Packet[Stream]:
    """A copy for one muxer: muxing changes a packet in place."""
    copy = av.Packet(packet.data)
    copy.pts = copy.dts = pts
    copy.time_base = TIME_BASE
    copy.is_keyframe = packet.is_keyframe
    copy.stream = stream
    return copy
