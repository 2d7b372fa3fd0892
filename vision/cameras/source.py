"""One attempt to watch a camera, from address to packets, told as a straight line."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from backend.catalog.cameras import CameraState, StreamTransport
from vision.cameras.address import AddressPolicy, check_url
from vision.cameras.failure import CameraFailure
from vision.cameras.h264_depacketizer import AccessUnit, H264Depacketizer
from vision.cameras.packet import EncodedPacket, StreamInfo
from vision.cameras.picture import picture_size
from vision.cameras.rtp import ReorderBuffer, RtpPacket, TimestampUnwrapper, parse_rtp
from vision.cameras.rtsp_client import RtspClient
from vision.cameras.rtsp_transport import Patience
from vision.cameras.sdp import VideoTrack

PATIENCE = Patience()
_FIRST_KEYFRAME_S = 20.0
_JUMP_TICKS = 10 * 90_000
# One step back can be a hiccup of the camera's clock; two within a connection are B-frames.
_STEPS_BACK = 2


@dataclass(frozen=True)
class StreamAddress:
    url: str
    transport: StreamTransport = StreamTransport.TCP


@dataclass
class _Order:
    """Presentation times: continuous, and refused when they show reordering (B-frames)."""

    unwrapper: TimestampUnwrapper = field(default_factory=TimestampUnwrapper)
    latest: int | None = None
    steps_back: int = 0

    def check(self, timestamp: int) -> int:
        pts = self.unwrapper.unwrap(timestamp)
        step = 0 if self.latest is None else pts - self.latest
        if abs(step) > _JUMP_TICKS:
            raise CameraFailure(CameraState.UNREACHABLE, "the camera's clock jumped; starting over")
        if step < 0:
            self.steps_back += 1
            if self.steps_back >= _STEPS_BACK:
                raise CameraFailure(CameraState.B_FRAMES, "the camera sends B-frames")
        self.latest = max(pts, self.latest or pts)
        return pts


def watch(
    address: StreamAddress, policy: AddressPolicy, patience: Patience = PATIENCE
) -> Generator[StreamInfo | EncodedPacket]:
    """First a StreamInfo, then packets from a keyframe on. Ends only by CameraFailure or by closing the iterator."""
    target = check_url(address.url, policy)
    with RtspClient(target, address.transport) as client:
        track = client.describe()
        depacketizer = H264Depacketizer(track.parameter_sets)
        order, info = _Order(), None
        reorder = ReorderBuffer() if address.transport is StreamTransport.UDP else None
        packets = _packets(client.play(track, patience), track, reorder, patience)
        for unit in _units(packets, depacketizer):
            at = time.time()
            pts = order.check(unit.timestamp)
            data = depacketizer.unit_data(unit)
            if unit.is_keyframe and (info is None or depacketizer.extradata != info.extradata):
                info = _describe(depacketizer.extradata, data)
                yield info
            yield EncodedPacket(data, pts, unit.is_keyframe, at)


def _packets(
    datagrams: Iterator[bytes], track: VideoTrack, reorder: ReorderBuffer | None, patience: Patience
) -> Iterator[RtpPacket]:
    """The track's packets in order. What else the camera sends does not count as a sign of life."""
    heard_at = time.monotonic()
    for data in datagrams:
        packet = parse_rtp(data)
        if packet is not None and packet.payload_type == track.payload_type:
            heard_at = time.monotonic()
            yield from (packet,) if reorder is None else reorder.add(packet)
        elif time.monotonic() - heard_at > patience.silence_s:
            raise CameraFailure(CameraState.SILENT, "the camera sends, but no video")


def _units(packets: Iterator[RtpPacket], depacketizer: H264Depacketizer) -> Iterator[AccessUnit]:
    keyframe_by: float | None = time.monotonic() + _FIRST_KEYFRAME_S
    for packet in packets:
        for unit in depacketizer.add(packet):
            keyframe_by = None
            yield unit
        if keyframe_by is not None and time.monotonic() > keyframe_by:
            raise CameraFailure(CameraState.NO_VIDEO, "the camera sends no keyframes")


def _describe(extradata: bytes, keyframe: bytes) -> StreamInfo:
    size = picture_size(keyframe)
    if size is None:
        raise CameraFailure(CameraState.UNSUPPORTED_CODEC, "the camera's picture cannot be decoded")
    return StreamInfo("h264", size[0], size[1], extradata)
