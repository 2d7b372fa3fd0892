"""The peer of the relay: aiortc as its own examples use it, handing a camera's packets to a track for each viewer.

`python -m bench.stock_relay --camera rtsp://... --port N` serves the same WHEP as the product, without tickets.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import threading
from typing import Any

import aioice.ice
import av
from aiohttp import web
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Expose-Headers": "Location",
}


class PacketTrack(MediaStreamTrack):
    """Packets from the next keyframe on."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._queue: asyncio.Queue[av.Packet[Any]] = asyncio.Queue()
        self._is_waiting = True

    def put(self, packet: av.Packet[Any]) -> None:
        if packet.is_keyframe:
            self._is_waiting = False
        if not self._is_waiting:
            self._queue.put_nowait(packet)

    async def recv(self) -> Any:
        return await self._queue.get()


class StockRelay:
    def __init__(self, camera: str) -> None:
        self._camera = camera
        self._loop = asyncio.get_running_loop()
        self._tracks: set[PacketTrack] = set()
        self._peers: dict[str, tuple[RTCPeerConnection, PacketTrack]] = {}

    def start(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/whep", self._open)
        app.router.add_delete("/whep/{session}", self._close)
        app.router.add_get("/status", self._status)
        app.router.add_route("OPTIONS", "/{path:.*}", self._allow)
        return app

    def _read(self) -> None:
        with av.open(self._camera, options={"rtsp_transport": "tcp"}) as container:
            for packet in container.demux(video=0):
                self._loop.call_soon_threadsafe(self._publish, packet)

    def _publish(self, packet: av.Packet[Any]) -> None:
        for track in list(self._tracks):
            track.put(packet)

    async def _open(self, request: web.Request) -> web.Response:
        peer, track = RTCPeerConnection(RTCConfiguration(iceServers=[])), PacketTrack()
        transceiver = peer.addTransceiver(track, direction="sendonly")
        codecs = RTCRtpSender.getCapabilities("video").codecs
        transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType in ("video/H264", "video/rtx")])
        await peer.setRemoteDescription(RTCSessionDescription(await request.text(), "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        session = str(id(peer))
        self._peers[session] = peer, track
        self._tracks.add(track)
        headers = {**_CORS, "Location": f"/whep/{session}"}
        return web.Response(status=201, text=peer.localDescription.sdp, content_type="application/sdp", headers=headers)

    async def _close(self, request: web.Request) -> web.Response:
        peer, track = self._peers.pop(request.match_info["session"])
        self._tracks.discard(track)
        await peer.close()
        return web.Response(status=204, headers=_CORS)

    async def _status(self, _: web.Request) -> web.Response:
        return web.json_response({"viewers": len(self._peers)})

    async def _allow(self, _: web.Request) -> web.Response:
        return web.Response(status=204, headers=_CORS)


async def _serve(camera: str, port: int) -> None:
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    relay = StockRelay(camera)
    runner = web.AppRunner(relay.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    relay.start()
    await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.stock_relay")
    parser.add_argument("--camera", required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.camera, arguments.port))


if __name__ == "__main__":
    main()
