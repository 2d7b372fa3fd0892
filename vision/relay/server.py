"""The HTTP side of the relay: WHEP, MSE over WebSocket, and a status page for this machine only."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from vision.clock import Clock, SystemClock
from vision.relay.hub import StreamHub
from vision.relay.limits import JoinLimiter
from vision.relay.mse import MseChannel, MseViewer
from vision.relay.tokens import TicketInspector, TicketRefused
from vision.relay.whep import OfferRefused, WhepSessions

log = logging.getLogger(__name__)

_MAX_OFFER_BYTES = 100_000
# Close code of our own: the time on the ticket is used up; a new ticket opens the picture again.
TICKET_USED_UP = 4001
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Expose-Headers": "Location, Retry-After",
    "Access-Control-Max-Age": "600",
}


@dataclass
class LiveStream:
    """One camera as the relay sees it; fed by the media process."""

    is_online: bool = False
    hub: StreamHub = field(default_factory=StreamHub)
    mse: MseChannel = field(default_factory=MseChannel)


Status = Callable[[], Mapping[str, Any]]


def problem(status: int, code: str, **headers: str) -> web.Response:
    body = json.dumps({"type": "about:blank", "title": code.replace("_", " "), "status": status, "code": code})
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.Response(status=status, text=body, content_type="application/problem+json", headers=names)


class Relay:
    """Serves the streams of `streams`, a mapping that the media process keeps up to date."""

    def __init__(
        self,
        streams: Mapping[int, LiveStream],
        inspector: TicketInspector,
        *,
        joins_per_s: float,
        viewer_max_s: float,
        status: Status = dict,
        clock: Clock | None = None,
    ) -> None:
        self._streams = streams
        self._inspector = inspector
        self._limiter = JoinLimiter(clock or SystemClock(), joins_per_s)
        self._viewer_max_s = viewer_max_s
        self._status = status
        self.whep = WhepSessions(viewer_max_s)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=_MAX_OFFER_BYTES, middlewares=[_with_cors])
        app.router.add_post(r"/whep/{camera:\d{1,9}}", self._open)
        app.router.add_delete("/whep/sessions/{session}", self._close)
        app.router.add_get(r"/mse/{camera:\d{1,9}}", self._mse)
        app.router.add_get("/status", self._show_status)
        app.on_shutdown.append(self._shut_down)
        return app

    async def _open(self, request: web.Request) -> web.Response:
        stream = self._admit(request, _bearer(request))
        if isinstance(stream, web.Response):
            return stream
        if request.content_type != "application/sdp":
            return problem(415, "offer_must_be_sdp")
        camera_id = int(request.match_info["camera"])
        try:
            session_id, answer = await self.whep.open(camera_id, stream.hub, await request.text())
        except (OfferRefused, UnicodeDecodeError) as error:
            return problem(406, str(error) if isinstance(error, OfferRefused) else "offer_unusable")
        headers = {"Location": f"/whep/sessions/{session_id}"}
        return web.Response(status=201, text=answer, content_type="application/sdp", headers=headers)

    async def _close(self, request: web.Request) -> web.Response:
        if not await self.whep.close(request.match_info["session"]):
            return problem(404, "no_such_session")
        return web.Response(status=204)

    async def _mse(self, request: web.Request) -> web.StreamResponse:
        stream = self._admit(request, request.query.get("token", ""))
        if isinstance(stream, web.Response):
            return stream
        mime = stream.mse.mime
        socket = web.WebSocketResponse(heartbeat=15.0)
        if mime is None or not socket.can_prepare(request):
            return problem(400, "websocket_expected")
        await socket.prepare(request)
        await socket.send_json({"mime": mime})
        viewer = MseViewer()
        stream.mse.join(viewer)
        try:
            await self._show(socket, viewer)
        finally:
            stream.mse.leave(viewer)
        return socket

    async def _show(self, socket: web.WebSocketResponse, viewer: MseViewer) -> None:
        """Send until the viewer goes, the stream changes or the time is used up."""
        sending = asyncio.create_task(_send_all(socket, viewer))
        listening = asyncio.create_task(_listen(socket))
        both = {sending, listening}
        try:
            done, _ = await asyncio.wait(both, timeout=self._viewer_max_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
        code = WSCloseCode.GOING_AWAY if done else TICKET_USED_UP
        with contextlib.suppress(ConnectionError, RuntimeError):
            await asyncio.wait_for(socket.close(code=code), 5)

    async def _show_status(self, request: web.Request) -> web.Response:
        if not _is_local(request):
            return problem(404, "not_found")
        viewers = {
            str(camera_id): {"whep": stream.hub.viewer_count, "mse": stream.mse.viewer_count}
            for camera_id, stream in self._streams.items()
        }
        count = sum(sum(kinds.values()) for kinds in viewers.values())
        body = {"viewers": count, "viewers_by_camera": viewers, "process_cpu_s": time.process_time()}
        return web.json_response({**body, **self._status()})

    def _admit(self, request: web.Request, token: str) -> LiveStream | web.Response:
        """The stream this ticket opens, or the answer that says why not."""
        camera_id = int(request.match_info["camera"])
        try:
            self._inspector.check(token, camera_id)
        except TicketRefused as refusal:
            return problem(refusal.status, refusal.code)
        stream = self._streams.get(camera_id)
        if stream is None:
            return problem(404, "no_such_camera")
        if not stream.is_online:
            return problem(404, "camera_not_online")
        if not self._limiter.admit():
            return problem(429, "too_many_joins", Retry_After="1")
        return stream

    async def _shut_down(self, _: web.Application) -> None:
        await self.whep.close_all()
        for stream in self._streams.values():
            stream.mse.end_all()


@web.middleware
async def _with_cors(request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
    """Tickets travel in the request, never in cookies, so any page may ask."""
    if request.method == "OPTIONS":
        return web.Response(status=204, headers=_CORS)
    try:
        response: web.StreamResponse = await handler(request)
    except web.HTTPException as error:
        response = problem(error.status, "request_refused")
    if not response.prepared:
        response.headers.update(_CORS)
    return response


async def _send_all(socket: web.WebSocketResponse, viewer: MseViewer) -> None:
    with contextlib.suppress(ConnectionError):
        while (data := await viewer.get()) is not None:
            await socket.send_bytes(data)


async def _listen(socket: web.WebSocketResponse) -> None:
    async for message in socket:
        if message.type is WSMsgType.ERROR:
            return


def _bearer(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _is_local(request: web.Request) -> bool:
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
