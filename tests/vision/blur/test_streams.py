"""One stream for all who watch, none for nobody; refusals are said."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType

from tests.vision.relay.studio import CAMERA, Studio, studio, until
from tests.vision.relay.watcher import Watcher
from vision.blur import wire
from vision.blur.helper import BlurHelper, Blurred
from vision.blur.streams import BlurredStreams, BlurredViewer, Subject, choose
from vision.blur.wire import Job
from vision.cameras.packet import EncodedPacket

BLURRED = "live-blurred"


@dataclass
class FakeHelper:
    code: str = ""
    jobs: list[Job] = field(default_factory=list)

    async def blur(self, job: Job) -> Blurred:
        self.jobs.append(job)
        return Blurred(b"" if self.code else b"jpeg", job.at, self.code)


def gop(count: int, every_s: float = 0.04) -> tuple[EncodedPacket, ...]:
    now = time.time()
    return tuple(EncodedPacket(b"x", n, n == 0, now + n * every_s) for n in range(count))


def streams(helper: FakeHelper) -> BlurredStreams:
    return BlurredStreams(lambda _: Subject("", "", "UTC", gop(1)), helper, time.time, every_s=0.05)


@pytest.mark.parametrize(("count", "chosen"), [(1, 1), (20, 1), (26, 26), (40, 26), (51, 51), (80, 0)])
def test_a_picture_is_taken_at_the_keyframe_and_at_each_full_second_after(count: int, chosen: int) -> None:
    start = 1000.0
    packets = tuple(EncodedPacket(b"x", n, n == 0, start + n / 25) for n in range(count))
    assert len(choose(packets, 1.0)) == chosen


def test_three_viewers_cost_what_one_costs_and_nobody_costs_nothing() -> None:
    async def story() -> None:
        helper = FakeHelper()
        running, viewers = streams(helper), [BlurredViewer() for _ in range(3)]
        for viewer in viewers:
            running.join(CAMERA, viewer)
        for _ in range(3):
            pictures = [await viewer.get() for viewer in viewers]
            assert len({picture.at for picture in pictures}) == 1
        made = len(helper.jobs)
        assert made <= 4
        for viewer in viewers:
            running.leave(CAMERA, viewer)
        await asyncio.sleep(0.3)
        assert len(helper.jobs) <= made + 1
        assert running.viewer_count(CAMERA) == 0

    asyncio.run(story())


async def _watch(at: Studio, ticket: str) -> ClientWebSocketResponse:
    return await at.http.ws_connect(f"{at.url}/blurred/{CAMERA}", params={"token": ticket})


async def _closed(socket: ClientWebSocketResponse) -> int | None:
    async with asyncio.timeout(10):
        while (await socket.receive()).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED):
            pass
    return socket.close_code


def test_a_blurred_ticket_opens_the_blurred_stream_and_no_clear_one() -> None:
    async def story() -> None:
        async with studio(blurring=streams(FakeHelper())) as at:
            ticket = at.ticket(aud=BLURRED)
            socket = await _watch(at, ticket)
            assert await socket.receive_bytes(timeout=5) == b"jpeg"
            await socket.close()
            clear = Watcher()
            assert await clear.join(at, ticket=ticket) == 403
            await clear.close()
            async with at.http.get(f"{at.url}/mse/{CAMERA}", params={"token": ticket}) as answer:
                assert (answer.status, (await answer.json())["code"]) == (403, "ticket_for_blurred")
            refused = await _watch(at, at.ticket())
            assert (await refused.receive_json()) == {"code": "ticket_for_clear"}
            assert await _closed(refused) == 4403

    asyncio.run(story())


def test_when_blurring_fails_the_viewer_hears_why_and_gets_no_picture() -> None:
    async def story() -> None:
        async with studio(blurring=streams(FakeHelper(wire.FAILED))) as at:
            socket = await _watch(at, at.ticket(aud=BLURRED))
            message = await socket.receive(timeout=5)
            assert (message.type, message.json()) == (WSMsgType.TEXT, {"code": wire.FAILED})
            with pytest.raises(TimeoutError):
                await socket.receive(timeout=0.5)
        async with studio() as at:
            socket = await _watch(at, at.ticket(aud=BLURRED))
            assert (await socket.receive_json()) == {"code": wire.NO_DETECTOR}
            assert await _closed(socket) == 4503

    asyncio.run(story())


def test_a_view_ends_with_the_hours_and_when_it_is_told_to() -> None:
    async def story() -> None:
        async with studio(blurring=streams(FakeHelper())) as at:
            began = time.time()
            socket = await _watch(at, at.ticket(aud=BLURRED, until=int(began + 2)))
            assert await _closed(socket) == 4001
            assert time.time() - began < 4
            late = await _watch(at, at.ticket(aud=BLURRED, until=int(began)))
            assert (await late.receive_json()) == {"code": "ticket_ended"}
            told, clear = await _watch(at, at.ticket(aud=BLURRED)), Watcher()
            await clear.join(at)
            await until(lambda: clear.seen and at.live.hub.viewer_count == 1)
            running = at.relay.views.report()
            assert [view["is_blurred"] for view in running] == [True, False]
            at.relay.views.end([view["id"] for view in running])
            assert await _closed(told) == 4001
            await until(lambda: at.live.hub.viewer_count == 0)
            assert at.relay.views.report() == []
            await clear.close()

    asyncio.run(story())


def test_the_real_process_refuses_without_models_and_rests_when_nobody_asks(tmp_path: Path) -> None:
    async def story() -> None:
        helper = BlurHelper(tmp_path, tmp_path / "none.ttf", idle_s=0.5)
        job = Job(1, time.time(), "", "", "UTC", (b"x",))
        assert not helper.is_running
        assert (await helper.blur(job)).code == wire.NO_DETECTOR
        assert helper.is_running
        await until(lambda: not helper.is_running)
        assert (await helper.blur(job)).code == wire.NO_DETECTOR
        await helper.stop()
        assert not helper.is_running

    asyncio.run(story())
