"""One camera, many viewers: the frames since the last keyframe, so that a newcomer sees a picture at once."""

from __future__ import annotations

import time
from typing import Protocol

from vision.cameras.packet import CLOCK_RATE, EncodedPacket, StreamInfo
from vision.relay.packetize import Frame, packetize

_MASK = 0xFFFFFFFF
# A longer GOP would flood a phone's line; its viewer waits for the next keyframe instead.
_MAX_REPLAY_BYTES = 3_000_000
# A viewer asks again when frames stay away; from a camera that fell silent it would get the past, shown as live.
_SILENT_S = 2.0


class Viewer(Protocol):
    """Must not block: what it cannot send at once it drops, up to the next keyframe."""

    def send(self, frame: Frame) -> None: ...

    def replay(self, frames: list[Frame]) -> None: ...


class StreamHub:
    """Lives on the event loop. Frames are cut into RTP payloads only while someone watches."""

    def __init__(self) -> None:
        self._viewers: set[Viewer] = set()
        self._gop: list[EncodedPacket] = []
        self._frames: list[Frame] = []
        self._info: StreamInfo | None = None
        self._offset: int | None = None
        self._heard_at = float("-inf")

    @property
    def viewer_count(self) -> int:
        return len(self._viewers)

    def start_stream(self, info: StreamInfo) -> None:
        """A new connection counts from another zero; viewers' clocks go on."""
        self._info = info
        self._offset = None
        self._gop, self._frames = [], []

    def add(self, packet: EncodedPacket) -> None:
        self._heard_at = time.monotonic()
        if self._offset is None:
            self._offset = round(packet.at * CLOCK_RATE) - packet.pts
        if packet.is_keyframe:
            self._gop, self._frames = [], []
        self._gop.append(packet)
        if self._viewers:
            self._packetize()
            for viewer in list(self._viewers):
                viewer.send(self._frames[-1])

    def join(self, viewer: Viewer) -> None:
        self._viewers.add(viewer)
        self.replay_to(viewer)

    def leave(self, viewer: Viewer) -> None:
        self._viewers.discard(viewer)

    def replay_to(self, viewer: Viewer) -> None:
        """The current GOP again, for a newcomer or one who lost its reference picture; nothing of a silent camera."""
        if time.monotonic() - self._heard_at > _SILENT_S:
            return
        self._packetize()
        starts_at_keyframe = bool(self._frames) and self._frames[0].is_keyframe
        if starts_at_keyframe and sum(frame.size for frame in self._frames) <= _MAX_REPLAY_BYTES:
            viewer.replay(self._frames)

    def _packetize(self) -> None:
        for packet in self._gop[len(self._frames) :]:
            timestamp = (packet.pts + (self._offset or 0)) & _MASK
            self._frames.append(Frame(packet.is_keyframe, timestamp, packetize(packet.data), len(packet.data)))
