"""One attempt to watch a camera, from address to packets, told as a straight line."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from backend.catalog.cameras import CameraState, StreamTransport
from vision.cameras.address import AddressPolicy, check_url
from vision.cameras.failure import CameraFailure
from vision.cameras.h264_depacketizer import AccessUnit, H264Depacketizer
from vision.cameras.packet import CLOCK_RATE, EncodedPacket, StreamInfo
from vision.cameras.picture import picture_size
from vision.cameras.rtp import ReorderBuffer, TimestampUnwrapper, parse_rtp
from vision.cameras.rtsp_client import RtspClient
from vision.cameras.rtsp_transport import Patience

PATIENCE = Patience()
_FIRST_KEYFRAME_S = 20.0
_JUMP_TICKS = 10 * CLOCK_RATE
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


@dataclass(frozen=True)
class _Reading:
    """From datagrams of one track to its pictures; without a buffer for reordering they come in order."""

    payload_type: int
    depacketizer: H264Depacketizer
    reorder: ReorderBuffer | None

    def take(self, batch: list[bytes]) -> tuple[bool, list[AccessUnit]]:
        """Whether anything of the track was in it, and the pictures it completed."""
        is_heard, units = False, []
        for datagram in batch:
            if self.reorder is None and self.depacketizer.skim(datagram):
                is_heard = True
                continue
            packet = parse_rtp(datagram)
            if packet is None or packet.payload_type != self.payload_type:
                continue
            is_heard = True
            for ordered in (packet,) if self.reorder is None else self.reorder.add(packet):
                units += self.depacketizer.add(ordered)
        return is_heard, units


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
        reading = _Reading(track.payload_type, depacketizer, reorder)
        for units in _units(client.play(track, patience), reading, patience):
            now = time.time()  # of the last one; those before it are older by what the camera's clock says
            times = [order.check(unit.timestamp) for unit in units]
            for unit, pts in zip(units, times, strict=True):
                data = depacketizer.unit_data(unit)
                if unit.is_keyframe and (info is None or depacketizer.extradata != info.extradata):
                    info = _describe(depacketizer.extradata, data)
                    yield info
                yield EncodedPacket(data, pts, unit.is_keyframe, now - (times[-1] - pts) / CLOCK_RATE)


def _units(batches: Iterator[list[bytes]], reading: _Reading, patience: Patience) -> Iterator[list[AccessUnit]]:
    """The pictures in what arrives together. What else the camera sends does not count as a sign of life."""
    heard_at = begun_at = time.monotonic()
    has_keyframe = False
    for batch in batches:
        is_heard, units = reading.take(batch)
        if units:
            has_keyframe = True
            yield units
        now = time.monotonic()
        if is_heard:
            heard_at = now
        elif now - heard_at > patience.silence_s:
            raise CameraFailure(CameraState.SILENT, "the camera sends, but no video")
        if not has_keyframe and now - begun_at > _FIRST_KEYFRAME_S:
            raise CameraFailure(CameraState.NO_VIDEO, "the camera sends no keyframes")


def _describe(extradata: bytes, keyframe: bytes) -> StreamInfo:
    size = picture_size(keyframe)
    if size is None:
        raise CameraFailure(CameraState.UNSUPPORTED_CODEC, "the camera's picture cannot be decoded")
    return StreamInfo("h264", size[0], size[1], extradata)
