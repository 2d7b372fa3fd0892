"""One camera inside `media`: its connections, and everyone who gets its packets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.catalog.cameras import CameraState
from vision.cameras.address import AddressPolicy
from vision.cameras.connection import CameraConnection
from vision.cameras.health import StreamMeter
from vision.cameras.packet import EncodedPacket, StreamInfo
from vision.cameras.rtsp_transport import Patience
from vision.clock import Clock, iso
from vision.media.config import CameraConfig
from vision.packets.server import PacketServer
from vision.recorder.ring import ClipRing
from vision.relay.server import LiveStream

# Five pictures at 25 a second. Detectors look twice a second and a viewer who joins ends it at once.
_UNWATCHED_GATHER_S = 0.2


@dataclass(frozen=True)
class _OnLoop:
    """Carries a connection's calls from its thread to the event loop: one hop per packet, no locks after it."""

    loop: asyncio.AbstractEventLoop
    state: Callable[[CameraState, str], None]
    stream: Callable[[StreamInfo], None]
    packet: Callable[[EncodedPacket], None]

    def on_state(self, state: CameraState, detail: str) -> None:
        self._call(self.state, state, detail)

    def on_stream(self, info: StreamInfo) -> None:
        self._call(self.stream, info)

    def on_packet(self, packet: EncodedPacket) -> None:
        self._call(self.packet, packet)

    def _call(self, call: Callable[..., None], *arguments: object) -> None:
        try:
            self.loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:
            return  # the loop has closed: the process is ending


class CameraUnit:
    """Lives on the event loop. `on_change` is called when the state that people see has changed."""

    def __init__(
        self,
        config: CameraConfig,
        policy: AddressPolicy,
        packets: PacketServer,
        clock: Clock,
        on_change: Callable[[], None],
    ) -> None:
        self.config = config
        self.ring = ClipRing()
        self.live = LiveStream()
        self.state = CameraState.UNKNOWN
        self.detail = ""
        self.since = clock.time()
        self.last_packet_at: float | None = None
        # When packets were last known to flow; the start counts, so that a camera never seen is missed too.
        self.last_seen_monotonic = clock.monotonic()
        self._clock = clock
        self._packets = packets
        self._on_change = on_change
        self._info: StreamInfo | None = None
        self._meter = StreamMeter()
        self._is_sub_online = False
        self._is_stopped = False
        loop = asyncio.get_running_loop()
        main = _OnLoop(loop, self._main_state, self._main_stream, self._main_packet)
        patience = Patience(gather_s=self._gather_s)
        self._connections = [CameraConnection(f"{config.id} main", config.main, policy, main, patience)]
        if config.sub is not None:
            sub = _OnLoop(loop, self._sub_state, self._sub_stream, self._sub_packet)
            self._connections.append(CameraConnection(f"{config.id} sub", config.sub, policy, sub, patience))

    def start(self) -> None:
        for connection in self._connections:
            connection.start()

    def stop(self) -> None:
        """Nothing is published after this; the threads end by themselves."""
        self._is_stopped = True
        self.live.is_online = False
        self.live.mse.end_all()
        for connection in self._connections:
            connection.stop()

    def report(self) -> dict[str, Any]:
        """As one entry of `POST /api/device/camera-states`."""
        info, measured = self._info, self._meter.measure()
        return {
            "camera_id": self.config.id,
            "state": self.state.value,
            "detail": self.detail,
            "since": iso(self.since),
            "last_frame_at": None if self.last_packet_at is None else iso(self.last_packet_at),
            "width": info.width if info else None,
            "height": info.height if info else None,
            "codec": info.codec if info else None,
            "fps": measured.fps if info else None,
            "gop_s": None if measured.gop_s is None else round(measured.gop_s, 2),
            "bitrate": measured.bitrate if info else None,
        }

    def _gather_s(self) -> float:
        """Called on the connections' threads: with nobody watching, a moment later is soon enough."""
        return 0.0 if self.live.hub.viewer_count or self.live.mse.viewer_count else _UNWATCHED_GATHER_S

    def _main_state(self, state: CameraState, detail: str) -> None:
        if self._is_stopped:
            return
        self.state, self.detail, self.since = state, detail, self._clock.time()
        self.live.is_online = state is CameraState.ONLINE
        self._packets.publish_state(self.config.id, state)
        self._on_change()

    def _main_stream(self, info: StreamInfo) -> None:
        if self._is_stopped:
            return
        self._info = info
        self._meter = StreamMeter()
        self.ring.start_stream(info)
        self.live.hub.start_stream(info)
        self.live.mse.start_stream(info)
        if not self._is_sub_online:
            self._packets.publish_stream(self.config.id, info)

    def _main_packet(self, packet: EncodedPacket) -> None:
        if self._is_stopped:
            return
        self.last_packet_at = packet.at
        self.last_seen_monotonic = self._clock.monotonic()
        self._meter.add(packet.pts, len(packet.data), is_keyframe=packet.is_keyframe)
        self.ring.add(packet)
        self.live.hub.add(packet)
        self.live.mse.add(packet)
        if not self._is_sub_online:
            self._packets.publish_packet(self.config.id, packet)

    def _sub_state(self, state: CameraState, _: str) -> None:
        was_online, self._is_sub_online = self._is_sub_online, state is CameraState.ONLINE
        # While the sub-stream is away the analysis goes on with the main stream.
        if was_online and not self._is_sub_online and self._info is not None and not self._is_stopped:
            self._packets.publish_stream(self.config.id, self._info)

    def _sub_stream(self, info: StreamInfo) -> None:
        if not self._is_stopped:
            self._is_sub_online = True
            self._packets.publish_stream(self.config.id, info)

    def _sub_packet(self, packet: EncodedPacket) -> None:
        if not self._is_stopped:
            self._packets.publish_packet(self.config.id, packet)
