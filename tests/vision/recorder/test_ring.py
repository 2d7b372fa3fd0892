"""The last half minute, and clips cut from it."""

from __future__ import annotations

import io
from itertools import islice

import av
import numpy as np

from tests.vision.relay.studio import packets, recorded
from tools.camera.encode import read_index
from vision.cameras.packet import EncodedPacket
from vision.recorder.clip import mux_clip
from vision.recorder.ring import ClipRing

START = 1000.0


def _filled(seconds: float, gop: int = 25, **limits: float) -> ClipRing:
    """A ring that has heard `seconds` of the footage; frame n arrived at START + n / 25."""
    ring = ClipRing(**limits)  # type: ignore[arg-type]
    ring.start_stream(recorded(gop)[0])
    for number, packet in enumerate(islice(packets(gop), round(seconds * 25))):
        ring.add(EncodedPacket(packet.data, packet.pts, packet.is_keyframe, START + number / 25))
    return ring


def test_a_clip_begins_at_the_keyframe_before_its_start_and_every_frame_decodes() -> None:
    cut = _filled(20).cut(START + 10.5, START + 13.0)
    assert cut is not None
    assert (cut.start_at, cut.duration_s) == (START + 10.0, 3.0)
    with av.open(io.BytesIO(mux_clip(cut)), "r") as container:
        frames = list(container.decode(video=0))
        assert container.duration == 3_040_000
    numbers = [read_index(frame.to_ndarray(format="gray").astype(np.uint8)) for frame in frames]
    assert numbers == [number % 50 for number in range(250, 326)]
    assert [round(frame.time or 0, 2) for frame in frames] == [round(n / 25, 2) for n in range(76)]


def test_the_index_of_a_clip_stands_in_front_so_that_it_plays_while_it_loads() -> None:
    cut = _filled(20).cut(START + 5, START + 15)
    assert cut is not None
    mp4 = mux_clip(cut)
    assert mp4.index(b"moov") < mp4.index(b"mdat")


def test_the_coded_pictures_of_a_clip_are_the_cameras_own() -> None:
    cut = _filled(5).cut(START + 1, START + 2)
    assert cut is not None
    mp4 = mux_clip(cut)
    for packet in cut.packets[1:25]:
        assert packet.data[4:] in mp4


def test_the_ring_keeps_half_a_minute_in_whole_gops_and_forgets_the_rest() -> None:
    ring = _filled(100)
    kept = ring.cut(START, START + 200)
    assert kept is not None
    assert kept.packets[0].is_keyframe
    assert 30 <= kept.duration_s <= 31
    assert ring.cut(START, START + 50) is None


def test_the_ring_is_bounded_in_bytes_too() -> None:
    ring = _filled(60, max_bytes=100_000)
    assert sum(gop.size for gop in ring._gops) <= 110_000


def test_a_clip_never_spans_a_reconnection() -> None:
    ring = _filled(4)
    ring.start_stream(recorded(50)[0])
    for number, packet in enumerate(islice(packets(50), 50)):
        ring.add(EncodedPacket(packet.data, packet.pts, packet.is_keyframe, START + 6 + number / 25))
    cut = ring.cut(START + 3, START + 7)
    assert cut is not None
    assert cut.start_at == START + 6


def test_an_empty_ring_has_no_clip() -> None:
    assert ClipRing().cut(START, START + 1) is None
