"""The parts of the detect process, one at a time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from backend.catalog.cameras import PictureState
from backend.catalog.violations import ViolationType
from tools.camera.encode import encode, read_index
from vision.detect.decoder import Decoder
from vision.detect.desk import ObservationDesk, describe
from vision.detect.inbox import Inbox
from vision.detect.link import BackendLink
from vision.detect.memory import OngoingMemory
from vision.detect.places import abandoned, claim
from vision.evidence import ClipDesk, boxed_snapshot, clean_snapshot
from vision.packets.wire import PacketArrived
from vision.rules.config import CameraConfig, Rule, parse_camera
from vision.rules.hold import Ended, Fired, Occurrence, Sighting
from vision.types import Answer, Crop, Detection, Frame

IMAGE = np.full((360, 640, 3), 120, np.uint8)


def packets(keys: str, start: float = 0.0, step: float = 0.1) -> list[PacketArrived]:
    """One packet a letter: K is a keyframe."""
    return [
        PacketArrived(7, b"", index, (1, 90_000), letter == "K", round(start + index * step, 3))
        for index, letter in enumerate(keys)
    ]


def filled(inbox: Inbox, waiting: Sequence[PacketArrived]) -> Inbox:
    for packet in waiting:
        inbox.put(packet)
    return inbox


def times(taken: Sequence[PacketArrived]) -> list[float]:
    return [packet.at for packet in taken]


def test_nothing_is_handed_out_before_the_first_keyframe() -> None:
    inbox = filled(Inbox(), packets("ppKpp"))
    assert times(inbox.take(only_keys=False)) == [0.2, 0.3, 0.4]
    assert times(filled(inbox, packets("pp", 0.5)).take(only_keys=False)) == [0.5, 0.6]


def test_where_keyframes_are_enough_only_the_newest_is_handed_out() -> None:
    inbox = filled(Inbox(), packets("KppKpp"))
    assert times(inbox.take(only_keys=True)) == [0.3]
    assert inbox.take(only_keys=True) == []
    assert times(filled(inbox, packets("pKp", 0.6)).take(only_keys=True)) == [0.7]


def test_a_closer_look_begins_with_what_followed_the_last_keyframe() -> None:
    inbox = filled(Inbox(), packets("KppKpp"))
    inbox.take(only_keys=True)
    assert times(filled(inbox, packets("pK", 0.6)).take(only_keys=False)) == [0.4, 0.5, 0.6, 0.7]


def test_a_camera_that_sends_no_keyframes_fills_no_memory() -> None:
    inbox = filled(Inbox(), packets("K" + "p" * 100))
    inbox.take(only_keys=True)
    filled(inbox, packets("p" * 2000, 10.1))
    assert len(inbox.take(only_keys=False)) <= 600


def test_a_backlog_is_cut_to_the_newest_keyframe() -> None:
    inbox = filled(Inbox(), packets("Kppppp" * 5))
    assert times(inbox.take(only_keys=False)) == [2.4, 2.5, 2.6, 2.7, 2.8, 2.9]
    assert inbox.dropped == 24


def test_far_behind_in_a_long_group_only_its_keyframe_is_decoded() -> None:
    inbox = filled(Inbox(), packets("K" + "p" * 60))
    assert times(inbox.take(only_keys=False)) == [0.0]
    assert inbox.take(only_keys=False) == []
    assert times(filled(inbox, packets("pKp", 7.0)).take(only_keys=False)) == [7.1, 7.2]


def coded(count: int, gop: int) -> list[PacketArrived]:
    footage = encode((np.full((64, 320, 3), 100, np.uint8) for _ in range(count)), fps=25, gop=gop)
    with av.open(io.BytesIO(footage), "r") as container:
        stream = container.streams.video[0]
        annexb = av.BitStreamFilterContext("h264_mp4toannexb", stream)
        units = [out for packet in container.demux(stream) if packet.size for out in annexb.filter(packet)]
        return [
            PacketArrived(7, bytes(unit), index * 3600, (1, 90_000), unit.is_keyframe, index / 25)
            for index, unit in enumerate(units)
        ]


def test_every_packet_gives_its_frame_at_once() -> None:
    decoder = Decoder(7)
    for index, packet in enumerate(coded(12, gop=12)):
        frame = decoder.decode([packet])
        assert frame is not None
        assert read_index(frame.image) == index
        assert frame.at == index / 25


def test_the_newest_frame_wins_except_over_a_keyframe() -> None:
    units = coded(12, gop=5)
    newest = Decoder(7).decode(units[:4])
    key = Decoder(7).decode(units[:8])
    assert newest is not None
    assert key is not None
    assert read_index(newest.image) == 0
    assert (read_index(key.image), key.is_key) == (5, True)
    decoder = Decoder(7)
    decoder.decode(units[:1])
    later = decoder.decode(units[1:4])
    assert later is not None
    assert (read_index(later.image), later.is_key) == (3, False)


def test_a_packet_of_rubbish_costs_frames_but_not_the_process() -> None:
    decoder = Decoder(7)
    units = coded(12, gop=6)
    rubbish = replace(units[1], data=b"\x00\x00\x00\x01\x65" + bytes(range(256)))
    decoder.decode([units[0], rubbish])
    frame = decoder.decode(units[6:8])
    assert frame is not None
    assert read_index(frame.image) == 6


CAMERA = parse_camera(
    {
        "id": 7, "name": "烹饪区1", "is_ai_enabled": True, "reference_sha256": None, "timezone": "Asia/Shanghai",
        "opening_hours": [], "closed_on": [], "uniform_colours": ["#ffffff"], "rules": [],
        "zones": [{"id": 1, "name": "灶台", "kind": "watch", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]}],
    }
)  # fmt: skip


def fired(kind: ViolationType = ViolationType.CLOTHES, box: Any = (100.4, 50.0, 200.0, 340.6)) -> Fired:
    rule = Rule(4, kind, hold_s=5, votes=3, window=5, min_score=0.5)
    crop = Crop("torso", IMAGE[:40, :40], Answer.YES, 0.9)
    sighting = Sighting(Frame(7, 1005.0, IMAGE), (Detection(kind, 0.8123, box, 3, {"person_px": 290}, (crop,)),))
    return Fired(Occurrence(f"7:{kind}:x", kind, 7, 1000.0, 1005.5), rule, sighting, 5.004, 4)


def test_an_observation_says_everything_that_the_backend_wants() -> None:
    assert describe(CAMERA, fired(), "nanodet-m-416@x") == {
        "key": "7:CLOTHES:x", "type": "CLOTHES", "camera_id": 7, "score": 0.812, "boxes": [[100, 50, 200, 341]],
        "frame": [640, 360], "first_seen_at": "1970-01-01T00:16:40.000Z", "last_seen_at": "1970-01-01T00:16:45.500Z",
        "held_s": 5.0, "model": "nanodet-m-416@x", "is_ai": True, "cause": "",
        "rule": {
            "id": 4, "hold_s": 5, "votes": 3, "window": 5, "hits": 4, "min_score": 0.5, "min_height": 0.0,
            "standing": "certain", "schedule": "always", "zones": ["灶台"],
        },
        "why": {"person_px": 290}, "crops": [{"kind": "torso", "answer": "yes", "score": 0.9}],
    }  # fmt: skip


def test_a_camera_fault_is_not_called_ai_and_has_no_box() -> None:
    meta = describe(CAMERA, fired(ViolationType.CAM_BLOCK, None), "")
    assert (meta["is_ai"], meta["boxes"], meta["rule"]["zones"]) == (False, [], [])


@pytest.mark.parametrize(
    "box", [(100.0, 50.0, 200.0, 340.0), (0.0, 0.0, 40.0, 359.0), (600.0, 2.0, 639.0, 359.0), None]
)
def test_the_box_is_drawn_on_one_picture_and_the_other_stays_clean(box: Any) -> None:
    sighting = fired(box=box).best
    clean, boxed = (
        np.asarray(cv2.imdecode(np.frombuffer(make(sighting), np.uint8), cv2.IMREAD_COLOR), int)
        for make in (clean_snapshot, boxed_snapshot)
    )
    assert np.abs(clean - 120).max() < 3
    x1, y1, x2, y2 = (round(value) for value in box or (0, 0, 639, 359))
    changed = np.abs(boxed - 120).max(2) > 40
    assert changed[y2 - 1, (x1 + x2) // 2]
    assert changed[(y1 + y2) // 2, x1 : x1 + 3].any()
    assert changed.sum() > 1500


class Recorder:
    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.is_connected = True

    def request(self, *call: Any) -> bool:
        self.calls.append(call)
        return self.is_connected

    def attach(self, *call: Any) -> None:
        self.calls.append(call)

    def observe(self, meta: dict[str, Any], snapshot: bytes, boxed: bytes, crops: Sequence[bytes]) -> None:
        self.calls.append(("observe", meta["key"], len(crops)))

    def end(self, key: str, at: float) -> None:
        self.calls.append(("end", key, at))


def test_a_clip_is_asked_for_around_the_moment_and_attached_when_it_comes() -> None:
    recorder = Recorder()
    desk = ClipDesk(recorder.request, recorder.attach)
    desk.order("a", 7, 100.0)
    desk.take("a", 94.2, 10.8, b"mp4")
    desk.take("stranger", 1.0, 1.0, b"mp4")
    assert recorder.calls == [("a", 7, 95.0, 105.0), ("a", 94.2, 10.8, b"mp4")]


def test_a_clip_is_asked_for_again_after_the_connection_broke_but_not_for_ever() -> None:
    recorder = Recorder()
    recorder.is_connected = False
    desk = ClipDesk(recorder.request, recorder.attach)
    desk.order("a", 7, 100.0)
    desk.lose_connection()
    desk.ask(110.0)
    assert len(recorder.calls) == 2
    desk.ask(121.0)
    recorder.is_connected = True
    desk.ask(122.0)
    assert len(recorder.calls) == 2


def test_the_end_of_what_was_reported_is_told() -> None:
    recorder = Recorder()
    desk = ObservationDesk(recorder, ClipDesk(recorder.request, recorder.attach))  # type: ignore[arg-type]  # a double
    for kind in (ViolationType.CLOTHES, ViolationType.CAM_MOVE):
        desk.handle(CAMERA, Ended(fired(kind).occurrence, 1010.0), "")
    assert recorder.calls == [("end", "7:CLOTHES:x", 1010.0), ("end", "7:CAM_MOVE:x", 1010.0)]


def test_what_goes_on_outlives_the_process(tmp_path: Path) -> None:
    fault, other = fired(ViolationType.CAM_FREEZE).occurrence, fired().occurrence
    OngoingMemory(tmp_path).save(7, [fault, other], other.last_seen)
    memory = OngoingMemory(tmp_path)
    assert memory.load(7, other.last_seen + 30) == [fault, other]
    assert memory.load(8, other.last_seen + 30) == []
    memory.save(7, [], other.last_seen + 31)
    assert OngoingMemory(tmp_path).load(7, other.last_seen + 32) == []


def test_what_people_did_long_ago_is_over_and_a_fault_is_not(tmp_path: Path) -> None:
    fault, other = fired(ViolationType.CAM_FREEZE).occurrence, fired().occurrence
    OngoingMemory(tmp_path).save(7, [fault, other], other.last_seen)
    assert OngoingMemory(tmp_path).load(7, other.last_seen + 3600) == [fault]


def test_that_it_goes_on_is_written_now_and_then(tmp_path: Path) -> None:
    begun = fired().occurrence
    memory = OngoingMemory(tmp_path)
    for second in range(20):
        memory.save(7, [replace(begun, last_seen=begun.last_seen + second)], begun.last_seen + second)
    (found,) = OngoingMemory(tmp_path).load(7, begun.last_seen + 20)
    assert 14 <= found.last_seen - begun.last_seen <= 19


def test_a_damaged_memory_is_said_and_survived(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "7.json").write_text('[{"key": 1}]')
    assert OngoingMemory(tmp_path).load(7, 0.0) == []
    assert "forgotten" in caplog.text


def test_every_process_has_a_spool_of_its_own_and_the_dead_ones_is_found(tmp_path: Path) -> None:
    base = tmp_path / "detect"
    first, second = claim(base), claim(base)
    assert (first.directory, second.directory) == (base, tmp_path / "detect-2")
    (base / "000000000001.report").write_bytes(b"")
    assert list(abandoned(base, second.directory)) == []
    first.release()
    (left,) = abandoned(base, second.directory)
    assert left.directory == base
    third = claim(base)
    assert third.directory == tmp_path / "detect-3"
    for place in (left, second, third):
        place.release()


class FakeBackend:
    def __init__(self) -> None:
        self.config: dict[str, Any] | None = None
        self.states: list[dict[str, Any]] = []
        self.stills = 0

    def get_config(self) -> dict[str, Any] | None:
        config, self.config = self.config, None
        return config

    def get_still(self, camera_id: int, bin_id: int | None) -> bytes | None:
        self.stills += 1
        return b"jpeg"

    def post_states(self, states: list[dict[str, Any]]) -> None:
        self.states += states


class FakeAnalyser:
    def __init__(self) -> None:
        self.cameras: list[int] = []
        self.stills: list[tuple[tuple[int, int | None], bytes | None]] = []
        self.picture = PictureState.UNKNOWN

    def configure(self, cameras: Sequence[CameraConfig]) -> None:
        self.cameras = [camera.id for camera in cameras]

    def set_still(self, still: tuple[int, int | None], jpeg: bytes | None) -> None:
        self.stills.append((still, jpeg))

    def pictures(self) -> dict[int, PictureState]:
        return dict.fromkeys(self.cameras, self.picture)


class FakeKeeper:
    def __init__(self) -> None:
        self.wanted: Any = None

    def want(self, model_files: Any) -> None:
        self.wanted = model_files

    def sync(self) -> None:
        """Nothing to fetch."""


def camera_data(**changes: Any) -> dict[str, Any]:
    return {"id": 7, "name": "a", "is_ai_enabled": True, "reference_sha256": None, "rules": []} | changes


def test_references_are_fetched_once_for_each_picture() -> None:
    backend, analyser = FakeBackend(), FakeAnalyser()
    link = BackendLink(backend, analyser, FakeKeeper())
    for sha256 in ("x", "x", "y"):
        backend.config = {"cameras": [camera_data(reference_sha256=sha256)]}
        link.run_once()
        link.run_once()
    assert backend.stills == 2
    assert analyser.stills == [((7, None), b"jpeg"), ((7, None), b"jpeg")]


def test_the_still_of_a_covered_bin_is_fetched_and_forgotten_with_it() -> None:
    backend, analyser = FakeBackend(), FakeAnalyser()
    link = BackendLink(backend, analyser, FakeKeeper())
    square = [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]]
    for sha256 in ("x", None):
        bins = [{"id": 3, "name": "b", "polygon": square, "covered_sha256": sha256}]
        backend.config = {"cameras": [camera_data(bins=bins)]}
        link.run_once()
    assert analyser.stills == [((7, 3), b"jpeg"), ((7, 3), None)]


def test_what_the_picture_shows_is_told_when_it_changes() -> None:
    backend, analyser = FakeBackend(), FakeAnalyser()
    link = BackendLink(backend, analyser, FakeKeeper())
    backend.config = {"cameras": [camera_data()]}
    link.run_once()
    analyser.picture = PictureState.BLOCKED
    link.run_once()
    link.run_once()
    assert backend.states == [{"camera_id": 7, "picture": "unknown"}, {"camera_id": 7, "picture": "blocked"}]


def test_one_unusable_camera_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    backend, analyser = FakeBackend(), FakeAnalyser()
    backend.config = {"cameras": [camera_data(timezone="Nowhere/Land"), camera_data(id=8)]}
    BackendLink(backend, analyser, FakeKeeper()).run_once()
    assert analyser.cameras == [8]
    assert "unusable configuration" in caplog.text
