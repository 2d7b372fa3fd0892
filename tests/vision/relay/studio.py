"""A relay on a loopback port, fed with footage at its own pace, and the tickets to get in."""

from __future__ import annotations

import asyncio
import contextlib
import io
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache

import av
import jwt
from aiohttp import ClientSession, web

from tests.fakes.backend import new_key
from tests.fakes.camera import footage
from vision.cameras.annexb import PPS, SPS, join_nals, nal_type, split_nals
from vision.cameras.packet import EncodedPacket, StreamInfo
from vision.clock import Clock
from vision.relay.aiortc_internals import offer_addresses
from vision.relay.blurred import Blurring
from vision.relay.server import LiveStream, Relay
from vision.relay.tokens import TicketInspector

CAMERA = 7
FPS = 25


@lru_cache
def recorded(gop: int = 25, frames: int = 50) -> tuple[StreamInfo, tuple[bytes, ...]]:
    """The access units of the footage in Annex B form; frame n shows the number n."""
    source = footage(gop=gop, frames=frames).source
    assert isinstance(source, bytes)
    with av.open(io.BytesIO(source), "r") as container:
        stream = container.streams.video[0]
        to_annexb = av.BitStreamFilterContext("h264_mp4toannexb", stream)
        units = tuple(
            bytes(out) for packet in container.demux(stream) if packet.size for out in to_annexb.filter(packet)
        )
        sets = [nal for nal in split_nals(units[0]) if nal_type(nal) in (SPS, PPS)]
        return StreamInfo("h264", stream.width, stream.height, join_nals(sets)), units


def packets(gop: int = 25, frames: int = 50) -> Iterator[EncodedPacket]:
    """Endless; `at` is the moment of asking."""
    _, units = recorded(gop, frames)
    number = 0
    while True:
        unit = units[number % frames]
        is_keyframe = number % frames % gop == 0
        yield EncodedPacket(unit, number * 90_000 // FPS, is_keyframe, time.time())
        number += 1


@dataclass
class Studio:
    relay: Relay
    live: LiveStream
    streams: dict[int, LiveStream]
    url: str
    http: ClientSession
    private_key: str
    gop: int
    fed: int = 0
    other_key: str = field(default_factory=lambda: new_key()[0])

    def ticket(self, camera: int = CAMERA, seconds: float = 60, key: str = "", **claims: object) -> str:
        body = {"sub": "1", "cam": camera, "aud": "live", "exp": int(time.time() + seconds), "jti": "x", **claims}
        return jwt.encode(body, key or self.private_key, algorithm="EdDSA")

    def headers(self, ticket: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {ticket or self.ticket()}", "Content-Type": "application/sdp"}

    def put(self, packet: EncodedPacket) -> None:
        self.live.hub.add(packet)
        self.live.mse.add(packet)
        self.fed += 1

    async def feed(self) -> None:
        info, _ = recorded(self.gop)
        self.live.hub.start_stream(info)
        self.live.mse.start_stream(info)
        for packet in packets(self.gop):
            self.put(packet)
            await asyncio.sleep(1 / FPS)


@asynccontextmanager
async def studio(
    *,
    gop: int = 25,
    joins_per_s: float = 100.0,
    viewer_max_s: float = 60.0,
    clock: Clock | None = None,
    blurring: Blurring | None = None,
) -> AsyncIterator[Studio]:
    offer_addresses(("127.0.0.1",))
    private, public = new_key()
    inspector = TicketInspector()
    inspector.public_key = public
    streams = {CAMERA: LiveStream(is_online=True), 8: LiveStream(is_online=False)}
    relay = Relay(
        streams, inspector, joins_per_s=joins_per_s, viewer_max_s=viewer_max_s, clock=clock, blurring=blurring
    )
    runner = web.AppRunner(relay.app(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with ClientSession() as http:
        created = Studio(relay, streams[CAMERA], streams, url, http, private, gop)
        feeding = asyncio.create_task(created.feed())
        try:
            await asyncio.sleep(0.2)
            yield created
        finally:
            feeding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await feeding
            await runner.cleanup()


async def until(condition: object, seconds: float = 15.0) -> None:
    """Wait on the loop until `condition()` is true."""
    assert callable(condition)
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)
