"""Live pictures as fragmented MP4 over a WebSocket, for those whose network lets no WebRTC through."""

from __future__ import annotations

import asyncio
import io
import re

import av
import numpy as np
from aiohttp import ClientWebSocketResponse, WSMsgType

from tests.vision.relay.studio import CAMERA, Studio, packets, recorded, studio, until
from tests.vision.relay.watcher import steps
from tools.camera.encode import read_index
from vision.relay.mse import MseChannel, MseViewer
from vision.relay.server import TICKET_USED_UP


async def _connect(at: Studio) -> ClientWebSocketResponse:
    return await at.http.ws_connect(f"{at.url}/mse/{CAMERA}", params={"token": at.ticket()})


async def _receive(socket: ClientWebSocketResponse, count: int) -> bytes:
    """The init segment and fragments: `count` binary messages in one piece."""
    mime = (await socket.receive_json())["mime"]
    assert re.fullmatch(r'video/mp4; codecs="avc1\.[0-9a-f]{6}"', mime)
    return b"".join([await socket.receive_bytes(timeout=10) for _ in range(count)])


def _indices(mp4: bytes) -> list[int]:
    with av.open(io.BytesIO(mp4), "r") as container:
        return [read_index(f.to_ndarray(format="gray").astype(np.uint8)) for f in container.decode(video=0)]


def test_the_first_bytes_and_all_that_follow_decode_frame_by_frame() -> None:
    async def story() -> None:
        async with studio() as at:
            socket = await _connect(at)
            indices = _indices(await _receive(socket, 31))
            await socket.close()
        assert len(indices) == 30
        assert indices[0] % 25 == 0
        assert steps(indices) == {1}

    asyncio.run(story())


def test_a_second_viewer_begins_at_the_last_keyframe_without_a_second_muxer() -> None:
    async def story() -> None:
        async with studio(gop=50) as at:
            first = await _connect(at)
            await until(lambda: at.fed % 50 in range(10, 20))
            muxer, fed = at.live.mse._fragmenter, at.fed
            second = await _connect(at)
            indices = _indices(await _receive(second, 12))
            assert at.fed < fed + 30
            assert at.live.mse._fragmenter is muxer
            assert indices[0] == 0
            assert steps(indices) == {1}
            await first.close()
            await second.close()
            await until(lambda: at.live.mse.viewer_count == 0)
            assert at.live.mse._fragmenter is None

    asyncio.run(story())


def test_a_viewer_who_reads_slowly_is_dropped_to_a_keyframe_and_delays_nobody() -> None:
    info, _ = recorded()
    channel, slow, fast = MseChannel(), MseViewer(), MseViewer()
    channel.start_stream(info)
    source = packets()
    got = 0
    channel.add(next(source))
    channel.join(slow)
    channel.join(fast)

    async def story() -> None:
        nonlocal got
        await fast.get()
        for _ in range(5000):
            channel.add(next(source))
            if await fast.get():
                got += 1
        await slow.get()

    asyncio.run(story())
    assert got == 5000
    assert fast.dropped == 0
    assert slow.dropped > 1000
    assert slow._bytes < 5_000_000


def test_a_socket_nobody_reads_does_not_stop_the_others() -> None:
    async def story() -> None:
        async with studio() as at:
            deaf, awake = await _connect(at), await _connect(at)
            indices = _indices(await _receive(awake, 30))
            assert steps(indices) == {1}
            await deaf.close()
            await awake.close()

    asyncio.run(story())


def test_the_socket_closes_with_its_own_code_when_the_time_is_used_up() -> None:
    async def story() -> None:
        async with studio(viewer_max_s=0.5) as at:
            socket = await _connect(at)
            while (await socket.receive()).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED):
                pass
            assert socket.close_code == TICKET_USED_UP
            await until(lambda: at.live.mse.viewer_count == 0)

    asyncio.run(story())


def test_a_stream_that_changes_ends_the_socket_so_that_the_viewer_begins_anew() -> None:
    async def story() -> None:
        async with studio() as at:
            socket = await _connect(at)
            await _receive(socket, 3)
            at.live.mse.start_stream(recorded()[0])
            while (await socket.receive()).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED):
                pass
            assert socket.close_code == 1001

    asyncio.run(story())


def test_the_status_page_counts_viewers() -> None:
    async def story() -> None:
        async with studio() as at:
            socket = await _connect(at)
            await _receive(socket, 2)
            async with at.http.get(f"{at.url}/status") as answer:
                body = await answer.json()
            assert body["viewers"] == 1
            assert body["viewers_by_camera"]["7"] == {"whep": 0, "mse": 1}
            assert body["process_cpu_s"] > 0
            await socket.close()

    asyncio.run(story())
