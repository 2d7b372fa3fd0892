"""Many viewers in one process: real ICE and DTLS by aiortc, then RTP packets counted instead of decoded.

Reads one JSON command a line, writes one JSON answer a line:
{"op": "join", "url", "token", "count"} -> {"joined"}; {"op": "count", "seconds"} -> Count; {"op": "leave"} -> {"left"}
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any, cast

import aiohttp
import aioice.ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

_JOIN_WITHIN_S = 20.0
# Every packet is numbered in the clear; decrypting one of so many proves the keys without the cost of all.
_DECRYPT_EVERY = 50
Json = dict[str, Any]


class Viewer:
    """One peer connection; `take` is given every datagram that arrives after it stands."""

    def __init__(self) -> None:
        self.frames = self.packets = self.lost = self.undecrypted = 0
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._last: int | None = None
        self._location = ""
        self._unprotect: Callable[[bytes], bytes] = bytes

    async def join(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        transceiver = self._peer.addTransceiver("video", direction="recvonly")
        await self._peer.setLocalDescription(await self._peer.createOffer())
        answer = await self._post(http, url, token)
        await self._peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        dtls = transceiver.receiver.transport
        async with asyncio.timeout(_JOIN_WITHIN_S):
            while self._peer.connectionState != "connected":
                await asyncio.sleep(0.02)
        self._unprotect = dtls._rx_srtp.unprotect
        protocol = cast(Any, dtls.transport._connection._nominated[1].protocol)
        others = protocol.datagram_received
        protocol.datagram_received = lambda data, address: self._take(data) if _is_rtp(data) else others(data, address)

    async def leave(self, http: aiohttp.ClientSession) -> None:
        async with http.delete(self._location):
            await self._peer.close()

    def reset(self) -> None:
        self.frames = self.packets = self.lost = self.undecrypted = 0

    async def _post(self, http: aiohttp.ClientSession, url: str, token: str) -> str:
        """Offer until the relay has room: it limits how fast viewers join."""
        headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {token}"}
        while True:
            async with http.post(url, data=self._peer.localDescription.sdp, headers=headers) as response:
                if response.status != 429:
                    response.raise_for_status()
                    self._location = str(response.url.join(type(response.url)(response.headers["Location"])))
                    return await response.text()
            await asyncio.sleep(0.1)

    def _take(self, data: bytes) -> None:
        sequence = data[2] << 8 | data[3]
        if self._last is not None:
            self.lost += (sequence - self._last - 1) & 0xFFFF
        self._last = sequence
        self.packets += 1
        self.frames += data[1] >> 7
        if self.packets % _DECRYPT_EVERY == 0:
            try:
                self._unprotect(data)
            except Exception:  # noqa: BLE001  # whatever is wrong with the packet, it is counted
                self.undecrypted += 1


def _is_rtp(data: bytes) -> bool:
    """RFC 7983 and RFC 5761: neither STUN, nor DTLS, nor RTCP."""
    return 128 <= data[0] < 192 and not 64 <= data[1] & 0x7F < 96


class Crowd:
    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self._viewers: list[Viewer] = []

    async def join(self, command: Json) -> Json:
        for _ in range(command["count"]):
            viewer = Viewer()
            await viewer.join(self._http, command["url"], command["token"])
            self._viewers.append(viewer)
        return {"joined": len(self._viewers)}

    async def count(self, command: Json) -> Json:
        """What the worst viewer saw, and what all of them missed."""
        loop = asyncio.get_running_loop()
        for viewer in self._viewers:
            viewer.reset()
        begun_at = loop.time()
        await asyncio.sleep(command["seconds"])
        seconds = loop.time() - begun_at
        viewers = self._viewers
        return {
            "fps": min(viewer.frames for viewer in viewers) / seconds,
            "packets": sum(viewer.packets for viewer in viewers),
            "lost": sum(viewer.lost for viewer in viewers),
            "undecrypted": sum(viewer.undecrypted for viewer in viewers),
        }

    async def leave(self, _: Json) -> Json:
        leaving, self._viewers = self._viewers, []
        for viewer in leaving:
            await viewer.leave(self._http)
        return {"left": len(leaving)}


async def _serve() -> None:
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
    async with aiohttp.ClientSession() as http:
        crowd = Crowd(http)
        operations = {"join": crowd.join, "count": crowd.count, "leave": crowd.leave}
        while line := await asyncio.to_thread(sys.stdin.readline):
            command = json.loads(line)
            print(json.dumps(await operations[command["op"]](command)), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve())
