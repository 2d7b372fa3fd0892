"""Fragmented MP4 for Media Source Extensions: muxed once per camera, one fragment per frame, shared by its viewers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import av

from vision.cameras.annexb import SPS, codec_string, nal_type, split_nals
from vision.cameras.packet import EncodedPacket, StreamInfo
from vision.recorder.clip import add_h264_stream, coded_packet

_SLOW_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Fragment:
    is_keyframe: bool
    data: bytes


class MseViewer:
    """What one WebSocket has still to send. A full queue is emptied, and filled again from the next keyframe."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._bytes = 0
        self._is_waiting = True
        self.dropped = 0

    def put(self, fragment: Fragment) -> None:
        if self._bytes > _SLOW_BYTES:
            self._drop_all()
        if self._is_waiting and not fragment.is_keyframe:
            self.dropped += 1
            return
        self._is_waiting = False
        self._add(fragment.data)

    def put_start(self, data: bytes) -> None:
        self._add(data)

    def end(self) -> None:
        """The stream changed or ended: the viewer must begin anew."""
        self._queue.put_nowait(None)

    async def get(self) -> bytes | None:
        """The next bytes, or None at the end."""
        data = await self._queue.get()
        self._bytes -= len(data or b"")
        return data

    def _add(self, data: bytes) -> None:
        self._bytes += len(data)
        self._queue.put_nowait(data)

    def _drop_all(self) -> None:
        self.dropped += self._queue.qsize()
        while not self._queue.empty():
            self._queue.get_nowait()
        self._bytes = 0
        self._is_waiting = True


class _Sink:
    """The muxer writes here; nothing can be sought, so it cannot go back and change what was sent."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


class Fragmenter:
    """Coded packets in, `init` and fragments out. A fragment comes out when the next packet tells its length."""

    def __init__(self, keyframe: EncodedPacket) -> None:
        self._sink = _Sink()
        options = {"movflags": "frag_every_frame+empty_moov+default_base_moof", "flush_packets": "1"}
        self._container = av.open(self._sink, "w", format="mp4", options=options)
        self._stream = add_h264_stream(self._container, keyframe.data)
        self._container.start_encoding()
        self.init = self._sink.take()
        self._first = keyframe.pts
        self._pending: bool | None = None

    def add(self, packet: EncodedPacket) -> Fragment | None:
        self._container.mux_one(coded_packet(packet, packet.pts - self._first, self._stream))
        was_keyframe, self._pending = self._pending, packet.is_keyframe
        data = self._sink.take()
        return Fragment(bool(was_keyframe), data) if data else None

    def close(self) -> None:
        self._container.close()


class MseChannel:
    """One camera's stream for all its MSE viewers; idle while there are none."""

    def __init__(self) -> None:
        self._viewers: set[MseViewer] = set()
        self._info: StreamInfo | None = None
        self._gop: list[EncodedPacket] = []
        self._fragmenter: Fragmenter | None = None
        self._fragments: list[Fragment] = []

    @property
    def viewer_count(self) -> int:
        return len(self._viewers)

    @property
    def mime(self) -> str | None:
        """None until the stream's parameters are known."""
        if self._info is None:
            return None
        sps = next((nal for nal in split_nals(self._info.extradata) if nal_type(nal) == SPS), b"")
        return f'video/mp4; codecs="{codec_string(sps)}"'

    def start_stream(self, info: StreamInfo) -> None:
        self._info = info
        self._gop = []
        self._stop_muxing()
        self.end_all()

    def end_all(self) -> None:
        for viewer in self._viewers:
            viewer.end()

    def add(self, packet: EncodedPacket) -> None:
        if packet.is_keyframe:
            self._gop = []
        self._gop.append(packet)
        if self._fragmenter is not None:
            self._mux(packet)
        elif self._viewers and packet.is_keyframe:
            self._start_muxing()

    def join(self, viewer: MseViewer) -> None:
        self._viewers.add(viewer)
        if self._fragmenter is None:
            self._start_muxing()
        else:
            viewer.put_start(self._fragmenter.init)
            for fragment in self._fragments:
                viewer.put(fragment)

    def leave(self, viewer: MseViewer) -> None:
        self._viewers.discard(viewer)
        if not self._viewers:
            self._stop_muxing()

    def _start_muxing(self) -> None:
        if not self._gop or not self._gop[0].is_keyframe:
            return
        self._fragmenter = Fragmenter(self._gop[0])
        for viewer in self._viewers:
            viewer.put_start(self._fragmenter.init)
        for packet in self._gop:
            self._mux(packet)

    def _mux(self, packet: EncodedPacket) -> None:
        fragment = self._fragmenter.add(packet) if self._fragmenter else None
        if fragment is None:
            return
        if fragment.is_keyframe:
            self._fragments = []
        self._fragments.append(fragment)
        for viewer in self._viewers:
            viewer.put(fragment)

    def _stop_muxing(self) -> None:
        if self._fragmenter is not None:
            self._fragmenter.close()
        self._fragmenter = None
        self._fragments = []
