"""What people are told about a camera, for every way in which it can fail, and how it comes back."""

from __future__ import annotations

import io
import socket
import time

import av
import numpy as np
import pytest

from backend.catalog.cameras import CameraState, StreamTransport
from tests.fakes.camera import RunningCameras, footage
from tests.vision.cameras.listening import Listener, wait_until, watching
from tools.camera.auth import Credentials, Scheme
from tools.camera.encode import read_index
from vision.cameras.annexb import PPS, SPS, nal_type, split_nals
from vision.cameras.rtsp_transport import Patience

HASTY = Patience(first_s=2.0, silence_s=1.0)


def _indices(listener: Listener) -> list[int]:
    """The burnt-in frame numbers of what arrived."""
    codec = av.CodecContext.create("h264", "r")
    frames = [frame for packet in listener.packets for frame in codec.decode(av.Packet(packet.data))]
    frames += codec.decode(None)
    return [read_index(frame.to_ndarray(format="gray").astype(np.uint8)) for frame in frames]


@pytest.mark.parametrize("transport", list(StreamTransport))
def test_every_frame_of_a_camera_arrives_in_order(transport: StreamTransport) -> None:
    with RunningCameras(cam=footage()) as cameras, watching(cameras.url("cam"), transport) as heard:
        wait_until(lambda: len(heard.packets) >= 30)
    indices = _indices(heard)
    assert len(indices) >= 30
    assert [(b - a) % 50 for a, b in zip(indices, indices[1:], strict=False)] == [1] * (len(indices) - 1)
    assert heard.states == [CameraState.CONNECTING, CameraState.ONLINE]
    assert (heard.streams[0].width, heard.streams[0].height, heard.streams[0].codec) == (320, 180, "h264")


def test_keyframes_carry_parameter_sets_even_when_the_camera_tells_them_only_in_its_description() -> None:
    bare = footage()
    stripped = [
        type(unit)(unit.is_keyframe, [p for p in unit.payloads if p[0] & 31 not in (SPS, PPS)], unit.reorder)
        for unit in bare.access_units
    ]
    film = type(bare)(bare.codec, bare.fps, stripped, bare.parameter_sets, bare.source)
    with RunningCameras(cam=film) as cameras, watching(cameras.url("cam")) as heard:
        wait_until(lambda: sum(packet.is_keyframe for packet in heard.packets) >= 2)
    for packet in heard.packets:
        kinds = [nal_type(nal) for nal in split_nals(packet.data)]
        assert (kinds[:2] == [SPS, PPS]) is packet.is_keyframe


@pytest.mark.parametrize("scheme", list(Scheme))
def test_the_right_password_opens_the_camera(scheme: Scheme) -> None:
    secret = Credentials("admin", "p:a/ss@", scheme)
    with (
        RunningCameras(secret, cam=footage()) as cameras,
        watching(cameras.url("cam", "admin:p%3Aa%2Fss%40")) as heard,
    ):
        wait_until(lambda: heard.packets)


@pytest.mark.parametrize("login", ["", "admin:wrong", "root:right"])
def test_a_wrong_password_is_called_a_wrong_password(login: str) -> None:
    with (
        RunningCameras(Credentials("admin", "right"), cam=footage()) as cameras,
        watching(cameras.url("cam", login)) as heard,
    ):
        wait_until(lambda: heard.state is CameraState.WRONG_PASSWORD)


def test_a_wrong_password_is_not_tried_over_and_over() -> None:
    with RunningCameras(Credentials("admin", "right"), cam=footage()) as cameras:
        attempts: list[str] = []
        camera = cameras.cameras["cam"]
        camera.credentials = _Counting(attempts)
        with watching(cameras.url("cam", "admin:wrong")) as heard:
            wait_until(lambda: heard.state is CameraState.WRONG_PASSWORD)
            time.sleep(1)
        assert len(attempts) == 2  # once without credentials, once with


class _Counting(Credentials):
    def __init__(self, attempts: list[str]) -> None:
        super().__init__("admin", "right")
        object.__setattr__(self, "attempts", attempts)

    def accepts(self, method: str, header: str) -> bool:
        self.__dict__["attempts"].append(method)
        return super().accepts(method, header)


def test_a_wrong_path_is_called_a_wrong_path() -> None:
    with RunningCameras(cam=footage()) as cameras, watching(cameras.url("other")) as heard:
        wait_until(lambda: heard.state is CameraState.WRONG_PATH)


def test_a_closed_port_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with watching(f"rtsp://127.0.0.1:{taken.getsockname()[1]}/cam") as heard:
            wait_until(lambda: heard.state is CameraState.UNREACHABLE)


def test_a_host_that_accepts_and_says_nothing_is_unreachable() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as mute,
        watching(f"rtsp://127.0.0.1:{mute.getsockname()[1]}/cam") as heard,
    ):
        wait_until(lambda: heard.state is CameraState.UNREACHABLE)


def test_an_unknown_host_name_is_unreachable() -> None:
    with watching("rtsp://camera.invalid/cam") as heard:
        wait_until(lambda: heard.state is CameraState.UNREACHABLE)


def test_a_camera_without_a_video_track_has_no_video() -> None:
    with RunningCameras(cam=footage()) as cameras:
        cameras.do(cameras.cameras["cam"].drop_video)
        with watching(cameras.url("cam")) as heard:
            wait_until(lambda: heard.state is CameraState.NO_VIDEO)


@pytest.mark.parametrize("transport", list(StreamTransport))
def test_a_camera_that_falls_silent_in_mid_stream_is_silent(transport: StreamTransport) -> None:
    with RunningCameras(cam=footage()) as cameras, watching(cameras.url("cam"), transport, HASTY) as heard:
        wait_until(lambda: heard.packets)
        cameras.do(cameras.cameras["cam"].stall, 60)
        wait_until(lambda: heard.state is CameraState.SILENT)
        assert heard.states == [CameraState.CONNECTING, CameraState.ONLINE, CameraState.SILENT]


def test_a_camera_that_answers_rtsp_but_sends_only_audio_is_silent() -> None:
    with RunningCameras(cam=footage()) as cameras, watching(cameras.url("cam"), patience=HASTY) as heard:
        wait_until(lambda: heard.packets)
        cameras.do(setattr, cameras.cameras["cam"], "has_video", False)
        wait_until(lambda: heard.state is CameraState.SILENT)


def test_h265_is_refused_as_an_unsupported_codec() -> None:
    with RunningCameras(cam=footage(codec="h265")) as cameras, watching(cameras.url("cam")) as heard:
        wait_until(lambda: heard.state is CameraState.UNSUPPORTED_CODEC)
        assert not heard.packets


def test_b_frames_are_refused() -> None:
    with RunningCameras(cam=footage(b_frames=2)) as cameras, watching(cameras.url("cam")) as heard:
        wait_until(lambda: CameraState.B_FRAMES in heard.states)


def test_a_camera_that_cut_the_connection_is_back_within_five_seconds() -> None:
    with RunningCameras(cam=footage()) as cameras, watching(cameras.url("cam")) as heard:
        wait_until(lambda: heard.packets)
        seen = len(heard.packets)
        cameras.do(cameras.cameras["cam"].kick)
        wait_until(lambda: len(heard.packets) > seen + 5, seconds=5)
        assert heard.packets[seen].is_keyframe or heard.packets[seen + 1].is_keyframe


def test_a_camera_that_was_unplugged_for_long_is_back_within_five_seconds_of_its_return() -> None:
    with RunningCameras(cam=footage()) as cameras, watching(cameras.url("cam")) as heard:
        wait_until(lambda: heard.packets)
        cameras.close_port()
        wait_until(lambda: heard.state is CameraState.UNREACHABLE)
        time.sleep(2)
        seen = len(heard.packets)
        cameras.open_port()
        wait_until(lambda: len(heard.packets) > seen, seconds=5)
        assert heard.state is CameraState.ONLINE


def test_one_stream_is_one_connection() -> None:
    with RunningCameras(cam=footage()) as cameras, watching(cameras.url("cam")) as heard:
        wait_until(lambda: len(heard.packets) > 10)
        assert cameras.cameras["cam"].connections == 1


def test_the_test_camera_is_understood_by_an_independent_player() -> None:
    with (
        RunningCameras(cam=footage()) as cameras,
        av.open(cameras.url("cam"), "r", options={"rtsp_transport": "tcp"}, timeout=5.0) as container,
    ):
        frame = next(container.decode(video=0))
        assert (frame.width, frame.height) == (320, 180)


def test_the_footage_helper_burns_an_index_that_can_be_read_back() -> None:
    source = footage().source
    assert isinstance(source, bytes)
    with av.open(io.BytesIO(source), "r") as container:
        indices = [read_index(f.to_ndarray(format="gray").astype(np.uint8)) for f in container.decode(video=0)]
    assert indices == list(range(50))
