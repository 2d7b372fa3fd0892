"""The HTTP side of the relay: WHEP, MSE and blurred pictures over WebSocket, and a status page for this machine."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from vision.blur import wire
from vision.blur.streams import BlurredViewer
from vision.clock import Clock, SystemClock
from vision.relay.blurred import Blurring, send_blurred
from vision.relay.hub import StreamHub
from vision.relay.limits import JoinLimiter
from vision.relay.mse import MseChannel, MseViewer
from vision.relay.tokens import Ticket, TicketInspector, TicketRefused
from vision.relay.views import RunningViews
from vision.relay.whep import OfferRefused, WhepSessions

log = logging.getLogger(__name__)

_MAX_OFFER_BYTES = 100_000
# Close code of our own: the time on the ticket is used up; a new ticket opens the picture again.
TICKET_USED_UP = 4001
# Close codes that the app reads as HTTP statuses: 4000 + status.
_REFUSED = 4000
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
        blurring: Blurring | None = None,
    ) -> None:
        self._streams = streams
        self._inspector = inspector
        clock = clock or SystemClock()
        self._limiter = JoinLimiter(clock, joins_per_s)
        self._blurring = blurring
        self.views = RunningViews(viewer_max_s, clock.time)
        self._status = status
        self.whep = WhepSessions(viewer_max_s)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=_MAX_OFFER_BYTES, middlewares=[_with_cors])
        app.router.add_post(r"/whep/{camera:\d{1,9}}", self._open)
        app.router.add_delete("/whep/sessions/{session}", self._close)
        app.router.add_get(r"/mse/{camera:\d{1,9}}", self._mse)
        app.router.add_get(r"/blurred/{camera:\d{1,9}}", self._blurred)
        app.router.add_get("/status", self._show_status)
        app.on_shutdown.append(self._shut_down)
        return app

    async def _open(self, request: web.Request) -> web.Response:
        admitted = self._admit(request, _bearer(request))
        if isinstance(admitted, web.Response):
            return admitted
        ticket, stream = admitted
        if request.content_type != "application/sdp":
            return problem(415, "offer_must_be_sdp")
        camera_id = int(request.match_info["camera"])
        try:
            session_id, answer = await self.whep.open(camera_id, stream.hub, await request.text())
        except (OfferRefused, UnicodeDecodeError) as error:
            return problem(406, str(error) if isinstance(error, OfferRefused) else "offer_unusable")
        view = self.views.add(ticket, lambda: self.whep.close_soon(session_id))
        self.whep.when_closed(session_id, lambda: self.views.remove(view))
        headers = {"Location": f"/whep/sessions/{session_id}"}
        return web.Response(status=201, text=answer, content_type="application/sdp", headers=headers)

    async def _close(self, request: web.Request) -> web.Response:
        if not await self.whep.close(request.match_info["session"]):
            return problem(404, "no_such_session")
        return web.Response(status=204)

    async def _mse(self, request: web.Request) -> web.StreamResponse:
        admitted = self._admit(request, request.query.get("token", ""))
        if isinstance(admitted, web.Response):
            return admitted
        ticket, stream = admitted
        mime = stream.mse.mime
        socket = web.WebSocketResponse(heartbeat=15.0)
        if mime is None or not socket.can_prepare(request):
            return problem(400, "websocket_expected")
        await socket.prepare(request)
        await socket.send_json({"mime": mime})
        viewer = MseViewer()
        stream.mse.join(viewer)
        try:
            await self._show(socket, ticket, _send_all(socket, viewer))
        finally:
            stream.mse.leave(viewer)
        return socket

    async def _blurred(self, request: web.Request) -> web.StreamResponse:
        admitted = self._admit(request, request.query.get("token", ""), is_blurred=True)
        socket = web.WebSocketResponse(heartbeat=15.0)
        if not socket.can_prepare(request):
            return admitted if isinstance(admitted, web.Response) else problem(400, "websocket_expected")
        await socket.prepare(request)
        if isinstance(admitted, web.Response) or self._blurring is None:
            # A page cannot read why a handshake was refused, so it is told on the open socket.
            refusal = admitted if isinstance(admitted, web.Response) else problem(503, wire.NO_DETECTOR)
            await socket.send_json({"code": json.loads(refusal.text or "{}")["code"]})
            await socket.close(code=_REFUSED + refusal.status)
            return socket
        camera_id, viewer = int(request.match_info["camera"]), BlurredViewer()
        self._blurring.join(camera_id, viewer)
        try:
            await self._show(socket, admitted[0], send_blurred(socket, viewer))
        finally:
            self._blurring.leave(camera_id, viewer)
        return socket

    async def _show(self, socket: web.WebSocketResponse, ticket: Ticket, send: Coroutine[Any, Any, None]) -> None:
        """Send until the viewer goes, the stream changes, the time is used up or the right to watch ends."""
        ended = asyncio.Event()
        view = self.views.add(ticket, ended.set)
        tasks = {asyncio.create_task(send), asyncio.create_task(_listen(socket)), asyncio.create_task(ended.wait())}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.views.remove(view)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        code = TICKET_USED_UP if ended.is_set() else WSCloseCode.GOING_AWAY
        with contextlib.suppress(ConnectionError, RuntimeError):
            await asyncio.wait_for(socket.close(code=code), 5)

    async def _show_status(self, request: web.Request) -> web.Response:
        if not _is_local(request):
            return problem(404, "not_found")
        viewers = {
            str(camera_id): {
                "whep": stream.hub.viewer_count,
                "mse": stream.mse.viewer_count,
                **self._blurred_of(camera_id),
            }
            for camera_id, stream in self._streams.items()
        }
        count = sum(sum(kinds.values()) for kinds in viewers.values())
        body = {"viewers": count, "viewers_by_camera": viewers, "process_cpu_s": time.process_time()}
        return web.json_response({**body, **self._status()})

    def _blurred_of(self, camera_id: int) -> dict[str, int]:
        return {} if self._blurring is None else {"blurred": self._blurring.viewer_count(camera_id)}

    def _admit(
        self, request: web.Request, token: str, *, is_blurred: bool = False
    ) -> tuple[Ticket, LiveStream] | web.Response:
        """The ticket and the stream it opens, or the answer that says why not."""
        camera_id = int(request.match_info["camera"])
        try:
            ticket = self._inspector.check(token, camera_id, is_blurred=is_blurred)
        except TicketRefused as refusal:
            return problem(refusal.status, refusal.code)
        stream = self._streams.get(camera_id)
        if stream is None:
            return problem(404, "no_such_camera")
        if not stream.is_online:
            return problem(404, "camera_not_online")
        if not self._limiter.admit():
            return problem(429, "too_many_joins", Retry_After="1")
        if not self.views.seconds_for(ticket):
            return problem(403, "ticket_ended")
        return ticket, stream

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
