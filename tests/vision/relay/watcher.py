"""A WHEP client of another make: aiortc's own receiver, which decodes what comes."""

from __future__ import annotations

import asyncio
import contextlib

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av.video.frame import VideoFrame

from tests.vision.relay.studio import CAMERA, Studio
from tools.camera.encode import read_index


class Watcher:
    """`await watcher.join(studio)`; the burnt-in numbers of the decoded frames grow in `seen`."""

    def __init__(self, codec: str = "video/H264") -> None:
        self.seen: list[int] = []
        self.location = ""
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        transceiver = self.peer.addTransceiver("video", direction="recvonly")
        capabilities = RTCRtpReceiver.getCapabilities("video")
        assert capabilities is not None
        transceiver.setCodecPreferences([c for c in capabilities.codecs if c.mimeType in (codec, "video/rtx")])
        self.receiver = transceiver.receiver
        self._reading: asyncio.Task[None] | None = None
        self.peer.on("track", self._start)

    async def offer(self) -> str:
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return str(self.peer.localDescription.sdp)

    async def join(self, at: Studio, camera: int = CAMERA, ticket: str | None = None) -> int:
        """The status of the answer."""
        headers = at.headers(ticket)
        async with at.http.post(f"{at.url}/whep/{camera}", data=await self.offer(), headers=headers) as answer:
            if answer.status == 201:
                self.location = answer.headers["Location"]
                await self.peer.setRemoteDescription(RTCSessionDescription(await answer.text(), "answer"))
            return answer.status

    async def close(self) -> None:
        if self._reading:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading
        await self.peer.close()

    def _start(self, track: MediaStreamTrack) -> None:
        self._reading = asyncio.create_task(self._read(track))

    async def _read(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                assert isinstance(frame, VideoFrame)
                self.seen.append(read_index(frame.to_ndarray(format="gray").astype(np.uint8)))


def steps(seen: list[int], frames: int = 50) -> set[int]:
    """The distances between neighbouring frames; {1} when none is missing."""
    return {(after - before) % frames for before, after in zip(seen, seen[1:], strict=False)}
