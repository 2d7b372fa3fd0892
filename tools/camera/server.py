"""The RTSP/1.0 side of the cameras (RFC 2326): one listener, a camera per path."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tools.camera.device import Camera
from tools.camera.sdp import describe
from tools.camera.session import Channel, InterleavedChannel, Session, UdpChannel

_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    headers: dict[str, str]

    @property
    def camera_name(self) -> str:
        return urlsplit(self.url).path.strip("/").split("/")[0]


@dataclass(frozen=True)
class Reply:
    status: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


class _Gone(Exception):  # noqa: N818 - not an error: the peer left or the camera is off
    """This connection ends without another word."""


class Connection:
    """Serves one client until it leaves."""

    def __init__(
        self, cameras: Mapping[str, Camera], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._cameras = cameras
        self._reader = reader
        self._writer = writer
        self._session_id = str(random.getrandbits(31))
        self._camera: Camera | None = None
        self._session: Session | None = None

    async def run(self) -> None:
        try:
            while True:
                request = await self._read_request()
                self._write(request, self._answer(request))
                await self._writer.drain()
                if request.method == "TEARDOWN":
                    break
        except (_Gone, asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass
        finally:
            if self._camera and self._session:
                self._camera.sessions.pop(self._session, None)
                self._session.channel.close()
            self._writer.close()

    async def _read_request(self) -> Request:
        while (first := await self._reader.readexactly(1)) in (b"$", b"\r", b"\n"):
            if first == b"$":
                header = await self._reader.readexactly(3)
                await self._reader.readexactly(struct.unpack("!BH", header)[1])
        line = (first + await self._reader.readline()).decode()
        method, url, _ = line.split(" ", 2)
        headers: dict[str, str] = {}
        while text := (await self._reader.readline()).decode().strip():
            name, _, value = text.partition(":")
            headers[name.lower()] = value.strip()
        await self._reader.readexactly(int(headers.get("content-length", 0)))
        return Request(method, url, headers)

    def _write(self, request: Request, reply: Reply) -> None:
        headers = {"CSeq": request.headers.get("cseq", "0"), "Session": f"{self._session_id};timeout=60"}
        headers |= reply.headers
        if reply.body:
            headers["Content-Length"] = str(len(reply.body))
        lines = [f"RTSP/1.0 {reply.status}", *(f"{name}: {value}" for name, value in headers.items())]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n" + reply.body).encode())

    def _answer(self, request: Request) -> Reply:
        if request.method == "OPTIONS":
            return Reply("200 OK", {"Public": _METHODS})
        camera = self._cameras.get(request.camera_name)
        if camera is None:
            return Reply("404 Not Found")
        if not camera.is_on:
            raise _Gone
        if camera.credentials and not camera.credentials.accepts(
            request.method, request.headers.get("authorization", "")
        ):
            return Reply("401 Unauthorized", {"WWW-Authenticate": camera.credentials.challenge})
        self._camera = camera
        return self._serve(camera, request)

    def _serve(self, camera: Camera, request: Request) -> Reply:
        if request.method == "DESCRIBE":
            headers = {"Content-Base": request.url.rstrip("/") + "/", "Content-Type": "application/sdp"}
            return Reply("200 OK", headers, describe(camera.footage, has_video=camera.has_video))
        if request.method == "SETUP":
            return self._set_up(request.headers.get("transport", ""))
        if request.method == "PLAY":
            if self._session is None:
                return Reply("455 Method Not Valid in This State")
            camera.sessions[self._session] = self._writer.transport
            camera.connections += 1
            return Reply("200 OK", {"Range": "npt=0.000-"})
        return Reply("200 OK")

    def _set_up(self, transport: str) -> Reply:
        channel: Channel
        if "TCP" in transport:
            number = int(_parameter(transport, "interleaved", "0"))
            channel = InterleavedChannel(self._writer, number)
            answer = f"RTP/AVP/TCP;unicast;interleaved={number}-{number + 1}"
        else:
            port = int(_parameter(transport, "client_port", ""))
            channel = udp = UdpChannel(self._writer.get_extra_info("peername")[0], port)
            answer = f"RTP/AVP;unicast;client_port={port}-{port + 1};server_port={udp.ports}"
        self._session = Session(channel)
        return Reply("200 OK", {"Transport": f"{answer};ssrc={self._session.ssrc:08X}"})


def _parameter(transport: str, name: str, default: str) -> str:
    values = dict(part.partition("=")[::2] for part in transport.split(";"))
    return values.get(name, default).split("-")[0]


async def serve_rtsp(cameras: Mapping[str, Camera], host: str, port: int) -> asyncio.Server:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(asyncio.CancelledError):  # the server is ending; streams would log it as an error
            await Connection(cameras, reader, writer).run()

    return await asyncio.start_server(connected, host, port)
