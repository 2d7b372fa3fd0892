"""Live pictures over WebRTC: seen by a real receiver, refused to those without a ticket."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import jwt
import pytest
from aiortc.rtp import RtpPacket

from tests.vision.relay.studio import CAMERA, Studio, packets, studio, until
from tests.vision.relay.watcher import Watcher, steps
from vision.cameras.packet import EncodedPacket
from vision.clock import ManualClock
from vision.relay.aiortc_internals import RtpViewer
from vision.relay.hub import StreamHub
from vision.relay.packetize import Frame


def _viewers(at: Studio) -> list[RtpViewer]:
    return [viewer for viewer in at.live.hub._viewers if isinstance(viewer, RtpViewer)]


def test_a_viewer_sees_every_frame_from_the_last_keyframe_on() -> None:
    async def story() -> None:
        async with studio() as at:
            watcher = Watcher()
            assert await watcher.join(at) == 201
            await until(lambda: len(watcher.seen) >= 40)
            await watcher.close()
        assert watcher.seen[0] % 25 == 0
        assert steps(watcher.seen) == {1}

    asyncio.run(story())


def test_a_viewer_who_joins_in_a_long_gop_need_not_wait_for_the_next_keyframe() -> None:
    async def story() -> None:
        async with studio(gop=50) as at:
            await until(lambda: at.fed % 50 in range(10, 20))
            fed, watcher = at.fed, Watcher()
            await watcher.join(at)
            await until(lambda: watcher.seen)
            assert at.fed < fed + 30
            assert watcher.seen[0] == 0
            await watcher.close()

    asyncio.run(story())


def test_lost_packets_are_sent_again_and_no_frame_is_missing() -> None:
    async def story() -> None:
        async with studio() as at:
            watcher = Watcher()
            _lose_packets(watcher)
            await watcher.join(at)
            await until(lambda: len(watcher.seen) >= 40)
            assert sum(viewer.resent_packets for viewer in _viewers(at)) >= 2
            assert steps(watcher.seen) == {1}
            await watcher.close()

    asyncio.run(story())


def _lose_packets(watcher: Watcher) -> None:
    """Every 17th packet does not reach the receiver, the first time that it comes."""
    receive, counted = watcher.receiver._handle_rtp_packet, 0

    async def lossy(packet: RtpPacket, arrival_time_ms: int) -> None:
        nonlocal counted
        counted += packet.payload_type % 2  # odd types are video, even ones are their retransmissions
        if packet.payload_type % 2 and counted % 17 == 0:
            return
        await receive(packet, arrival_time_ms)

    watcher.receiver._handle_rtp_packet = lossy  # type: ignore[method-assign]


def test_a_viewer_who_lost_the_picture_gets_the_gop_again_but_not_at_will() -> None:
    async def story() -> None:
        async with studio(gop=50) as at:
            watcher = Watcher()
            await watcher.join(at)
            await until(lambda: len(watcher.seen) > 10 and at.fed % 50 > 20)
            (viewer,) = _viewers(at)
            before, fed = viewer.sent_packets, at.fed
            for _ in range(20):
                await watcher.receiver._send_rtcp_pli(viewer._sender._ssrc)
            await until(lambda: viewer.sent_packets > before + 20)
            assert viewer.sent_packets < before + 150 + (at.fed - fed) * 5
            seen = len(watcher.seen)
            await until(lambda: len(watcher.seen) > seen + 10)
            await watcher.close()

    asyncio.run(story())


def test_a_viewer_who_leaves_frees_everything() -> None:
    async def story() -> None:
        async with studio() as at:
            watcher = Watcher()
            await watcher.join(at)
            await until(lambda: at.live.hub.viewer_count == 1)
            async with at.http.delete(at.url + watcher.location) as answer:
                assert answer.status == 204
            assert at.live.hub.viewer_count == 0
            assert len(at.relay.whep) == 0
            async with at.http.delete(at.url + watcher.location) as answer:
                assert answer.status == 404
            await watcher.close()

    asyncio.run(story())


def test_a_session_ends_when_its_time_is_used_up() -> None:
    async def story() -> None:
        async with studio(viewer_max_s=1.0) as at:
            watcher = Watcher()
            await watcher.join(at)
            await until(lambda: watcher.seen)
            await until(lambda: at.live.hub.viewer_count == 0)
            assert len(at.relay.whep) == 0
            await watcher.close()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("claims", "key", "status", "code"),
    [
        ({"seconds": -60}, "", 401, "ticket_expired"),
        ({}, "other", 401, "ticket_invalid"),
        ({"camera": 8}, "", 403, "ticket_for_another_camera"),
        ({"aud": "push"}, "", 401, "ticket_invalid"),
        ({"cam": None}, "", 403, "ticket_for_another_camera"),
    ],
)
def test_a_bad_ticket_opens_nothing(claims: dict[str, Any], key: str, status: int, code: str) -> None:
    async def story() -> None:
        async with studio() as at:
            await _refused(at, at.ticket(key=at.other_key if key else "", **claims), status, code)

    asyncio.run(story())


def test_no_ticket_and_forged_tickets_open_nothing() -> None:
    async def story() -> None:
        async with studio() as at:
            body = {"sub": "1", "cam": CAMERA, "aud": "live", "exp": 4_000_000_000}
            await _refused(at, "", 401, "ticket_missing")
            await _refused(at, "nonsense", 401, "ticket_invalid")
            await _refused(at, jwt.encode(body, "", algorithm="none"), 401, "ticket_invalid")
            await _refused(at, jwt.encode(body, "s" * 32, algorithm="HS256"), 401, "ticket_invalid")
            body.pop("exp")
            await _refused(at, jwt.encode(body, at.private_key, algorithm="EdDSA"), 401, "ticket_invalid")

    asyncio.run(story())


async def _refused(at: Studio, ticket: str, status: int, code: str) -> None:
    headers = {"Authorization": f"Bearer {ticket}", "Content-Type": "application/sdp"}
    async with at.http.post(f"{at.url}/whep/{CAMERA}", data="v=0", headers=headers) as answer:
        assert (answer.status, (await answer.json(content_type=None))["code"]) == (status, code)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    async with at.http.get(f"{at.url}/mse/{CAMERA}", params={"token": ticket}) as answer:
        assert answer.status == status


def test_a_camera_that_is_away_or_unknown_answers_404() -> None:
    async def story() -> None:
        async with studio() as at:
            for camera, code in ((8, "camera_not_online"), (9, "no_such_camera")):
                headers = at.headers(at.ticket(camera=camera))
                async with at.http.post(f"{at.url}/whep/{camera}", data="v=0", headers=headers) as answer:
                    assert answer.status == 404
                    assert (await answer.json(content_type=None))["code"] == code

    asyncio.run(story())


def test_an_offer_without_h264_or_without_sense_is_not_acceptable() -> None:
    async def story() -> None:
        async with studio() as at:
            watcher = Watcher("video/VP8")
            assert await watcher.join(at) == 406
            await watcher.close()
            for offer in ("", "v=0", "\x00\xff", "a" * 5000):
                async with at.http.post(f"{at.url}/whep/{CAMERA}", data=offer, headers=at.headers()) as answer:
                    assert answer.status == 406
            headers = {**at.headers(), "Content-Type": "text/plain"}
            async with at.http.post(f"{at.url}/whep/{CAMERA}", data="v=0", headers=headers) as answer:
                assert answer.status == 415
            async with at.http.post(f"{at.url}/whep/{CAMERA}", data="a" * 200_000, headers=at.headers()) as answer:
                assert answer.status == 413
            assert len(at.relay.whep) == 0

    asyncio.run(story())


def test_joins_are_limited_and_the_limit_says_when_to_come_again() -> None:
    async def story() -> None:
        clock = ManualClock()
        async with studio(joins_per_s=3, clock=clock) as at:
            url = f"{at.url}/whep/{CAMERA}"

            async def status() -> int:
                async with at.http.post(url, data="v=0", headers=at.headers()) as answer:
                    assert answer.status != 429 or answer.headers["Retry-After"] == "1"
                    return answer.status

            assert [await status() for _ in range(5)] == [406, 406, 406, 429, 429]
            clock.advance(1.0)
            assert [await status() for _ in range(4)] == [406, 406, 406, 429]

    asyncio.run(story())


def test_a_page_of_any_origin_may_ask_but_without_cookies() -> None:
    async def story() -> None:
        async with studio() as at:
            asked = {"Origin": "http://elsewhere", "Access-Control-Request-Method": "POST"}
            async with at.http.options(f"{at.url}/whep/{CAMERA}", headers=asked) as answer:
                assert answer.status == 204
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
                assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
                assert "Location" in answer.headers["Access-Control-Expose-Headers"]
                assert "Access-Control-Allow-Credentials" not in answer.headers

    asyncio.run(story())


class _FakeViewer:
    def __init__(self) -> None:
        self.sent: list[Frame] = []
        self.replayed: list[list[Frame]] = []

    def send(self, frame: Frame) -> None:
        self.sent.append(frame)

    def replay(self, frames: list[Frame]) -> None:
        self.replayed.append(list(frames))


def test_a_camera_that_comes_back_goes_on_in_the_viewers_time() -> None:
    hub, viewer = StreamHub(), _FakeViewer()
    hub.join(viewer)
    source = packets()
    for start in (100.0, 103.0):
        hub.start_stream(info=None)  # type: ignore[arg-type]  # the hub only needs to know that it is another
        for number in range(25):
            packet = next(source)
            hub.add(EncodedPacket(packet.data, number * 3600, number == 0, start + number / 25))
    stamps = [frame.timestamp for frame in viewer.sent]
    assert stamps[0] == 100 * 90_000
    assert stamps[25] == 103 * 90_000
    assert stamps == sorted(stamps)


def test_without_viewers_nothing_is_packetized() -> None:
    hub = StreamHub()
    source = packets()
    for _ in range(10):
        hub.add(next(source))
    assert hub._frames == []


def test_a_silent_camera_does_not_replay_its_past_as_live(monkeypatch: pytest.MonkeyPatch) -> None:
    hub, viewer = StreamHub(), _FakeViewer()
    source = packets()
    hub.add(next(source))
    hub.join(viewer)
    assert len(viewer.replayed) == 1
    silent_since = time.monotonic()
    monkeypatch.setattr("vision.relay.hub.time.monotonic", lambda: silent_since + 3)
    hub.replay_to(viewer)
    assert len(viewer.replayed) == 1
