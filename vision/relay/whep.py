"""WebRTC-HTTP egress (WHEP): an offer in, an answer out, then RTP straight from the hub."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCRtpTransceiver, RTCSessionDescription

from vision.relay.aiortc_internals import IdleTrack, RtpViewer, has_h264
from vision.relay.hub import StreamHub

log = logging.getLogger(__name__)

_CONNECT_WITHIN_S = 15.0
# A viewer that loses much asks again and again; a GOP each second is as much as helps.
_REPLAY_EVERY_S = 1.0


class OfferRefused(Exception):  # noqa: N818 - an answer to a viewer
    """The offer cannot be served: no H.264 in it, or it is not an offer at all."""


@dataclass(eq=False)
class _Session:
    camera_id: int
    hub: StreamHub
    peer: RTCPeerConnection
    transceiver: RTCRtpTransceiver
    viewer: RtpViewer | None = None
    replayed_at: float = 0.0
    timer: asyncio.TimerHandle | None = None
    on_closed: Callable[[], None] | None = None


@dataclass
class WhepSessions:
    """All WebRTC viewers of this process. `max_s`: after that long a viewer needs a new ticket."""

    max_s: float
    _sessions: dict[str, _Session] = field(default_factory=dict)
    _tasks: set[asyncio.Task[bool]] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self._sessions)

    async def open(self, camera_id: int, hub: StreamHub, offer: str) -> tuple[str, str]:
        """Answer an SDP offer: session id and SDP answer. Raises OfferRefused."""
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        try:
            transceiver, answer = await _negotiate(peer, offer)
        except BaseException:
            await peer.close()
            raise
        session_id = secrets.token_urlsafe(24)
        session = self._sessions[session_id] = _Session(camera_id, hub, peer, transceiver)
        peer.on("connectionstatechange", lambda: self._changed(session_id, session))
        self._close_after(session_id, session, _CONNECT_WITHIN_S)
        return session_id, answer

    async def close(self, session_id: str) -> bool:
        """Whether there was such a session."""
        session = self._sessions.pop(session_id, None)
        if session is None:
            return False
        if session.timer:
            session.timer.cancel()
        if session.on_closed:
            session.on_closed()
        if session.viewer:
            session.hub.leave(session.viewer)
        await session.peer.close()
        return True

    def when_closed(self, session_id: str, call: Callable[[], None]) -> None:
        self._sessions[session_id].on_closed = call

    async def close_camera(self, camera_id: int) -> None:
        await self._close_all([key for key, session in self._sessions.items() if session.camera_id == camera_id])

    async def close_all(self) -> None:
        await self._close_all(list(self._sessions))

    async def _close_all(self, session_ids: list[str]) -> None:
        await asyncio.gather(*(self.close(session_id) for session_id in session_ids))

    def _changed(self, session_id: str, session: _Session) -> None:
        state = session.peer.connectionState
        if state == "connected" and session.viewer is None:
            session.viewer = RtpViewer(session.transceiver, lambda: self._replay(session))
            session.hub.join(session.viewer)
            self._close_after(session_id, session, self.max_s)
        elif state in ("failed", "closed", "disconnected"):
            self.close_soon(session_id)

    def _replay(self, session: _Session) -> None:
        now = time.monotonic()
        if session.viewer is not None and now - session.replayed_at >= _REPLAY_EVERY_S:
            session.replayed_at = now
            session.hub.replay_to(session.viewer)

    def _close_after(self, session_id: str, session: _Session, seconds: float) -> None:
        if session.timer:
            session.timer.cancel()
        session.timer = asyncio.get_running_loop().call_later(seconds, self.close_soon, session_id)

    def close_soon(self, session_id: str) -> None:
        task = asyncio.get_running_loop().create_task(self.close(session_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _negotiate(peer: RTCPeerConnection, offer: str) -> tuple[RTCRtpTransceiver, str]:
    # The codec must be chosen before the offer is applied: afterwards it no longer changes the answer.
    transceiver = peer.addTransceiver(IdleTrack(), direction="sendonly")
    codecs = RTCRtpSender.getCapabilities("video").codecs
    transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType in ("video/H264", "video/rtx")])
    try:
        await peer.setRemoteDescription(RTCSessionDescription(_usable(offer), "offer"))
        if not has_h264(transceiver):
            raise OfferRefused("no_h264")
        await peer.setLocalDescription(await peer.createAnswer())
    except OfferRefused:
        raise
    except Exception as error:  # aiortc answers a bad offer with almost any exception
        raise OfferRefused("offer_unusable") from error
    return transceiver, peer.localDescription.sdp


def _usable(offer: str) -> str:
    """Without mDNS candidates: nobody here resolves them, and the peer's real address shows itself anyway."""
    lines = [line for line in offer.splitlines() if not (line.startswith("a=candidate:") and ".local " in line)]
    return "\r\n".join(lines) + "\r\n"
